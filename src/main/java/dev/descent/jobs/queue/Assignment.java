package dev.descent.jobs.queue;

/**
 * The only job that a process may take.
 *
 * @param attempt the attempt at it that the process may make
 */
public record Assignment(String jobId, int attempt) {}
