package dev.descent.training.schedules;

import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Option;
import dev.descent.spec.Options;
import org.jspecify.annotations.Nullable;

/**
 * A linear rise of the learning rate over the first W steps, before the schedule proper.
 *
 * <p>For t &lt; W the rate is η₀·(t + 1)/W, so that the first step already moves; with a start factor s it is PyTorch's
 * η₀·(s + (1 − s)·t/W). η₀ is the first rate of the schedule, which then runs over the remaining T − W steps. Source:
 * Goyal et al., arXiv:1706.02677.
 */
public record Warmup(
        @Option(value = "W as a part of all steps, instead of warmup_steps.", min = 0, below = 1) @Nullable
        Double warmupFraction,

        @Option(value = "W, the steps over which the rate rises; 0 or null for none.", min = 0, max = 1e9) @Nullable
        Long warmupSteps,

        @Option(value = "s, the first rate as a part of the full one. Null: 1/W.", min = 0, max = 1) @Nullable
        Double warmupStartFactor) {
    public Warmup {
        Options.check(Warmup.class, warmupFraction, warmupSteps, warmupStartFactor);
        if (warmupFraction != null && warmupSteps != null) {
            throw new InvalidOptions("/warmup_steps", "conflict", "give warmup_fraction or warmup_steps, not both");
        }
    }

    public Warmup() {
        this(null, null, null);
    }

    /** The schedule after the warm-up: both arguments count from its end. */
    interface Decay {
        double rate(long step, long steps);
    }

    double rate(long step, long steps, Decay decay) {
        long length = length(steps);
        long rest = Math.max(1, steps - length);
        if (step >= length) {
            return decay.rate(step - length, rest);
        }
        double part = (double) step / length;
        return decay.rate(0, rest)
                * (warmupStartFactor == null
                        ? (step + 1.0) / length
                        : warmupStartFactor + (1 - warmupStartFactor) * part);
    }

    /** W. */
    long length(long steps) {
        if (warmupSteps != null) {
            return warmupSteps;
        }
        return warmupFraction == null ? 0 : Math.round(warmupFraction * steps);
    }
}
