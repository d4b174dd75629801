package dev.descent.jobs;

/**
 * What became of a submitted spec.
 *
 * @param created false if this answers an earlier request with the same idempotency key
 */
public record Submission(Job job, boolean created) {}
