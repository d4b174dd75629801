package dev.descent.training;

import dev.descent.training.tensor.Vec;

/** The weights that a {@link Reweighting} gives to the examples of one run. */
public sealed interface Weighting {
    /** All weights are one. */
    record Even() implements Weighting {}

    /** Every example has a weight of its own, whatever its loss. */
    @FunctionalInterface
    non-sealed interface OfExamples extends Weighting {
        /**
         * Asked for in every step, and therefore worked out before.
         *
         * @param progress the part of the run that is behind, on [0, 1)
         * @return {@code [N]}, not to be changed; none negative, their mean over all examples one
         */
        float[] weights(double progress);
    }

    /**
     * Every example has the same weight throughout.
     *
     * @param weights {@code [N]}, none negative, their mean over all examples one
     */
    record Fixed(float[] weights) implements OfExamples {
        @Override
        public float[] weights(double progress) {
            return weights;
        }
    }

    /** Weights that follow the losses of a batch. */
    @FunctionalInterface
    non-sealed interface OfLosses extends Weighting {
        /**
         * @param losses {@code [B]}, constants
         * @param step t, counted from 0
         * @param progress the part of the run that is behind, on [0, 1)
         * @return {@code [B]}, none negative, their mean one
         */
        Vec weights(Vec losses, long step, double progress);
    }
}
