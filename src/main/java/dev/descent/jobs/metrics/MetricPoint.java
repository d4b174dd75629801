package dev.descent.jobs.metrics;

/** One number that was measured. */
public record MetricPoint(String name, long step, double value) {}
