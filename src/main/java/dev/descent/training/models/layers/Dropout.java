package dev.descent.training.models.layers;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import dev.descent.training.tensor.Draws;

/**
 * Sets each element to zero with probability {@code rate} and divides the others by 1 − rate, when training.
 *
 * <p>The mask is a function of seed, step and {@code stream}, which tells the dropout layers of a network apart. Source:
 * Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting", JMLR 15 (2014).
 */
record Dropout(double rate, Dimensions output, int stream) implements Layer {
    private static final int VALUES = 1 << Short.SIZE;

    @Override
    public PtNDArray forward(PtNDArray input, Weights own, Pass pass) {
        if (!pass.isTraining()) {
            return input;
        }
        Shape shape = input.getShape();
        float[] mask = mask((int) shape.size(), pass.dropout(stream));
        return input.mul(input.getManager().create(mask, shape));
    }

    /** Two elements from each word of 32 random bits, which rounds the rate to a multiple of 2⁻¹⁶. */
    private float[] mask(int size, Draws draws) {
        int threshold = Math.min((int) Math.round(rate * VALUES), VALUES - 1);
        float kept = (float) VALUES / (VALUES - threshold);
        float[] mask = new float[size];
        int bits = 0;
        for (int i = 0; i < size; i++) {
            bits = i % 2 == 0 ? draws.bits() : bits >>> Short.SIZE;
            // The sign bit, 1 for values from the threshold on: a branch on random bits would be mispredicted half the
            // time.
            mask[i] = ((threshold - 1 - (bits & (VALUES - 1))) >>> 31) * kept;
        }
        return mask;
    }

    /** The mask and the product. */
    @Override
    public long activations() {
        return 2 * output.count();
    }

    @Override
    public String pytorch() {
        return "nn.Dropout(" + rate + ")";
    }
}
