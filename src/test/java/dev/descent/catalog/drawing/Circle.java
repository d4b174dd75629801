package dev.descent.catalog.drawing;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;

@Strategy(type = "circle", title = "Circle", description = "All points at one distance.", paper = "doi:10.1000/182")
public record Circle(
        @Option(value = "The distance.", above = 0, max = 100)
        double radius) implements Shape {
    public Circle {
        Options.check(Circle.class, radius);
    }

    public Circle() {
        this(1);
    }
}
