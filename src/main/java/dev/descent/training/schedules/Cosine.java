package dev.descent.training.schedules;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.spec.Unwrapped;
import dev.descent.training.Schedule;

/**
 * Half a cosine from the base rate to its end: η·(f + (1 − f)·(1 + cos(πt/T))/2).
 *
 * <p>Symbols: t the step from 0 and T the number of steps, both after the warm-up; η the base rate; f the final factor.
 * After T the rate stays at fη. Source: Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts",
 * arXiv:1608.03983, without the restarts.
 */
@Strategy(
        type = "cosine",
        title = "Cosine decay",
        description = "Half a cosine from the learning rate to zero: slow at both ends.",
        paper = "arXiv:1608.03983")
public record Cosine(
        @Option(value = "The rate after the last step, as a part of the base rate.", min = 0, max = 1)
        double finalFactor,

        @Unwrapped @Option("A rise at the start.") Warmup warmup)
        implements Schedule {
    public Cosine {
        Options.check(Cosine.class, finalFactor, warmup);
    }

    public Cosine() {
        this(0, new Warmup());
    }

    @Override
    public double rate(long step, long steps, double base) {
        return warmup.rate(step, steps, (t, total) -> {
            double wave = (1 + Math.cos(Math.PI * Math.min(t, total) / total)) / 2;
            return base * (finalFactor + (1 - finalFactor) * wave);
        });
    }
}
