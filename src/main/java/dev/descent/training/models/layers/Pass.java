package dev.descent.training.models.layers;

import dev.descent.training.Network.Training;
import dev.descent.training.tensor.Draws;
import dev.descent.training.tensor.Randomness.Purpose;
import org.jspecify.annotations.Nullable;

/**
 * The pass through a network that a layer takes part in.
 *
 * @param training null when evaluating
 */
record Pass(@Nullable Training training) {
    boolean isTraining() {
        return training != null;
    }

    /** The randomness of one dropout layer in this step. */
    Draws dropout(int stream) {
        if (training == null) {
            throw new IllegalStateException("nothing is dropped when evaluating");
        }
        return training.randomness().draws(Purpose.DROPOUT, training.step(), stream);
    }
}
