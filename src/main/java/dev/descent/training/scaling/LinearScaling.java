package dev.descent.training.scaling;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.RateScaling;

/**
 * The learning rate times B/B₀: k times the examples, k times the step.
 *
 * <p>Symbols: B the batch size of the step, B₀ the batch size that the learning rate was chosen for. Source: Goyal et
 * al., "Accurate, large minibatch SGD", arXiv:1706.02677, for SGD, together with a warm-up. It stops to hold when the
 * batch is so large that its gradient has little noise left; adaptive rules want {@link SquareRootScaling}.
 */
@Strategy(
        type = "linear",
        title = "Linear scaling",
        description = "The learning rate grows in proportion to the batch size; for SGD, with a warm-up.",
        paper = "arXiv:1706.02677")
public record LinearScaling(
        @Option(value = "B₀, the batch size that the learning rate is meant for.", min = 1, max = 1e6)
        int baseBatchSize)
        implements RateScaling {
    public LinearScaling {
        Options.check(LinearScaling.class, baseBatchSize);
    }

    public LinearScaling() {
        this(64);
    }

    @Override
    public double factor(int batchSize) {
        return (double) batchSize / baseBatchSize;
    }
}
