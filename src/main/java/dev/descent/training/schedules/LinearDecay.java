package dev.descent.training.schedules;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.spec.Unwrapped;
import dev.descent.training.Schedule;

/**
 * A straight line from the base rate to its end: η·(1 − (1 − f)·t/T).
 *
 * <p>Symbols: t the step from 0 and T the number of steps, both after the warm-up; η the base rate; f the final factor.
 * With f = 0 the last step uses η/T. Source: Defazio et al., "Optimal linear decay learning rate schedules and further
 * refinements", arXiv:2310.07831.
 */
@Strategy(
        type = "linear_decay",
        title = "Linear decay",
        description = "A straight line from the learning rate to zero. A good default for a known number of steps.",
        paper = "arXiv:2310.07831")
public record LinearDecay(
        @Option(value = "The rate after the last step, as a part of the base rate.", min = 0, max = 1)
        double finalFactor,

        @Unwrapped @Option("A rise at the start.") Warmup warmup)
        implements Schedule {
    public LinearDecay {
        Options.check(LinearDecay.class, finalFactor, warmup);
    }

    public LinearDecay() {
        this(0, new Warmup());
    }

    @Override
    public double rate(long step, long steps, double base) {
        return warmup.rate(step, steps, (t, total) -> base * (1 - (1 - finalFactor) * Math.min(t, total) / total));
    }
}
