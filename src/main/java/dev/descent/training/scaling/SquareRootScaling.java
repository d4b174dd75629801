package dev.descent.training.scaling;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.RateScaling;

/**
 * The learning rate times √(B/B₀), which keeps the variance of a step.
 *
 * <p>Symbols: B the batch size of the step, B₀ the batch size that the learning rate was chosen for. Source: Hoffer et
 * al., "Train longer, generalize better", arXiv:1705.08741, for SGD; the usual rule for Adam and its kin.
 */
@Strategy(
        type = "square_root",
        title = "Square-root scaling",
        description = "The learning rate grows with the square root of the batch size; for adaptive rules.",
        paper = "arXiv:1705.08741")
public record SquareRootScaling(
        @Option(value = "B₀, the batch size that the learning rate is meant for.", min = 1, max = 1e6)
        int baseBatchSize)
        implements RateScaling {
    public SquareRootScaling {
        Options.check(SquareRootScaling.class, baseBatchSize);
    }

    public SquareRootScaling() {
        this(64);
    }

    @Override
    public double factor(int batchSize) {
        return Math.sqrt((double) batchSize / baseBatchSize);
    }
}
