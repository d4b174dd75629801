package dev.descent.jobs;

/** Thrown where only a job that has succeeded has what is asked for. */
public class NotSucceeded extends RuntimeException {
    NotSucceeded(String id, JobState state) {
        super("the job " + id + " is " + state.wire()
                + ", and only a job that has succeeded has a record of its examples");
    }
}
