package dev.descent.training.schedules;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.spec.Unwrapped;
import dev.descent.training.Schedule;

/**
 * A power of the part that is left: η·(f + (1 − f)·(1 − t/T)^p).
 *
 * <p>Symbols: t the step from 0 and T the number of steps, both after the warm-up; η the base rate; f the final factor;
 * p the power. p = 1 is {@link LinearDecay}, p &lt; 1 falls late, p &gt; 1 falls early.
 */
@Strategy(
        type = "polynomial",
        title = "Polynomial decay",
        description = "A power of the remaining part of the job: linear for power 1, late below it, early above it.")
public record Polynomial(
        @Option(value = "p, the power.", above = 0, max = 100)
        double power,

        @Option(value = "The rate after the last step, as a part of the base rate.", min = 0, max = 1)
        double finalFactor,

        @Unwrapped @Option("A rise at the start.") Warmup warmup)
        implements Schedule {
    public Polynomial {
        Options.check(Polynomial.class, power, finalFactor, warmup);
    }

    public Polynomial() {
        this(1, 0, new Warmup());
    }

    @Override
    public double rate(long step, long steps, double base) {
        return warmup.rate(step, steps, (t, total) -> {
            double left = Math.max(0, total - t) / (double) total;
            return base * (finalFactor + (1 - finalFactor) * Math.pow(left, power));
        });
    }
}
