package dev.descent.training.reweighting;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.Reweighting;
import dev.descent.training.TrainingSet;
import dev.descent.training.Weighting;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The losses of a batch, brought to a common scale, say how much its examples count.
 *
 * <pre>
 *   hᵢ = (2lᵢ − max l − min l) / max(max l − min l, 10⁻⁶)          on [−1, 1]
 *   fᵢ = min(hᵢ + 1, 1)      linear up to the middle of the range, flat above
 *        1 − hᵢ²             the middle of the range
 *        |hᵢ|                both ends of it
 *        (hᵢ + 1)/2          linear
 *   wᵢ = B exp(fᵢ/r) / Σⱼ exp(fⱼ/r)
 * </pre>
 *
 * <p>Symbols: l the losses of a batch of B examples, w their weights; r the temperature, with which the weights of two
 * examples differ by a factor of exp(1/r) at most and are all one as r → ∞. Weights do not change when all losses are
 * multiplied by a number or moved by one, as long as they differ by more than 10⁻⁶; losses that are all equal, or a batch
 * of one, give weights of one. The first part of a run may be unweighted, and r may go linearly from one value to another.
 *
 * <p>Source: Sow et al., "Dynamic loss-based sample reweighting for improved large language model pretraining",
 * arXiv:2502.06733, with strategies LinUpper, Quadratic, Extremes and Upper, there of scale d, which is 1 here. They
 * leave the first 1,000 of 20,000 steps unweighted; 1 is the default of r in their code. LinUpper, which de-emphasizes
 * examples of low loss without favouring the highest ones, is what they recommend. Not for data with wrong labels,
 * whose losses are among the highest: they count as much as what is hard but right, and more than most.
 */
@Strategy(
        type = "loss_based",
        title = "Loss-based weights",
        description = "Examples count by the place of their loss in the range of the batch.",
        paper = "arXiv:2502.06733")
public record LossBased(
        @Option("Which places in the range of losses count more.")
        Emphasis strategy,

        @Option(value = "r: the lower, the more weights differ.", min = 0.02, max = 1e6)
        double r,

        @Option(value = "The part of the run at its start that is unweighted.", min = 0, max = 1)
        double warmup,

        @Option(value = "What r is at the start of the run. Null: r throughout.", min = 0.02, max = 1e6) @Nullable
        Double initialR,

        @Option(value = "The part of the run after which r is reached, if there is an initial one.", above = 0, max = 1)
        double annealUntil)
        implements Reweighting {
    private static final double LEAST_RANGE = 1e-6;

    /** What of the range of losses counts more. */
    public enum Emphasis {
        /** All of its upper half the same, the lower half less and less. */
        LIN_UPPER,
        /** Its middle. */
        QUADRATIC,
        /** Both ends. */
        EXTREMES,
        /** More and more from its lower to its upper end. */
        UPPER
    }

    public LossBased {
        Options.check(LossBased.class, strategy, r, warmup, initialR, annealUntil);
    }

    public LossBased(Emphasis strategy, double r) {
        this(strategy, r, 0, null, 1);
    }

    public LossBased() {
        this(Emphasis.LIN_UPPER, 0.4, 0.05, null, 1);
    }

    @Override
    public Weighting over(TrainingSet set) {
        return (Weighting.OfLosses) (losses, step, progress) ->
                weights(losses, progress < warmup ? Double.POSITIVE_INFINITY : temperature(progress));
    }

    private double temperature(double progress) {
        return initialR == null ? r : initialR + (r - initialR) * Math.min(1, progress / annealUntil);
    }

    private double[] weights(double[] losses, double temperature) {
        double least = Arrays.stream(losses).min().orElse(0);
        double greatest = Arrays.stream(losses).max().orElse(0);
        double range = Math.max(greatest - least, LEAST_RANGE);
        double[] likely = new double[losses.length];
        for (int i = 0; i < likely.length; i++) {
            likely[i] = Math.exp(belowOne((2 * losses[i] - greatest - least) / range) / temperature);
        }
        return MeanOne.of(likely);
    }

    /** f − 1, which is never positive, and never so low that all exponentials vanish. */
    private double belowOne(double h) {
        return switch (strategy) {
            case LIN_UPPER -> Math.min(h, 0);
            case QUADRATIC -> -h * h;
            case EXTREMES -> Math.abs(h) - 1;
            case UPPER -> (h - 1) / 2;
        };
    }

    @Override
    public boolean followsLosses() {
        return true;
    }
}
