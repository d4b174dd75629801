package dev.descent.training.batches;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.training.tensor.Vec;
import java.util.Optional;

/**
 * When a test of the gradients is made, and how far batches may grow by it. They never shrink, and at the greatest size no
 * test is made any more.
 */
public record Growth(
        @Option(
                value = "Steps from one test to the next. A test costs a backward pass for each example of the batch.",
                min = 1,
                max = 1e9)
        long testInterval,

        @Option(value = "The greatest batch size.", min = 1, max = 1_000_000)
        int maxBatchSize) {
    public Growth {
        Options.check(Growth.class, testInterval, maxBatchSize);
    }

    public Growth() {
        this(10, 2048);
    }

    boolean measures(long step, int current) {
        return current < maxBatchSize && (step + 1) % testInterval == 0;
    }

    /** @param needed the batch size that would pass the test, of size one; waits for the device */
    int grown(int current, Vec needed) {
        double size = Math.ceil(needed.value());
        // Not a number where the gradient is zero for every example: nothing to learn, nothing to grow for.
        return size > current ? (int) Math.min(size, maxBatchSize) : current;
    }

    Optional<String> objectionTo(int base) {
        return maxBatchSize < base
                ? Optional.of("grows batches to at most " + maxBatchSize + ", but the sampler's are of " + base)
                : Optional.empty();
    }
}
