package dev.descent.datasets;

import java.util.List;

/**
 * One feature of a data set.
 *
 * @param categories the values of a categorical feature, in order of their codes
 * @param shape {@code [C, H, W]} of an image; empty otherwise
 * @param missing how many rows lack it
 */
public record Feature(String name, Type type, List<String> categories, List<Integer> shape, long missing) {
    public enum Type {
        NUMERIC,
        CATEGORICAL,
        IMAGE,
        /** Kept but not trained on, such as free text and identifiers. */
        IGNORED
    }
}
