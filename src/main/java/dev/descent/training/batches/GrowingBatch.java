package dev.descent.training.batches;

import dev.descent.training.BatchSchedule;
import java.util.Optional;

/** A batch that grows, and never shrinks, by tests of the gradients of its examples. */
interface GrowingBatch extends BatchSchedule {
    /** When tests are made, and how far the batch may grow. */
    Growth growth();

    @Override
    default int size(long step, long steps, int current, int base) {
        return current;
    }

    @Override
    default boolean isMeasuring() {
        return true;
    }

    @Override
    default boolean measures(long step, int current) {
        return growth().measures(step, current);
    }

    @Override
    default Optional<String> objectionTo(int base) {
        return growth().objectionTo(base);
    }

    @Override
    default int largest(int base) {
        return growth().maxBatchSize();
    }
}
