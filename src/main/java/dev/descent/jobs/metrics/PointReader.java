package dev.descent.jobs.metrics;

/** Whoever reads a series, point by point in rising order of the steps. */
@FunctionalInterface
public interface PointReader {
    void point(long step, double value);
}
