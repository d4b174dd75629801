package dev.descent.training.batches;

import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Option;
import dev.descent.spec.Options;
import org.jspecify.annotations.Nullable;

/** A batch size and when it begins: with the first step, where neither a fraction nor a step is given. */
public record BatchStage(
        @Option(value = "The part of training that is over when this size begins.", min = 0, below = 1) @Nullable
        Double atFraction,

        @Option(
                value = "The step, counted from 0, at which this size begins, instead of a fraction.",
                min = 0,
                max = 1e9)
        @Nullable
        Long atStep,

        @Option(value = "Examples per step from then on.", min = 1, max = 1_000_000)
        int size) {
    public BatchStage {
        Options.check(BatchStage.class, atFraction, atStep, size);
        if (atFraction != null && atStep != null) {
            throw new InvalidOptions("/at_step", "conflict", "give at_fraction or at_step, not both");
        }
    }

    public BatchStage(int size) {
        this(null, null, size);
    }

    /** Whether one begins by a step and the other by a fraction, so that nobody knows which is the first. */
    boolean isIncomparableTo(BatchStage other) {
        return atStep != null && other.atFraction != null || atFraction != null && other.atStep != null;
    }

    /** A fraction, or a step. */
    double begin() {
        if (atStep != null) {
            return atStep;
        }
        return atFraction == null ? 0 : atFraction;
    }

    boolean hasBegun(long step, long steps) {
        return step >= (atStep == null ? begin() * steps : begin());
    }
}
