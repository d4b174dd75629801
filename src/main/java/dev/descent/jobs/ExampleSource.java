package dev.descent.jobs;

/**
 * The data set that examples are rows of.
 *
 * @param deleted whether its rows cannot be shown any more
 */
public record ExampleSource(String id, String name, String fingerprint, boolean deleted) {}
