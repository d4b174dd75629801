package dev.descent.catalog;

import dev.descent.spec.Option;
import org.jspecify.annotations.Nullable;

/** The numeric bounds of an option as JSON shows them: null where there is none, integers without a fraction. */
record Bounds(
        @Nullable Number minimum,
        @Nullable Number maximum,
        @Nullable Number exclusiveMinimum,
        @Nullable Number exclusiveMaximum) {
    private static final double LARGEST_EXACT = 0x1p53;

    static Bounds of(Option option) {
        return new Bounds(number(option.min()), number(option.max()), number(option.above()), number(option.below()));
    }

    private static @Nullable Number number(double bound) {
        if (Double.isInfinite(bound)) {
            return null;
        }
        return bound == Math.rint(bound) && Math.abs(bound) <= LARGEST_EXACT ? (Number) (long) bound : (Number) bound;
    }
}
