package dev.descent.training.states;

import dev.descent.training.Optimizer;
import java.util.Arrays;

/**
 * The 256 values that a quantized number can have before it is scaled: dense near zero, so that numbers of seven orders of
 * magnitude keep their first digits.
 *
 * <p>Decade d of 10⁻⁶, ..., 10⁰ holds d times the midpoints of equally spaced points on [0.1, 1]: 1, 2, 4, ..., 64
 * midpoints, with both signs; or 2, 4, 8, ..., 128 of them, positive only. 0 and 1 complete them. The values are the
 * published ones to the last bit, which libtorch's way of spacing points has left in them.
 *
 * @param values in rising order
 * @param boundaries the midpoints between neighbours: the number of those that are less than x is the number of the value
 *     that is nearest to x, the lower of two as near
 */
record DynamicMap(float[] values, float[] boundaries) {
    private static final int VALUES = 256;
    private static final float[] DECADES = {1e-6f, 1e-5f, 1e-4f, 1e-3f, 1e-2f, 1e-1f, 1f};
    private static final float LEAST = 0.1f;

    /** How many points libtorch spaces at once. */
    private static final int LANES = 8;

    private static final DynamicMap SIGNED = create(true);
    private static final DynamicMap NON_NEGATIVE = create(false);

    static DynamicMap of(Optimizer.Range range) {
        return range == Optimizer.Range.SIGNED ? SIGNED : NON_NEGATIVE;
    }

    private static DynamicMap create(boolean signed) {
        float[] values = new float[VALUES];
        int size = 0;
        for (int d = 0; d < DECADES.length; d++) {
            float[] points = points((signed ? 1 << d : 2 << d) + 1);
            for (float midpoint : midpoints(points)) {
                values[size++] = DECADES[d] * midpoint;
                if (signed) {
                    values[size++] = -DECADES[d] * midpoint;
                }
            }
        }
        values[size++] = 0;
        values[size] = 1;
        Arrays.sort(values);
        return new DynamicMap(values, midpoints(values));
    }

    /** Equally spaced on [0.1, 1]; rounded as libtorch rounds them, from both ends and a few at once. */
    private static float[] points(int count) {
        float[] points = new float[count];
        float distance = (1 - LEAST) / (count - 1);
        for (int i = 0; i < count; i++) {
            boolean isLower = i < count / 2;
            int from = isLower ? 0 : count / 2;
            int to = isLower ? count / 2 : count;
            int first = from + (i - from) / LANES * LANES;
            first = first + LANES > to ? i : first;
            float start = isLower ? Math.fma(distance, first, LEAST) : Math.fma(-distance, count - 1 - first, 1f);
            points[i] = start + distance * (i - first);
        }
        return points;
    }

    private static float[] midpoints(float[] points) {
        float[] midpoints = new float[points.length - 1];
        for (int i = 0; i < midpoints.length; i++) {
            midpoints[i] = (points[i] + points[i + 1]) / 2;
        }
        return midpoints;
    }
}
