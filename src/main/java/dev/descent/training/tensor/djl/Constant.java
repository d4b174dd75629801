package dev.descent.training.tensor.djl;

import ai.djl.ndarray.NDArray;

/**
 * A number as an operand of what a gradient goes through.
 *
 * <p>DJL's own operations with a number make an array on a Java buffer and close it at once. libtorch keeps that array for
 * the way back, but not the buffer: when the garbage collector takes it in between, the way back multiplies by whatever
 * lies there. This one lives as long as what is computed from it.
 */
public final class Constant {
    private Constant() {}

    /** A scalar that belongs to the manager of another operand. */
    public static NDArray of(double value, NDArray beside) {
        return beside.getManager().create(value);
    }

    /** The same in 32 bits. */
    static NDArray ofFloat(double value, NDArray beside) {
        return beside.getManager().create((float) value);
    }
}
