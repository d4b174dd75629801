package dev.descent.jobs.lifecycle;

/**
 * A worker's claim to a job: what it writes counts only while the job's row says the same.
 *
 * @param attempt the fencing token
 */
public record Hold(String jobId, String worker, int attempt) {}
