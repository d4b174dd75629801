package dev.descent.training.schedules;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.spec.Unwrapped;
import dev.descent.training.Schedule;

/**
 * The rate times γ after every s steps: η·γ^⌊t/s⌋.
 *
 * <p>Symbols: t the step from 0, after the warm-up; η the base rate; s the steps between drops.
 */
@Strategy(
        type = "step",
        title = "Step decay",
        description = "The learning rate drops by a factor after every so many steps.")
public record StepDecay(
        @Option(value = "s, the steps from one drop to the next.", min = 1, max = 1e9)
        long everySteps,

        @Option(value = "γ, what the rate is multiplied by.", above = 0, max = 1)
        double gamma,

        @Unwrapped @Option("A rise at the start.") Warmup warmup)
        implements Schedule {
    public StepDecay {
        Options.check(StepDecay.class, everySteps, gamma, warmup);
    }

    public StepDecay() {
        this(1000, 0.1, new Warmup());
    }

    @Override
    public double rate(long step, long steps, double base) {
        return warmup.rate(step, steps, (t, total) -> base * Math.pow(gamma, Math.floorDiv(t, everySteps)));
    }
}
