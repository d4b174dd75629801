package dev.descent.training.schedules;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.spec.Unwrapped;
import dev.descent.training.Schedule;
import java.util.Optional;

/**
 * The rate is multiplied by a factor whenever a validation metric has stopped improving.
 *
 * <p>An evaluation is bad if its value does not beat the best so far by the threshold; a relative threshold is a part of
 * the best value's size. After more than the patience of bad evaluations in a row the rate η becomes max(η·factor, the
 * least rate), unless that changes it by no more than the least change, and counting starts anew. Evaluations during
 * the cooldown after a reduction are not counted. PyTorch's rules, save that a relative threshold of a negative value
 * asks for an improvement too. All rates are meant before they are scaled by the batch size. The job needs evaluations
 * more often than the patience: see {@code evaluation}.
 */
@Strategy(
        type = "reduce_on_plateau",
        title = "Reduce on plateau",
        description = "The learning rate drops by a factor when a validation metric has stopped improving.")
public record ReduceOnPlateau(
        @Option(value = "The validation metric to watch, such as loss or accuracy.", minSize = 1, maxSize = 100)
        String metric,

        @Option(value = "What the rate is multiplied by.", above = 0, below = 1)
        double factor,

        @Option(value = "Evaluations in a row without improvement that are borne.", min = 0, max = 1e6)
        int patience,

        @Option(value = "How much better than the best a value must be to be an improvement.", min = 0)
        double threshold,

        @Option("Whether the threshold is a part of the best value, or in the metric's own unit.")
        ThresholdMode thresholdMode,

        @Option(value = "Evaluations after a reduction that are not counted.", min = 0, max = 1e6)
        int cooldown,

        @Option(value = "The least rate.", min = 0, max = 1000)
        double minRate,

        @Option(value = "A reduction by no more than this is not made.", min = 0, max = 1000)
        double minChange,

        @Unwrapped @Option("A rise at the start.") Warmup warmup)
        implements Schedule {
    public ReduceOnPlateau {
        Options.check(
                ReduceOnPlateau.class,
                metric,
                factor,
                patience,
                threshold,
                thresholdMode,
                cooldown,
                minRate,
                minChange,
                warmup);
    }

    public ReduceOnPlateau() {
        this("loss", 0.1, 10, 1e-4, ThresholdMode.RELATIVE, 0, 0, 1e-8, new Warmup());
    }

    /** What a threshold is measured in. */
    public enum ThresholdMode {
        RELATIVE,
        ABSOLUTE
    }

    @Override
    public double rate(long step, long steps, double base) {
        return warmup.rate(step, steps, (t, total) -> base);
    }

    @Override
    public Optional<String> watches() {
        return Optional.of(metric);
    }

    @Override
    public Reaction react(Reaction before, double value, boolean greaterIsBetter, double base) {
        boolean better = isBetter(value, before.best(), greaterIsBetter);
        double best = better ? value : before.best();
        boolean cooling = before.cooldown() > 0;
        int stale = better || cooling ? 0 : before.stale() + 1;
        if (stale > patience) {
            return new Reaction(reduced(before.factor(), base), best, 0, cooldown);
        }
        return new Reaction(before.factor(), best, stale, cooling ? before.cooldown() - 1 : 0);
    }

    private boolean isBetter(double value, double best, boolean greaterIsBetter) {
        if (Double.isNaN(best)) {
            return Double.isFinite(value);
        }
        double margin = thresholdMode == ThresholdMode.RELATIVE ? threshold * Math.abs(best) : threshold;
        return greaterIsBetter ? value > best + margin : value < best - margin;
    }

    /** @param current what rates are multiplied by so far */
    private double reduced(double current, double base) {
        double rate = Math.max(current * base * factor, minRate);
        return current * base - rate > minChange ? rate / base : current;
    }
}
