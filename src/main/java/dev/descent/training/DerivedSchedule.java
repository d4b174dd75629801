package dev.descent.training;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A schedule that is worked out from what an earlier job measured, before its own job begins. Once it is, it needs that
 * job no more.
 */
public interface DerivedSchedule extends Schedule {
    /** The earlier job; may be null where {@link #isDerived}. */
    @Nullable
    String fromJob();

    /** The metric of the earlier job that is needed. */
    String metric();

    /** How many values of it are needed at least. */
    int leastPoints();

    /** Whether everything is worked out; if it is not, there is no rate yet. */
    boolean isDerived();

    /**
     * This schedule with everything worked out.
     *
     * @throws dev.descent.spec.InvalidOptions if this history gives none
     */
    DerivedSchedule derived(History history);

    /**
     * A metric over the steps of an earlier job.
     *
     * @param points in rising order of their steps, finite values only
     * @param steps how many steps the job took
     */
    record History(List<Point> points, long steps) {
        public History {
            points = List.copyOf(points);
        }

        /** @param step counted from 1: a value that was measured in the first step has step 1 */
        public record Point(long step, double value) {}

        /**
         * The metric at so many steps, equally far apart, the first and the last step included; straight lines between
         * the points.
         */
        public double[] resampled(int count) {
            double[] values = new double[count];
            int next = 0;
            for (int i = 0; i < count; i++) {
                double at = 1 + (steps - 1.0) * i / Math.max(1, count - 1);
                while (next < points.size() - 1 && points.get(next).step() < at) {
                    next++;
                }
                Point right = points.get(next);
                Point left = points.get(Math.max(0, next - 1));
                double part =
                        right.step() <= at || left.step() >= at ? 1 : (at - left.step()) / (right.step() - left.step());
                values[i] = left.value() + part * (right.value() - left.value());
            }
            return values;
        }
    }
}
