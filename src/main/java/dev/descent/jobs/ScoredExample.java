package dev.descent.jobs;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A training example and what a job found out about it.
 *
 * @param row in the data set, counted from 0
 * @param label the class or number that the data give
 * @param predicted the class or number that the network predicts; null where it is not known
 * @param scores by name; null where nothing finite is known
 * @param values the row as a preview shows it; null if the data set was deleted
 */
public record ScoredExample(
        int row,
        Object label,
        @Nullable Object predicted,
        Map<String, @Nullable Float> scores,
        @Nullable Map<String, @Nullable Object> values) {}
