package dev.descent.training.tensor;

/**
 * Random vectors on the device, addressed by step and stream as {@link Randomness} is: the same address always gives
 * the same vector.
 */
public interface Noise {
    /** Independent standard normal elements. */
    Vec normal(long step, int stream, long size);

    /** Independent elements, uniform on [0, 1). */
    Vec uniform(long step, int stream, long size);

    /** Single numbers of the same address. */
    Draws draws(long step, int stream);
}
