package dev.descent.training;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import java.util.List;

/** What batches are like, whoever is in them; the same for all samplers. */
public record Batching(
        @Option(
                value = "B, the examples per step; the expected number, by which sums are divided, where it is random.",
                min = 1,
                max = 1_000_000)
        int batchSize,

        @Option(
                value =
                        "What is done to the examples of a batch before the network sees them, in order. Validation and "
                                + "predictions see them as they are.",
                maxSize = Chance.PLACES)
        List<Augmentation> augmentations) {
    public Batching {
        Options.check(Batching.class, batchSize, augmentations);
        augmentations = List.copyOf(augmentations);
    }

    public Batching(int batchSize) {
        this(batchSize, List.of());
    }

    public Batching() {
        this(64);
    }
}
