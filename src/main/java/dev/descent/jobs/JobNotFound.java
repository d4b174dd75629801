package dev.descent.jobs;

/** Thrown when there is no job with this id. */
public class JobNotFound extends RuntimeException {
    public JobNotFound(String id) {
        super("there is no job with the id \"" + id + "\"");
    }
}
