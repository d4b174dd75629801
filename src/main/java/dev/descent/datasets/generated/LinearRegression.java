package dev.descent.datasets.generated;

import dev.descent.datasets.canonical.Content;
import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.training.tensor.Draws;

/** y = wᵀx + b + noise · ε with standard normal x, w, b and ε. */
public record LinearRegression(
        @Option(value = "Number of points.", min = 4, max = 1_000_000)
        int rows,

        @Option("Seed of all draws.") long seed,

        @Option(value = "Number of features.", min = 1, max = 1000)
        int features,

        @Option(value = "Standard deviation of the noise on the target.", min = 0, max = 100)
        double noise)
        implements GeneratedSet {
    public LinearRegression {
        Options.check(LinearRegression.class, rows, seed, features, noise);
    }

    public LinearRegression() {
        this(1000, 0, 10, 0.1);
    }

    @Override
    public Content generate() {
        Draws shared = Points.shared(seed);
        double[] w = new double[features];
        for (int i = 0; i < features; i++) {
            w[i] = shared.gaussian();
        }
        double b = shared.gaussian();
        return Points.make(rows, features, 0, seed, (draws, x) -> {
            double y = b;
            for (int i = 0; i < features; i++) {
                x[i] = draws.gaussian();
                y += w[i] * x[i];
            }
            return y + noise * draws.gaussian();
        });
    }

    @Override
    public String description() {
        return "Generated: a linear function of normal features, with noise.";
    }
}
