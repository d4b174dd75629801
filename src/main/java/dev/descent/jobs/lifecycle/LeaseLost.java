package dev.descent.jobs.lifecycle;

/** Thrown when a worker wants to write for a job that it no longer holds. */
public class LeaseLost extends RuntimeException {
    public LeaseLost(Hold hold) {
        super(hold.worker() + " no longer holds " + hold.jobId() + " at attempt " + hold.attempt());
    }
}
