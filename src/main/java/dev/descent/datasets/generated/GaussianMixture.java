package dev.descent.datasets.generated;

import dev.descent.datasets.canonical.Content;
import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.training.tensor.Draws;

/** One normal cluster for each class; the centres are drawn from a normal distribution of standard deviation 3. */
public record GaussianMixture(
        @Option(value = "Number of points.", min = 4, max = 1_000_000)
        int rows,

        @Option("Seed of all draws.") long seed,

        @Option(value = "Number of classes.", min = 2, max = 100)
        int classes,

        @Option(value = "Number of features.", min = 1, max = 1000)
        int features,

        @Option(value = "Standard deviation of each cluster.", min = 0, max = 100)
        double noise)
        implements GeneratedSet {
    private static final double CENTRES = 3;

    public GaussianMixture {
        Options.check(GaussianMixture.class, rows, seed, classes, features, noise);
    }

    public GaussianMixture() {
        this(1000, 0, 3, 2, 1);
    }

    @Override
    public Content generate() {
        Draws shared = Points.shared(seed);
        double[][] centres = new double[classes][features];
        for (double[] centre : centres) {
            for (int i = 0; i < features; i++) {
                centre[i] = CENTRES * shared.gaussian();
            }
        }
        return Points.make(rows, features, classes, seed, (draws, x) -> {
            int cluster = draws.below(classes);
            for (int i = 0; i < features; i++) {
                x[i] = centres[cluster][i] + noise * draws.gaussian();
            }
            return cluster;
        });
    }

    @Override
    public String description() {
        return "Generated: one normal cluster for each class.";
    }
}
