package dev.descent.training.models;

import dev.descent.training.Network;
import dev.descent.training.tensor.Batch;
import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.Signature;
import dev.descent.training.tensor.Workspace;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.stream.IntStream;

/**
 * Examples whose numbers are functions of their index.
 *
 * <p>Element i of all real features is sin(0.37(i + 1)), code k of row b is (7b + 3k) mod its cardinality, and the target
 * of row b is b mod classes, or sin b.
 */
public record TestExamples(Signature signature, int size) implements Examples {
    public static Batch batch(Workspace workspace, Signature signature, int size) {
        return workspace
                .load(new TestExamples(signature, size))
                .batch(IntStream.range(0, size).toArray());
    }

    /** The buffers before training, of size one where there are none. */
    public static float[] buffers(Network network) {
        float[] initial = network.initialBuffers();
        return initial.length == 0 ? new float[1] : initial;
    }

    @Override
    public void numeric(int row, FloatBuffer into) {
        int width = signature.width();
        for (int i = 0; i < width; i++) {
            into.put((float) Math.sin(0.37 * ((double) row * width + i + 1)));
        }
    }

    @Override
    public void categories(int row, IntBuffer into) {
        for (int k = 0; k < signature.cardinalities().size(); k++) {
            into.put((7 * row + 3 * k) % signature.cardinalities().get(k));
        }
    }

    @Override
    public float target(int row) {
        return signature.classes() == 0 ? (float) Math.sin(row) : row % signature.classes();
    }

    @Override
    public double targetScale() {
        return 1;
    }
}
