package dev.descent.training.batches;

import dev.descent.spec.Strategy;
import dev.descent.training.BatchSchedule;

/** The sampler's own batch size at every step. */
@Strategy(type = "fixed", title = "Fixed batch size", description = "The sampler's batch size at every step.")
public record FixedBatch() implements BatchSchedule {
    @Override
    public int size(long step, long steps, int current, int base) {
        return base;
    }

    @Override
    public boolean isFixed() {
        return true;
    }

    @Override
    public int largest(int base) {
        return base;
    }
}
