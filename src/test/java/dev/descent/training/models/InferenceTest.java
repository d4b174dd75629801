package dev.descent.training.models;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.BaseNDManager;
import ai.djl.ndarray.NDArray;
import dev.descent.training.Network;
import dev.descent.training.models.Mlp.Normalization;
import dev.descent.training.models.layers.Activation;
import dev.descent.training.tensor.Batch;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.Signature;
import dev.descent.training.tensor.TestEngine;
import dev.descent.training.tensor.Vec;
import dev.descent.training.tensor.Workspace;
import dev.descent.training.tensor.djl.DjlVec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a pass without a way back holds in memory. */
class InferenceTest {
    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"EMBEDDED", "EMBEDDED_ONLY"})
    void nothingButTheOutputsIsLeftWhenItIsOver(GoldenNetworks golden) {
        Network network = golden.network();
        Signature signature = golden.signature();
        // What does not grow with the batch are views of the parameters.
        long perExample = elementsLeft(network, signature, 4) - elementsLeft(network, signature, 3);
        assertThat(perExample).isEqualTo(signature.outputs());
        assertThat(network.inferenceBytes()).isLessThan(network.activationBytes());
    }

    /** The elements of the arrays that a pass adds to those of its batch. */
    private static long elementsLeft(Network network, Signature signature, int examples) {
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            Batch batch = TestExamples.batch(workspace, signature, examples);
            Vec parameters = workspace.vec(network.initialParameters(new Randomness(2)));
            Vec buffers = workspace.vec(TestExamples.buffers(network));
            BaseNDManager arena = (BaseNDManager) DjlVec.array(parameters).getManager();
            long before = elements(arena);
            network.forward(parameters, buffers, batch, null);
            return elements(arena) - before;
        }
    }

    private static long elements(BaseNDManager manager) {
        return manager.getManagedArrays().stream().mapToLong(NDArray::size).sum();
    }

    @Test
    void itHoldsItsInputAndTheLargestPairOfNeighbours() {
        Mlp model = new Mlp(List.of(256, 300, 8), Activation.RELU, 0.5, Normalization.NONE);
        assertThat(model.network(GoldenNetworks.table(784, 10)).inferenceBytes())
                .isEqualTo(4 * (784 + 300 + 300));
        Mlp gated = new Mlp(List.of(256), Activation.SILU, 0, Normalization.NONE);
        assertThat(gated.network(GoldenNetworks.table(784, 10)).inferenceBytes())
                .as("and the gate of its activation")
                .isEqualTo(4 * (784 + 256 + 2 * 256));
    }
}
