package dev.descent.training.tensor;

/**
 * An array of any shape that the core passes on without looking inside: inputs, targets, outputs of a network. Models
 * and objectives know what it holds.
 */
public interface Tensor {
    long[] shape();

    /** All elements in row-major order; waits for the device. */
    float[] toArray();

    /** The same elements as a vector, row-major. */
    Vec vec();
}
