package dev.descent.training;

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

    /**
     * Weights that follow the losses of a batch.
     *
     * <p>They are worked out on arrays, not on the engine: a dozen operations on as few numbers as a batch has cost more
     * than to read them once.
     */
    @FunctionalInterface
    non-sealed interface OfLosses extends Weighting {
        /**
         * @param losses {@code [B]}; NaN or infinite where training is about to diverge
         * @param step t, counted from 0
         * @param progress the part of the run that is behind, on [0, 1)
         * @return {@code [B]}, none negative, their mean one; anything where losses are not finite
         */
        double[] weights(double[] losses, long step, double progress);
    }
}
