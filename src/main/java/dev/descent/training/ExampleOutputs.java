package dev.descent.training;

import dev.descent.training.tensor.Vec;
import dev.descent.training.tensor.Workspace;
import java.util.Arrays;

/** What a network in evaluation mode answers to many examples, some at a time. */
final class ExampleOutputs {
    private static final int BATCH = 256;

    private final Network network;
    private final Workspace.Loaded loaded;
    private final Workspace workspace;
    private final int width;

    /** @param width K, how many numbers the network answers with */
    ExampleOutputs(Network network, Workspace.Loaded loaded, Workspace workspace, int width) {
        this.network = network;
        this.loaded = loaded;
        this.workspace = workspace;
        this.width = width;
    }

    /**
     * The outputs for these rows, {@code [n·K]}, example after example.
     *
     * @param between is run before each batch, and may throw to call it off
     */
    float[] of(int[] rows, Vec parameters, Vec buffers, Runnable between) {
        float[] outputs = new float[rows.length * width];
        for (int from = 0; from < rows.length; from += BATCH) {
            between.run();
            int[] some = Arrays.copyOfRange(rows, from, Math.min(rows.length, from + BATCH));
            float[] found = workspace
                    .scoped(
                            parameters,
                            p -> network.forward(p, buffers, loaded.batch(some), null)
                                    .outputs()
                                    .vec())
                    .toArray();
            System.arraycopy(found, 0, outputs, from * width, found.length);
        }
        return outputs;
    }
}
