package dev.descent.jobs;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps some points of a long series so that a drawing of them looks like a drawing of all.
 *
 * <p>The series is cut into ranges of equally many points. Each range gives its least and its greatest value and, if it
 * has one, its first value that is no number; the first and the last point of the series are kept too.
 */
final class Thinning {
    private record Point(long step, double value) {}

    private final String name;
    private final long count;
    private final long ranges;
    private final List<Point> kept = new ArrayList<>();
    private long seen;
    private long range = -1;
    private @Nullable Point least;
    private @Nullable Point greatest;
    private @Nullable Point broken;
    private @Nullable Point latest;

    /**
     * @param count how many points will come
     * @param points about how many to keep, at least 2
     */
    Thinning(String name, long count, int points) {
        this.name = name;
        this.count = count;
        this.ranges = count <= points ? count : Math.max(1, points / 2);
    }

    /** Points come in rising order of their steps. */
    void add(long step, double value) {
        Point point = new Point(step, value);
        long next = seen * ranges / Math.max(count, 1);
        if (next != range) {
            closeRange();
            range = next;
        }
        if (seen == 0) {
            kept.add(point);
        }
        if (!Double.isFinite(value)) {
            broken = broken == null ? point : broken;
        } else {
            least = least == null || value < least.value() ? point : least;
            greatest = greatest == null || value > greatest.value() ? point : greatest;
        }
        latest = point;
        seen++;
    }

    private void closeRange() {
        List<Point> extremes = new ArrayList<>();
        for (Point point : new @Nullable Point[] {least, greatest, broken}) {
            if (point != null && !extremes.contains(point)) {
                extremes.add(point);
            }
        }
        extremes.sort((a, b) -> Long.compare(a.step(), b.step()));
        extremes.forEach(this::keep);
        least = null;
        greatest = null;
        broken = null;
    }

    private void keep(Point point) {
        if (kept.isEmpty() || kept.get(kept.size() - 1).step() < point.step()) {
            kept.add(point);
        }
    }

    Metrics.Series series() {
        closeRange();
        if (latest != null) {
            keep(latest);
        }
        List<Long> steps = new ArrayList<>();
        List<@Nullable Double> values = new ArrayList<>();
        for (Point point : kept) {
            steps.add(point.step());
            values.add(Double.isFinite(point.value()) ? point.value() : null);
        }
        return new Metrics.Series(name, steps, values, seen);
    }
}
