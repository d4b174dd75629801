package dev.descent.training.reweighting;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.Objective;
import dev.descent.training.Reweighting;
import dev.descent.training.TrainingSet;
import dev.descent.training.Weighting;
import java.util.Optional;

/**
 * Examples that the network is already sure of count less.
 *
 * <pre>
 *   pᵢ = exp(−lᵢ)
 *   wᵢ = B (1 − pᵢ)^γ / Σⱼ (1 − pⱼ)^γ
 * </pre>
 *
 * <p>Symbols: l the losses of a batch of B examples, p the probabilities that the network gives to their true classes, γ
 * the focus; γ = 0 leaves all weights at one. 1 − p counts as 2⁻²⁴ at least, so that a batch without an error has equal
 * weights. Source: Lin et al., "Focal loss for dense object detection", arXiv:1708.02002, who find γ = 2 best. Theirs is
 * a loss, whose gradient also goes through (1 − p)^γ, and which shrinks as the network becomes surer; here it gives
 * weights, which no gradient goes through and whose mean is one, so that only the proportions between examples are the
 * same. Not for data with wrong labels, which keep the highest weights.
 */
@Strategy(
        type = "focal",
        title = "Focal weights",
        description = "Examples that the network is already sure of count less.",
        paper = "arXiv:1708.02002")
public record Focal(
        @Option(value = "γ: the greater, the less sure examples count.", min = 0, max = 20)
        double gamma) implements Reweighting {
    /** As far as probabilities of 32 bits can be from 1 without being it. */
    private static final double LEAST_DOUBT = 0x1p-24;

    public Focal {
        Options.check(Focal.class, gamma);
    }

    public Focal() {
        this(2);
    }

    @Override
    public Weighting over(TrainingSet set) {
        return (Weighting.OfLosses) (losses, step, progress) -> weights(losses);
    }

    private double[] weights(double[] losses) {
        double[] doubts = new double[losses.length];
        double greatest = 0;
        for (int i = 0; i < doubts.length; i++) {
            doubts[i] = Math.max(LEAST_DOUBT, -Math.expm1(-losses[i]));
            greatest = Math.max(greatest, doubts[i]);
        }
        for (int i = 0; i < doubts.length; i++) {
            // In proportion to the greatest, so that not all powers vanish.
            doubts[i] = Math.pow(doubts[i] / greatest, gamma);
        }
        return MeanOne.of(doubts);
    }

    @Override
    public Optional<String> objectionTo(Objective objective) {
        return objective.isNegativeLogProbability()
                ? Optional.empty()
                : Optional.of("needs the probability of the true class, which is exp(−loss) for classification without"
                        + " label smoothing alone");
    }

    @Override
    public boolean followsLosses() {
        return true;
    }
}
