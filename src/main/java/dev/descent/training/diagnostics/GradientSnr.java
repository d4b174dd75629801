package dev.descent.training.diagnostics;

import dev.descent.spec.Strategy;
import dev.descent.training.GradientDiagnostic;
import dev.descent.training.Network;
import dev.descent.training.tensor.GradientStatistics;
import dev.descent.training.tensor.Vec;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The signal-to-noise ratio of gradients: how much of what the examples ask of a parameter they agree on.
 *
 * <pre>
 *   r_j = (E g_j)² / Var g_j            estimated by    (B − 3)/(B − 1) · ḡ_j²/s_j² − 1/B
 * </pre>
 *
 * <p>Symbols: g_j coordinate j of the gradient of the loss of one example, before clipping and other transforms; ḡ_j its mean
 * and s_j² its unbiased variance over a batch of B. {@code gradient_snr} is the mean over the coordinates that vary within the
 * batch by more than rounding. ḡ_j²/s_j² alone would be about 1/B where there is no signal; the estimate is unbiased where
 * gradients are normally distributed, and close to it where they are not. It may be negative. Left out of batches of three or
 * fewer. Costs one way back for each example of the reported steps. Source: Liu et al., "Understanding why neural networks
 * generalize well through GSNR of parameters", arXiv:2001.07384.
 */
@Strategy(
        type = "gradient_snr",
        title = "Signal-to-noise ratio of gradients",
        description =
                "How much of what the examples of a batch ask of a parameter they agree on; with each reported step.",
        paper = "arXiv:2001.07384")
public record GradientSnr() implements GradientDiagnostic {
    private static final String NAME = "gradient_snr";

    /** A variance below this part of the mean square is what float sums leave over. */
    private static final double ROUNDING = 1e-5;

    private static final int DEGREES = 3;

    @Override
    public List<String> names() {
        return List.of(NAME);
    }

    @Override
    public Optional<String> objectionTo(Network network) {
        return Needs.gradientsOfExamples(network);
    }

    @Override
    public Map<String, Double> metrics(GradientStatistics statistics) {
        double n = statistics.examples();
        Vec variance = statistics.variance();
        Vec varies = statistics.sumOfSquares().mul(ROUNDING / n).less(variance);
        double count = varies.sum().value();
        if (n <= DEGREES || count == 0) {
            return Map.of();
        }
        // Where nothing varies, 0/1 is added.
        Vec safe = variance.mul(varies).add(varies.neg().add(1));
        double ratios = statistics.mean().square().mul(varies).div(safe).sum().value();
        return Map.of(NAME, (n - DEGREES) / (n - 1) * ratios / count - 1 / n);
    }
}
