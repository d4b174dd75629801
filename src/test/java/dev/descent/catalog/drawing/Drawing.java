package dev.descent.catalog.drawing;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An option of every type that there is. */
public record Drawing(
        @Option(value = "Its title.", minSize = 1, maxSize = 10)
        String title,

        @Option("The main shape.") Shape shape,

        @Option(value = "Shapes behind it.", maxSize = 3) List<Shape> background,

        @Option("Brushes.") List<Brush> brushes,

        @Option(value = "How many.", min = 1, max = 100) int copies,

        @Option("Any number.") long serial,
        @Option("Any number.") int offset,

        @Option(value = "Size.", min = 0.5, below = 2) double scale,

        @Option("Whether it is shown.") boolean visible,
        @Option("Its paper.") Paper paper,
        @Option("Its frame.") Frame frame,
        @Option("Free text.") Map<String, String> labels,
        @Option("How long it dries.") Duration drying,

        @Option(value = "Distances of lines.", min = 1, max = 9, minSize = 1, maxSize = 4)
        List<Integer> grid,

        @Option("Gaps in a list.") List<@Nullable Integer> gaps,
        @Option("Another paper.") @Nullable Paper spare,
        @Option("Another shape.") @Nullable Shape signature) {
    public enum Paper {
        PLAIN,
        HAND_MADE
    }

    public Drawing {
        Options.check(
                Drawing.class,
                title,
                shape,
                background,
                brushes,
                copies,
                serial,
                offset,
                scale,
                visible,
                paper,
                frame,
                labels,
                drying,
                grid,
                gaps,
                spare,
                signature);
    }

    public Drawing(String title) {
        this(
                title,
                new Circle(),
                List.of(),
                List.of(),
                1,
                0,
                0,
                1,
                true,
                Paper.PLAIN,
                new Frame(),
                Map.of(),
                Duration.ofMinutes(30),
                List.of(1),
                List.of(),
                null,
                null);
    }
}
