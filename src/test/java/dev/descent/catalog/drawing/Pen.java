package dev.descent.catalog.drawing;

import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Option;
import dev.descent.spec.Options;
import org.jspecify.annotations.Nullable;

public record Pen(
        @Option(value = "Line width.", above = 0, below = 10) @Nullable
        Double lineWidth,

        @Option(value = "Length of dashes.", min = 1, max = 1e9) @Nullable
        Long dash) {
    public Pen {
        Options.check(Pen.class, lineWidth, dash);
        if (lineWidth != null && dash != null) {
            throw new InvalidOptions("/dash", "conflict", "give line_width or dash, not both");
        }
    }
}
