package dev.descent.catalog.drawing;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;

/** Two required options, one default of its own and one that depends on a required option. */
@Strategy(type = "rectangle", title = "Rectangle", description = "Four right angles.", experimental = "Corners wear.")
public record Rectangle(
        @Option(value = "Width.", min = 0, max = 10) double width,

        @Option(value = "Height.", min = 0, max = 10) double height,

        @Option("Whether it is filled.") boolean filled,

        @Option(value = "Where it stands.", min = 0, max = 10)
        double centre)
        implements Shape {
    public Rectangle {
        Options.check(Rectangle.class, width, height, filled, centre);
    }

    public Rectangle(double width, double height) {
        this(width, height, true, width / 2);
    }
}
