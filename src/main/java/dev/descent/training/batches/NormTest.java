package dev.descent.training.batches;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.spec.Unwrapped;
import dev.descent.training.tensor.GradientStatistics;

/**
 * The norm test: batches grow until the noise of the gradient is small beside the gradient.
 *
 * <pre>
 *   b ← max(b, ⌈ ‖Var(gᵢ)‖₁ / (η² ‖ḡ‖²) ⌉)
 * </pre>
 *
 * <p>Symbols: b the batch size; gᵢ the gradients of the losses of the examples of a batch, before reweighting and weight
 * decay, and ḡ their mean, both {@code [P]}; Var the unbiased variance of each coordinate over the batch; η the noise that
 * is borne, as a part of the gradient's norm. With AdaGrad or AdaGrad-Norm this is AdAdaGrad. The learning rate stays as
 * it is unless {@code rate_scaling} says otherwise. Source: Lau et al., "AdAdaGrad: adaptive batch size schemes for
 * adaptive gradient methods", arXiv:2402.11215, who use η between 0.1 and 0.5; Byrd et al., "Sample size selection in
 * optimization methods for machine learning", Mathematical Programming 134, 2012.
 */
@Strategy(
        type = "norm_test",
        title = "Norm test",
        description = "Batches grow when the gradients of their examples differ too much for their mean to be trusted. "
                + "AdAdaGrad, with AdaGrad.",
        paper = "arXiv:2402.11215")
public record NormTest(
        @Option(
                value = "η, the noise of a batch's gradient that is borne, as a part of its norm.",
                above = 0,
                max = 1000)
        double eta,

        @Unwrapped @Option("When tests are made, and how far batches may grow.")
        Growth growth)
        implements GrowingBatch {
    public NormTest {
        Options.check(NormTest.class, eta, growth);
    }

    public NormTest() {
        this(0.5, new Growth());
    }

    @Override
    public int grown(int current, GradientStatistics statistics) {
        return growth.grown(
                current,
                statistics
                        .variance()
                        .sum()
                        .mul(1 / (eta * eta))
                        .div(statistics.mean().square().sum()));
    }
}
