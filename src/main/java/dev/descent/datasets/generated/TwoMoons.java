package dev.descent.datasets.generated;

import dev.descent.datasets.canonical.Content;
import dev.descent.spec.Option;
import dev.descent.spec.Options;

/** Two half circles of radius 1 that reach into each other, a class each: the second is turned over and moved by (1, ½). */
public record TwoMoons(
        @Option(value = "Number of points.", min = 4, max = 1_000_000)
        int rows,

        @Option("Seed of all draws.") long seed,

        @Option(value = "Standard deviation of the points around the half circles.", min = 0, max = 10)
        double noise)
        implements GeneratedSet {
    public TwoMoons {
        Options.check(TwoMoons.class, rows, seed, noise);
    }

    public TwoMoons() {
        this(1000, 0, 0.1);
    }

    @Override
    public Content generate() {
        return Points.make(rows, 2, 2, seed, (draws, x) -> {
            int moon = draws.below(2);
            double angle = Math.PI * draws.uniform();
            double side = 1 - 2 * moon;
            x[0] = moon + side * StrictMath.cos(angle) + noise * draws.gaussian();
            x[1] = 0.5 * moon + side * StrictMath.sin(angle) + noise * draws.gaussian();
            return moon;
        });
    }

    @Override
    public String description() {
        return "Generated: two half circles that reach into each other, a class each.";
    }
}
