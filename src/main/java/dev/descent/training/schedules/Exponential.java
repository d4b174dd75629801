package dev.descent.training.schedules;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.spec.Unwrapped;
import dev.descent.training.Schedule;

/**
 * The rate times γ after every step: η·γᵗ.
 *
 * <p>Symbols: t the step from 0, after the warm-up; η the base rate. γ acts on every step, not on every epoch: a γ of
 * 0.999 halves the rate in 693 steps.
 */
@Strategy(
        type = "exponential",
        title = "Exponential decay",
        description = "The learning rate is multiplied by a factor after every step.")
public record Exponential(
        @Option(value = "γ, what the rate is multiplied by after each step.", above = 0, max = 1)
        double gamma,

        @Unwrapped @Option("A rise at the start.") Warmup warmup)
        implements Schedule {
    public Exponential {
        Options.check(Exponential.class, gamma, warmup);
    }

    public Exponential() {
        this(0.999, new Warmup());
    }

    @Override
    public double rate(long step, long steps, double base) {
        return warmup.rate(step, steps, (t, total) -> base * Math.pow(gamma, t));
    }
}
