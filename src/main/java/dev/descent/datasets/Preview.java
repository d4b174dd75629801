package dev.descent.datasets;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a data set looks like.
 *
 * @param rows the first rows; each has every column by name. Numbers are doubles, categories and classes are texts,
 *     images are nested lists {@code [C][H][W]} of numbers on 0..255, and null is a missing value
 * @param columns statistics of every column over all rows, the target last
 */
public record Preview(List<Map<String, @Nullable Object>> rows, List<Column> columns) {
    /**
     * One column in numbers. What its type has not is null or empty.
     *
     * @param role {@code feature} or {@code target}
     * @param minimum least number, or least pixel on 0..255
     * @param standardDeviation of the population: divided by the number of values
     * @param top the ten most frequent categories or classes, most frequent first
     */
    public record Column(
            String name,
            Feature.Type type,
            String role,
            long missing,
            @Nullable Double minimum,
            @Nullable Double maximum,
            @Nullable Double mean,
            @Nullable Double standardDeviation,
            List<Count> top) {}

    /** How many rows have a category or class. */
    public record Count(String value, long rows) {}
}
