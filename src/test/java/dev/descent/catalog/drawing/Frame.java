package dev.descent.catalog.drawing;

import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Option;
import dev.descent.spec.Options;

public record Frame(
        @Option(value = "Inner margin.", min = 0) int inner,
        @Option(value = "Outer margin.", min = 0) int outer) {
    public Frame {
        Options.check(Frame.class, inner, outer);
        if (inner > outer) {
            throw new InvalidOptions("/inner", "conflict", "must be at most outer, " + outer + ", but is " + inner);
        }
    }

    public Frame() {
        this(1, 2);
    }
}
