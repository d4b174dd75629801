package dev.descent.training.diagnostics;

import dev.descent.spec.InvalidOptions;
import java.util.List;

/** The parts of a run after which something is measured. */
final class Points {
    private Points() {}

    /** @throws InvalidOptions if they do not rise */
    static List<Double> rising(List<Double> points) {
        for (int i = 1; i < points.size(); i++) {
            if (points.get(i) <= points.get(i - 1)) {
                throw new InvalidOptions(
                        "/points/" + i,
                        "conflict",
                        "must be greater than " + points.get(i - 1) + ", the point before it, but is " + points.get(i));
            }
        }
        return List.copyOf(points);
    }
}
