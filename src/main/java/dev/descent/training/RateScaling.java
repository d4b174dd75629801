package dev.descent.training;

import dev.descent.spec.Family;

/** How the learning rate follows the batch size. */
@Family(value = "rate_scaling", description = "How the learning rate follows the batch size.")
public interface RateScaling {
    /** What the rate is multiplied by at this batch size. */
    double factor(int batchSize);
}
