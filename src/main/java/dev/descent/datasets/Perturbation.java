package dev.descent.datasets;

import java.util.List;

/**
 * What is done to every column before a copy of a data set may be seen by those who may not see the set.
 *
 * <p>It says nothing of what that costs: who chooses deviations and probabilities also accounts for them.
 *
 * @param features one for each feature of the source, in order
 * @param target {@link Dropped} if the source has none
 */
public record Perturbation(List<Column> features, Column target) {
    public Perturbation {
        features = List.copyOf(features);
    }

    /** What is done to one column. */
    public sealed interface Column {}

    /**
     * Numbers are moved to the nearest of [low, high] and get independent normal noise. A missing number becomes the
     * middle before, so that nobody sees that it was missing.
     *
     * @param deviation of the noise, in the unit of the column
     */
    public record Noise(double low, double high, double deviation) implements Column {}

    /**
     * Randomized response: a value is kept with some probability, and else replaced by one of the others, each as likely.
     * A value that is missing or not listed is replaced by one of all.
     *
     * @param categories the values that the copy can have
     * @param keeps the probability
     */
    public record Response(List<String> categories, double keeps) implements Column {
        public Response {
            categories = List.copyOf(categories);
        }
    }

    /** Left out of the copy. */
    public record Dropped() implements Column {}
}
