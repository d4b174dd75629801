package dev.descent.training;

import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.Signature;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.function.BooleanSupplier;

/** Examples whose loading can be called off, because a large set takes longer to load than a step to take. */
record CancellableExamples(Examples examples, BooleanSupplier cancelled) implements Examples {
    private static final int ROWS_BETWEEN_QUESTIONS = 256;

    /** Thrown out of the loading. */
    static final class Cancelled extends RuntimeException {}

    @Override
    public Signature signature() {
        return examples.signature();
    }

    @Override
    public int size() {
        return examples.size();
    }

    @Override
    public void numeric(int row, FloatBuffer into) {
        if (row % ROWS_BETWEEN_QUESTIONS == 0 && cancelled.getAsBoolean()) {
            throw new Cancelled();
        }
        examples.numeric(row, into);
    }

    @Override
    public void categories(int row, IntBuffer into) {
        examples.categories(row, into);
    }

    @Override
    public float target(int row) {
        return examples.target(row);
    }

    @Override
    public double targetScale() {
        return examples.targetScale();
    }
}
