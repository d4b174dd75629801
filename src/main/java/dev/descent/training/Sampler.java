package dev.descent.training;

import dev.descent.spec.Family;
import dev.descent.training.tensor.Randomness;

/** Which examples make up the batch of a step. */
@Family(value = "samplers", description = "Which examples make up the batch of each step.")
public interface Sampler {
    /** The sampling of a set of this many examples. */
    Sampling over(int examples, Randomness randomness);

    /** The largest batch, for the estimate of memory. */
    int batchSize();

    /** A function of the step alone: any step can be asked for, in any order, and always gets the same rows. */
    interface Sampling {
        int[] rows(long step);

        /** How many steps go once over the data. */
        long stepsPerEpoch();
    }
}
