package dev.descent.training.models.layers;

import ai.djl.pytorch.engine.PtNDArray;
import dev.descent.training.Network.Training;
import dev.descent.training.tensor.Draws;
import dev.descent.training.tensor.Randomness.Purpose;
import java.util.Arrays;
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

    /**
     * Frees what is over and done with in a pass that has no way back.
     *
     * @param needed still; a layer that changes nothing answers its input itself
     */
    void free(PtNDArray array, PtNDArray... needed) {
        if (!isTraining() && Arrays.stream(needed).noneMatch(other -> isSame(array, other))) {
            array.close();
        }
    }

    // Equality of arrays compares their elements.
    @SuppressWarnings("ReferenceEquality")
    private static boolean isSame(PtNDArray a, PtNDArray b) {
        return a == b;
    }

    /** The randomness of one dropout layer in this step. */
    Draws dropout(int stream) {
        if (training == null) {
            throw new IllegalStateException("nothing is dropped when evaluating");
        }
        return training.randomness().draws(Purpose.DROPOUT, training.step(), stream);
    }
}
