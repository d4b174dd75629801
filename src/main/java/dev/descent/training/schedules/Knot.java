package dev.descent.training.schedules;

import dev.descent.spec.Option;
import dev.descent.spec.Options;

/** A point of a piecewise curve. */
public record Knot(
        @Option(value = "Where, in the unit of the curve.", min = 0, max = 1e9)
        double at,

        @Option(value = "The rate there, as a multiple of the base rate.", min = 0, max = 1000)
        double factor) {
    public Knot {
        Options.check(Knot.class, at, factor);
    }
}
