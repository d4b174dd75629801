package dev.descent.training.scaling;

import dev.descent.spec.Strategy;
import dev.descent.training.RateScaling;

/** The same learning rate whatever the batch size. */
@Strategy(type = "none", title = "No scaling", description = "The same learning rate whatever the batch size.")
public record NoScaling() implements RateScaling {
    @Override
    public double factor(int batchSize) {
        return 1;
    }
}
