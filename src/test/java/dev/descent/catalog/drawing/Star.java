package dev.descent.catalog.drawing;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.spec.Unwrapped;

@Strategy(type = "star", title = "Star", description = "Rays around a centre.")
public record Star(
        @Option(value = "Number of rays.", min = 3, max = 64)
        int rays,

        @Unwrapped Pen pen) implements Shape {
    public Star {
        Options.check(Star.class, rays, pen);
    }

    public Star() {
        this(5, new Pen(0.5, null));
    }
}
