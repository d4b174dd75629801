package dev.descent.datasets.generated;

import dev.descent.datasets.canonical.Content;
import dev.descent.spec.Option;
import dev.descent.spec.Options;

/** Four normal clusters at (±1, ±1); the class is whether the signs differ. No line separates it. */
public record XorClusters(
        @Option(value = "Number of points.", min = 4, max = 1_000_000)
        int rows,

        @Option("Seed of all draws.") long seed,

        @Option(value = "Standard deviation of each cluster.", min = 0, max = 10)
        double noise)
        implements GeneratedSet {
    public XorClusters {
        Options.check(XorClusters.class, rows, seed, noise);
    }

    public XorClusters() {
        this(1000, 0, 0.3);
    }

    @Override
    public Content generate() {
        return Points.make(rows, 2, 2, seed, (draws, x) -> {
            int right = draws.below(2);
            int up = draws.below(2);
            x[0] = 2 * right - 1 + noise * draws.gaussian();
            x[1] = 2 * up - 1 + noise * draws.gaussian();
            return right ^ up;
        });
    }

    @Override
    public String description() {
        return "Generated: four normal clusters at (±1, ±1) in two classes that no line separates.";
    }
}
