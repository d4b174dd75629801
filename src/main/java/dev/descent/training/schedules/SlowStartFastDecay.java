package dev.descent.training.schedules;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.spec.Unwrapped;
import dev.descent.training.Schedule;

/**
 * A slow straight rise, then an exponential fall, for the short fine-tuning of a trained network.
 *
 * <pre>
 *   t &lt; wT:  η·(f + (1 − f)·t/(wT))
 *   t ≥ wT:  η·f^((t − wT)/(T − wT))
 * </pre>
 *
 * <p>Symbols: t the step from 0 and T the number of steps, both after the warm-up; η the base rate; w the rise fraction;
 * f the outer factor. The idea is that of Jeddi et al., arXiv:2012.13628; the formula is not theirs.
 */
@Strategy(
        type = "slow_start_fast_decay",
        title = "Slow start, fast decay",
        description = "A slow rise of the learning rate and then an exponential fall, for short fine-tuning.",
        paper = "arXiv:2012.13628",
        experimental = "The paper's own formula was not at hand: the two curves are ours, after its description.")
public record SlowStartFastDecay(
        @Option(value = "w, the part of all steps over which the rate rises.", min = 0, below = 1)
        double riseFraction,

        @Option(value = "f, the rates at both ends as a part of the base rate.", above = 0, max = 1)
        double outerFactor,

        @Unwrapped @Option("A rise at the start.") Warmup warmup)
        implements Schedule {
    public SlowStartFastDecay {
        Options.check(SlowStartFastDecay.class, riseFraction, outerFactor, warmup);
    }

    public SlowStartFastDecay() {
        this(0.3, 1e-3, new Warmup());
    }

    @Override
    public double rate(long step, long steps, double base) {
        return warmup.rate(step, steps, (t, total) -> {
            double top = riseFraction * total;
            return base
                    * (t < top
                            ? outerFactor + (1 - outerFactor) * t / top
                            : Math.pow(outerFactor, Math.min(1, (t - top) / (total - top))));
        });
    }
}
