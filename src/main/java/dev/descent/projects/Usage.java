package dev.descent.projects;

/**
 * What a project uses now.
 *
 * @param runningJobs those that a worker holds
 * @param storedBytes of data sets, checkpoints and models
 */
public record Usage(long queuedJobs, long runningJobs, long storedBytes) {}
