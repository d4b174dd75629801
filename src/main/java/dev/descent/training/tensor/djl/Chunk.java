package dev.descent.training.tensor.djl;

import ai.djl.Device;
import ai.djl.pytorch.jni.JniUtils;

/** How many elements are worked on at a time. */
final class Chunk {
    /**
     * 256 kB: few enough that the handful of vectors of an optimizer step stay in the second cache of the processor,
     * many enough that an operation takes ten times as long as the call to it. It is a multiple of the lengths of vector
     * registers, so that the borders of chunks change no bits.
     */
    private static final long PER_THREAD = 1 << 16;

    private Chunk() {}

    /** Everything at once where there is no such cache. */
    static long of(Device device) {
        return device.isGpu() ? Long.MAX_VALUE : PER_THREAD * JniUtils.getNumThreads();
    }
}
