package dev.descent.projects;

/** Thrown when as many jobs of a project wait as its limit allows. */
public class QueueFull extends RuntimeException {
    QueueFull(int limit) {
        super("the project has " + limit + " jobs in the queue, which is its limit; submit again when some have begun");
    }
}
