package dev.descent.training;

import dev.descent.spec.Family;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.SecretRandomness;
import java.util.Optional;

/** Which examples make up the batch of a step. */
@Family(value = "samplers", description = "Which examples make up the batch of each step.")
public interface Sampler {
    /**
     * The sampling of a set of this many examples.
     *
     * @param secret where a sampler that hides who is in a batch takes its draws from; empty where nobody hides
     */
    Sampling over(int examples, Randomness randomness, Optional<SecretRandomness> secret);

    /** The batch size at the start; the expected one, where it is random. */
    int batchSize();

    /** How batches are made, where that does not depend on the examples: a private mechanism counts on it. */
    default PrivateMechanism.Batching batching() {
        return new PrivateMechanism.Unaccounted(batchSize());
    }

    /** A function of its arguments alone: any step can be asked for, in any order, and always gets the same rows. */
    interface Sampling {
        /**
         * The rows of one batch.
         *
         * @param step t, counted from 0
         * @param position how many examples came before, over all steps
         * @param size how many are wanted; there may be fewer at the end of an epoch, and any number where it is random
         */
        int[] rows(long step, long position, int size);

        /** How many steps of this batch size go once over the data. */
        long stepsPerEpoch(int size);
    }
}
