package dev.descent.training.tensor;

import dev.descent.training.tensor.djl.DjlEngine;

/** The one real engine of the test process, on one thread per operation. */
public final class TestEngine {
    private static final Engine ENGINE = new DjlEngine(1);

    private TestEngine() {}

    public static Engine get() {
        return ENGINE;
    }
}
