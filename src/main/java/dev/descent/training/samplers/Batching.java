package dev.descent.training.samplers;

import dev.descent.spec.Option;
import dev.descent.spec.Options;

/** What batches are like, whoever is in them; the same for all samplers. */
public record Batching(
        @Option(
                value = "B, the examples per step; the expected number, by which sums are divided, where it is random.",
                min = 1,
                max = 1_000_000)
        int batchSize) {
    public Batching {
        Options.check(Batching.class, batchSize);
    }

    public Batching() {
        this(64);
    }
}
