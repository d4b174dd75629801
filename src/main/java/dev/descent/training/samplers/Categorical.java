package dev.descent.training.samplers;

import dev.descent.training.tensor.Draws;

/**
 * The distribution of an index with pᵢ = wᵢ / Σⱼ wⱼ.
 *
 * <p>A draw is a binary search in the cumulative sums for a uniform number: O(log n). An index of weight zero is never
 * drawn, not even by rounding, because the first sum above the number is taken.
 */
final class Categorical {
    private final double[] cumulative;

    /** @param weights none negative, not all zero, all finite */
    Categorical(double[] weights) {
        cumulative = new double[weights.length];
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i];
            cumulative[i] = sum;
        }
    }

    int draw(Draws draws) {
        double u = draws.uniform() * cumulative[cumulative.length - 1];
        int low = 0;
        int high = cumulative.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (cumulative[middle] > u) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
