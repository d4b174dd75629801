package dev.descent.training.models.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import dev.descent.training.Golden;
import dev.descent.training.Network.Training;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.TestEngine;
import dev.descent.training.tensor.Workspace;
import dev.descent.training.tensor.djl.DjlTensor;
import dev.descent.training.tensor.djl.DjlVec;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** In float64, which shows the rule itself. */
class GhostBatchNormTest {
    private static final JsonNode GOLDEN = Golden.read("optimizers/ghost_batch_norm.json");
    private static final double TOLERANCE = 1e-12;
    private static final Training TRAINING = new Training(new Randomness(1), 0);
    private static final int CHANNELS = 3;

    @ParameterizedTest
    @CsvSource({
        "4,ghost4,running_mean_sequential_momentum0.1,running_var_sequential_momentum0.1",
        "8,full8,running_mean,running_var",
        "100,full8,running_mean,running_var"
    })
    void ghostBatchesAreNormalizedOneAfterAnother(int size, String name, String mean, String variance) {
        JsonNode expected = GOLDEN.get(name);
        Result result = run(ghost(size), rows(8), start(), TRAINING);

        assertClose(result.output(), matrix(expected.get("output")));
        assertClose(result.mean(), vector(expected.get(mean)));
        assertClose(result.variance(), vector(expected.get(variance)));
    }

    /** The last of three is smaller. */
    @Test
    void eachIsNormalizedAsABatchOfItsOwn() {
        Result whole = run(ghost(3), rows(8), start(), TRAINING);

        Statistics statistics = start();
        double[] outputs = {};
        double[] all = rows(8);
        for (int from = 0; from < 8; from += 3) {
            double[] part = Arrays.copyOfRange(all, from * CHANNELS, Math.min(8, from + 3) * CHANNELS);
            Result result = run(new BatchNorm(Dimensions.flat(CHANNELS)), part, statistics, TRAINING);
            statistics = new Statistics(result.mean(), result.variance());
            outputs = joined(outputs, result.output());
        }
        assertThat(whole.output()).isEqualTo(outputs);
        assertThat(whole.mean()).isEqualTo(statistics.mean());
        assertThat(whole.variance()).isEqualTo(statistics.variance());
    }

    @Test
    void aSingleExampleThatIsLeftUsesTheRunningStatisticsSoFar() {
        Result result = run(ghost(4), rows(5), start(), TRAINING);
        Result first = run(ghost(4), rows(4), start(), TRAINING);

        double[] last = Arrays.copyOfRange(rows(5), 4 * CHANNELS, 5 * CHANNELS);
        Result evaluated = run(
                new BatchNorm(Dimensions.flat(CHANNELS)), last, new Statistics(first.mean(), first.variance()), null);
        assertThat(result.output()).isEqualTo(joined(first.output(), evaluated.output()));
        assertThat(result.mean()).isEqualTo(first.mean());
        assertThat(result.variance()).isEqualTo(first.variance());
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 8})
    void evaluationIsThatOfBatchNorm(int size) {
        BatchNorm norm = new BatchNorm(Dimensions.flat(CHANNELS));
        Statistics statistics = new Statistics(new double[] {1, 2, 3}, new double[] {4, 5, 6});
        Result ghost = run(ghost(size), rows(8), statistics, null);

        assertThat(ghost.output())
                .isEqualTo(run(norm, rows(8), statistics, null).output());
        assertThat(ghost.mean()).isEqualTo(statistics.mean());
        assertThat(ghost(size).pytorch()).isEqualTo(norm.pytorch());
        assertThat(ghost(size).parameters()).extracting(Parameter::name).containsExactly("weight", "bias");
        assertThat(ghost(size).buffers()).isEqualTo(norm.buffers());
    }

    private record Statistics(double[] mean, double[] variance) {}

    private record Result(double[] output, double[] mean, double[] variance) {}

    private static GhostBatchNorm ghost(int size) {
        return new GhostBatchNorm(new BatchNorm(Dimensions.flat(CHANNELS)), size);
    }

    private static Statistics start() {
        return new Statistics(new double[CHANNELS], new double[] {1, 1, 1});
    }

    private static Result run(Layer layer, double[] input, Statistics statistics, @Nullable Training training) {
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            NDManager manager = DjlVec.array(workspace.vec(new float[1])).getManager();
            NDArray mean = manager.create(statistics.mean());
            NDArray variance = manager.create(statistics.variance());
            NDArray x = manager.create(input, new Shape(input.length / CHANNELS, CHANNELS));
            Weights own = new Weights(
                    List.of(manager.create(vector(GOLDEN.get("gamma"))), manager.create(vector(GOLDEN.get("beta")))),
                    List.of(mean, variance));
            PtNDArray output = layer.forward((PtNDArray) x, own, new Pass(training, new DjlTensor(x)));
            return new Result(output.toDoubleArray(), mean.toDoubleArray(), variance.toDoubleArray());
        }
    }

    private static double[] rows(int count) {
        return Arrays.copyOf(matrix(GOLDEN.get("x")), count * CHANNELS);
    }

    private static double[] joined(double[] first, double[] second) {
        double[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    private static double[] vector(JsonNode json) {
        return json.valueStream().mapToDouble(JsonNode::asDouble).toArray();
    }

    private static double[] matrix(JsonNode json) {
        return json.valueStream()
                .flatMap(JsonNode::valueStream)
                .mapToDouble(JsonNode::asDouble)
                .toArray();
    }

    private static void assertClose(double[] actual, double[] expected) {
        assertThat(actual).hasSize(expected.length);
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(TOLERANCE));
        }
    }
}
