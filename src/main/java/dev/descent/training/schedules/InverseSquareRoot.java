package dev.descent.training.schedules;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.spec.Unwrapped;
import dev.descent.training.Schedule;
import org.jspecify.annotations.Nullable;

/**
 * One over the root of the step: η·√(τ/(τ + t)).
 *
 * <p>Symbols: t the step from 0, after the warm-up; η the base rate; τ the time scale, after which the rate has fallen
 * to η/√2. With a warm-up of W steps and τ = W it is η·√(W/s) for step s of the whole job, as Transformers were first
 * trained. It knows no end: a job can be made longer without changing the rates before. Source: Vaswani et al.,
 * "Attention is all you need", arXiv:1706.03762.
 */
@Strategy(
        type = "inverse_square_root",
        title = "Inverse square root decay",
        description = "The learning rate falls with the square root of the step, whatever the length of the job.",
        paper = "arXiv:1706.03762")
public record InverseSquareRoot(
        @Option(value = "τ in steps. Null: the length of the warm-up, or 10,000 without one.", min = 1, max = 1e9)
        @Nullable
        Long timeScale,

        @Unwrapped @Option("A rise at the start.") Warmup warmup)
        implements Schedule {
    private static final long WITHOUT_WARMUP = 10_000;

    public InverseSquareRoot {
        Options.check(InverseSquareRoot.class, timeScale, warmup);
    }

    public InverseSquareRoot() {
        this(null, new Warmup());
    }

    @Override
    public double rate(long step, long steps, double base) {
        double scale = scale(warmup.length(steps));
        return warmup.rate(step, steps, (t, total) -> base * Math.sqrt(scale / (scale + t)));
    }

    private long scale(long warmupSteps) {
        if (timeScale != null) {
            return timeScale;
        }
        return warmupSteps == 0 ? WITHOUT_WARMUP : warmupSteps;
    }
}
