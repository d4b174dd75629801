package dev.descent.training;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import org.jspecify.annotations.Nullable;

/** When the whole state is kept, so that training can go on from there. */
public record Checkpoints(
        @Option(
                value = "Steps from one checkpoint to the next. Null: only when the job is paused or interrupted.",
                min = 1,
                max = 1e9)
        @Nullable
        Long everySteps,

        @Option(value = "How many of the newest are kept.", min = 1, max = 100)
        int keep) {
    public Checkpoints {
        Options.check(Checkpoints.class, everySteps, keep);
    }

    public Checkpoints() {
        this(500L, 3);
    }
}
