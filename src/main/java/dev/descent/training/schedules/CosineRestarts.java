package dev.descent.training.schedules;

import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.spec.Unwrapped;
import dev.descent.training.Schedule;
import org.jspecify.annotations.Nullable;

/**
 * Cosine decay that starts again from the base rate after every cycle (SGDR).
 *
 * <p>In cycle i, of Tᵢ = T₀mⁱ steps, the rate is η·(f + (1 − f)·(1 + cos(πu/Tᵢ))/2) after u steps of it. Symbols: η the
 * base rate; f the final factor; m the multiplier. Given the number n of cycles, T₀ is such that the last ends with the
 * job: T₀ = T(m − 1)/(mⁿ − 1), or T/n for m = 1, where T are the steps after the warm-up; T₀ need not be whole then.
 * Source: Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts", arXiv:1608.03983. A job that
 * ends within a cycle ends with a large rate, and with a worse model than at the end of the cycle before.
 */
@Strategy(
        type = "cosine_restarts",
        title = "Cosine decay with warm restarts",
        description = "Cosine decay in cycles, each of which starts again from the full learning rate.",
        paper = "arXiv:1608.03983")
public record CosineRestarts(
        @Option(
                value = "n, the number of cycles in the job. Null: 3, unless first_cycle_steps is given.",
                min = 1,
                max = 100)
        @Nullable
        Integer cycles,

        @Option(value = "T₀, the steps of the first cycle, instead of cycles.", min = 1, max = 1e9) @Nullable
        Long firstCycleSteps,

        @Option(value = "m, how many times longer each cycle is than the one before.", min = 1, max = 10)
        int multiplier,

        @Option(value = "The rate at the end of each cycle, as a part of the base rate.", min = 0, max = 1)
        double finalFactor,

        @Unwrapped @Option("A rise at the start.") Warmup warmup)
        implements Schedule {
    private static final int DEFAULT_CYCLES = 3;

    /** In steps: a step that is the first of a cycle must not be the last of the one before by a rounding error. */
    private static final double ROUNDING = 1e-6;

    public CosineRestarts {
        Options.check(CosineRestarts.class, cycles, firstCycleSteps, multiplier, finalFactor, warmup);
        if (cycles != null && firstCycleSteps != null) {
            throw new InvalidOptions("/first_cycle_steps", "conflict", "give cycles or first_cycle_steps, not both");
        }
    }

    public CosineRestarts() {
        this(null, null, 2, 0, new Warmup());
    }

    @Override
    public double rate(long step, long steps, double base) {
        return warmup.rate(step, steps, (t, total) -> {
            double wave = (1 + Math.cos(Math.PI * part(t, first(total)))) / 2;
            return base * (finalFactor + (1 - finalFactor) * wave);
        });
    }

    /** T₀. */
    private double first(long steps) {
        if (firstCycleSteps != null) {
            return firstCycleSteps;
        }
        int n = cycles == null ? DEFAULT_CYCLES : cycles;
        return multiplier == 1 ? (double) steps / n : steps * (multiplier - 1) / (Math.pow(multiplier, n) - 1);
    }

    /** How much of its cycle has passed at a step. */
    private double part(long step, double first) {
        double length = first;
        double start = multiplier == 1 ? Math.floor((step + ROUNDING) / first) * first : 0;
        while (multiplier > 1 && step + ROUNDING >= start + length) {
            start += length;
            length *= multiplier;
        }
        return Math.max(0, step - start) / length;
    }
}
