package dev.descent.catalog.drawing;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import java.util.List;

/** A member of its own family that holds members of it. */
@Strategy(type = "group", title = "Group", description = "Several shapes in order.")
public record Group(
        @Option(value = "What is in it.", minSize = 1, maxSize = 4)
        List<Shape> shapes) implements Shape {
    public Group {
        Options.check(Group.class, shapes);
        shapes = List.copyOf(shapes);
    }
}
