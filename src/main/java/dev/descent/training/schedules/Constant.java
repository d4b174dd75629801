package dev.descent.training.schedules;

import dev.descent.spec.Option;
import dev.descent.spec.Strategy;
import dev.descent.spec.Unwrapped;
import dev.descent.training.Schedule;

/** The base rate η at every step after the warm-up. */
@Strategy(type = "constant", title = "Constant rate", description = "The same learning rate at every step.")
public record Constant(
        @Unwrapped @Option("A rise at the start.") Warmup warmup) implements Schedule {
    public Constant() {
        this(new Warmup());
    }

    @Override
    public double rate(long step, long steps, double base) {
        return warmup.rate(step, steps, (t, total) -> base);
    }
}
