package dev.descent.training.models.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.descent.training.Golden;
import dev.descent.training.Network.Training;
import dev.descent.training.models.gradients.Exact;
import dev.descent.training.models.gradients.TrAct;
import dev.descent.training.models.gradients.WeightGradient;
import dev.descent.training.models.gradients.WtaCrs;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.TestEngine;
import dev.descent.training.tensor.Vec;
import dev.descent.training.tensor.Workspace;
import dev.descent.training.tensor.djl.DjlTensor;
import dev.descent.training.tensor.djl.DjlVec;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** The gradients of single layers in float64, against their definitions. */
class WeightGradientsTest {
    private static final double TOLERANCE = 1e-12;
    private static final double LAMBDA = 0.1;

    static Stream<JsonNode> golden() {
        return Golden.read("optimizers/tract.json").get("cases").valueStream();
    }

    @ParameterizedTest
    @MethodSource("golden")
    void tractIsTheAuthors(JsonNode golden) {
        double[][] x = matrix(golden.get("x"));
        double[][] weight = matrix(golden.get("weight"));
        TrAct tract = new TrAct(golden.get("lambda").asDouble());
        Layer layer = new Dense(weight[0].length, weight.length, tract, 0);

        Passed passed = pass(
                layer,
                flat(x),
                new long[] {x.length, x[0].length},
                List.of(flat(weight), vector(golden.get("bias"))),
                flat(matrix(golden.get("grad_output"))));

        assertClose(passed.weight(), flat(matrix(golden.get("grad_weight"))));
        assertClose(passed.bias(), vector(golden.get("grad_bias")));
        assertClose(passed.input(), flat(matrix(golden.get("grad_input"))));
    }

    @ParameterizedTest
    @CsvSource({
        // examples, channels, side, filters, kernel, stride, padding, groups
        "3, 2, 4, 3, 2, 1, 0, 1",
        "3, 1, 5, 2, 3, 2, 1, 1",
        "4, 4, 4, 6, 3, 1, 1, 2",
        "5, 3, 3, 3, 2, 1, 0, 3",
        "1, 3, 3, 2, 3, 1, 0, 1",
        "2, 4, 2, 2, 2, 2, 0, 2"
    })
    void tractOfAConvolutionSeesEveryPositionAsARow(
            int examples, int channels, int side, int filters, int kernel, int stride, int padding, int groups) {
        Dimensions input = Dimensions.image(channels, side, side);
        Window window = new Window(kernel, stride, padding);
        Convolution exact = new Convolution(input, filters, window, groups, true, new Exact());
        Convolution tract = new Convolution(input, filters, window, groups, true, new TrAct(LAMBDA));
        int n = channels / groups * kernel * kernel;
        double[] x = wave(examples * channels * side * side, 0.7);
        long[] shape = {examples, channels, side, side};
        List<double[]> parameters = List.of(wave(filters * n, 0.3), wave(filters, 1.1));
        double[] cotangent = wave((int) (examples * exact.output().count()), 1.7);

        Passed plain = pass(exact, x, shape, parameters, cotangent);
        Passed passed = pass(tract, x, shape, parameters, cotangent);

        assertThat(passed.output()).isEqualTo(plain.output());
        assertClose(passed.bias(), plain.bias());
        assertClose(passed.input(), plain.input());
        double[] expected = new double[filters * n];
        for (int group = 0; group < groups; group++) {
            double[][] inverse = inverse(moments(patches(x, shape, window, group, groups)));
            for (int f = group * filters / groups; f < (group + 1) * filters / groups; f++) {
                for (int j = 0; j < n; j++) {
                    for (int i = 0; i < n; i++) {
                        expected[f * n + j] += plain.weight()[f * n + i] * inverse[i][j];
                    }
                }
            }
        }
        assertClose(passed.weight(), expected);
    }

    @Test
    void wtaCrsOfFewExamplesIsExact() {
        double[] x = wave(20, 0.7);
        assertThat(dense(new WtaCrs(0.5, 5), x, 5).weight())
                .isEqualTo(dense(new Exact(), x, 5).weight());
    }

    /** A sum over some rows: at most k of them, and rows of no weight at all where the input is all in a few. */
    @Test
    void wtaCrsSumsUpARowForEachThatIsKept() {
        int examples = 20;
        double[] x = new double[examples * 20];
        for (int i = 0; i < examples; i++) {
            // Orthogonal inputs, so that the gradient tells the factor of each row.
            x[i * 20 + i] = Math.exp(-0.2 * i);
        }
        Passed exact = dense(new Exact(), x, examples);
        Passed sampled = dense(new WtaCrs(0.3, 1), x, examples);

        assertThat(sampled.output()).isEqualTo(exact.output());
        assertThat(sampled.bias()).isEqualTo(exact.bias());
        assertThat(sampled.input()).isEqualTo(exact.input());
        int kept = 0;
        for (int i = 0; i < examples; i++) {
            double factor = sampled.weight()[i] / exact.weight()[i];
            kept += factor == 0 ? 0 : 1;
            assertThat(factor == 0 || factor > 1 - TOLERANCE).isTrue();
            for (int u = 0; u < UNITS; u++) {
                assertThat(sampled.weight()[u * 20 + i])
                        .isCloseTo(factor * exact.weight()[u * 20 + i], within(TOLERANCE));
            }
        }
        assertThat(kept).isBetween(2, 6);
    }

    /** Autograd refuses to use what was overwritten after it was saved. */
    @Test
    void wtaCrsDoesNotKeepTheInputAndExactDoes() {
        double[] x = wave(60, 0.7);
        Consumer<NDArray> overwrite = input -> input.addi(1);
        double[] untouched = dense(new WtaCrs(0.5, 2), x, 20).weight();
        assertThat(dense(new WtaCrs(0.5, 2), x, 20, overwrite).weight()).isEqualTo(untouched);
        assertThatThrownBy(() -> dense(new Exact(), x, 20, overwrite))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("inplace");
    }

    private static final int UNITS = 3;

    private static Passed dense(WeightGradient gradient, double[] x, int examples) {
        return dense(gradient, x, examples, input -> {});
    }

    private static Passed dense(WeightGradient gradient, double[] x, int examples, Consumer<NDArray> after) {
        int inputs = x.length / examples;
        return pass(
                new Dense(inputs, UNITS, gradient, 0),
                x,
                new long[] {examples, inputs},
                List.of(wave(UNITS * inputs, 0.3), wave(UNITS, 1.1)),
                wave(examples * UNITS, 1.7),
                after);
    }

    private record Passed(double[] output, double[] weight, double[] bias, double[] input) {}

    private static Passed pass(Layer layer, double[] x, long[] shape, List<double[]> parameters, double[] cotangent) {
        Passed byParameters = pass(layer, x, shape, parameters, cotangent, input -> {});
        double[] byInput;
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            NDManager manager = DjlVec.array(workspace.vec(new float[1])).getManager();
            Vec leaf = new DjlVec(manager.create(x));
            NDList arrays = arrays(layer, parameters, manager);
            Vec output = workspace.record(
                    leaf, () -> forward(layer, DjlVec.array(leaf).reshape(new Shape(shape)), arrays));
            byInput = gradient(workspace, output, cotangent, leaf);
        }
        return new Passed(byParameters.output(), byParameters.weight(), byParameters.bias(), byInput);
    }

    /** Without the gradient by the input, which is no part of the graph. */
    private static Passed pass(
            Layer layer,
            double[] x,
            long[] shape,
            List<double[]> parameters,
            double[] cotangent,
            Consumer<NDArray> after) {
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            NDManager manager = DjlVec.array(workspace.vec(new float[1])).getManager();
            double[] weight = parameters.get(0);
            double[] bias = parameters.get(1);
            double[] both = Arrays.copyOf(weight, weight.length + bias.length);
            System.arraycopy(bias, 0, both, weight.length, bias.length);
            Vec leaf = new DjlVec(manager.create(both));
            NDArray input = manager.create(x, new Shape(shape));
            Vec output = workspace.record(leaf, () -> {
                NDList parts =
                        JniUtils.split((PtNDArray) DjlVec.array(leaf), new long[] {weight.length, bias.length}, 0);
                Shape weights = shape(layer.parameters().get(0));
                return forward(layer, input, new NDList(parts.get(0).reshape(weights), parts.get(1)));
            });
            double[] values = DjlVec.array(output).toDoubleArray();
            after.accept(input);
            double[] gradient = gradient(workspace, output, cotangent, leaf);
            return new Passed(
                    values,
                    Arrays.copyOf(gradient, weight.length),
                    Arrays.copyOfRange(gradient, weight.length, gradient.length),
                    new double[0]);
        }
    }

    private static double[] gradient(Workspace workspace, Vec output, double[] cotangent, Vec leaf) {
        NDManager manager = DjlVec.array(leaf).getManager();
        return DjlVec.array(workspace.pullBack(output, new DjlVec(manager.create(cotangent)), leaf))
                .toDoubleArray();
    }

    private static NDList arrays(Layer layer, List<double[]> values, NDManager manager) {
        NDList arrays = new NDList();
        for (int i = 0; i < values.size(); i++) {
            arrays.add(manager.create(values.get(i), shape(layer.parameters().get(i))));
        }
        return arrays;
    }

    private static Shape shape(Parameter parameter) {
        return new Shape(parameter.shape());
    }

    private static Vec forward(Layer layer, NDArray input, NDList parameters) {
        Pass pass = new Pass(new Training(new Randomness(1), 0), new DjlTensor(input));
        NDArray output = layer.forward((PtNDArray) input, new Weights(parameters, List.of()), pass);
        return new DjlVec(output.reshape(output.size()));
    }

    /** What the filters of one group see, position by position. */
    private static double[][] patches(double[] x, long[] shape, Window window, int group, int groups) {
        int channels = (int) shape[1];
        int side = (int) shape[2];
        int out = (side + 2 * window.padding() - window.size()) / window.stride() + 1;
        int k = window.size();
        int perGroup = channels / groups;
        double[][] rows = new double[(int) shape[0] * out * out][perGroup * k * k];
        for (int r = 0; r < rows.length; r++) {
            int example = r / (out * out);
            int top = r / out % out * window.stride() - window.padding();
            int left = r % out * window.stride() - window.padding();
            for (int j = 0; j < rows[r].length; j++) {
                int channel = group * perGroup + j / (k * k);
                int row = top + j / k % k;
                int column = left + j % k;
                boolean inside = row >= 0 && row < side && column >= 0 && column < side;
                rows[r][j] = inside ? x[((example * channels + channel) * side + row) * side + column] : 0;
            }
        }
        return rows;
    }

    /** XᵀX/R + λI. */
    private static double[][] moments(double[][] rows) {
        int n = rows[0].length;
        double[][] moments = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                for (double[] row : rows) {
                    moments[i][j] += row[i] * row[j] / rows.length;
                }
            }
            moments[i][i] += LAMBDA;
        }
        return moments;
    }

    /** By Gauss and Jordan, without pivots: the matrix is positive definite. */
    private static double[][] inverse(double[][] matrix) {
        int n = matrix.length;
        double[][] work = new double[n][2 * n];
        for (int i = 0; i < n; i++) {
            System.arraycopy(matrix[i], 0, work[i], 0, n);
            work[i][n + i] = 1;
        }
        for (int i = 0; i < n; i++) {
            double pivot = work[i][i];
            for (int j = 0; j < 2 * n; j++) {
                work[i][j] /= pivot;
            }
            for (int other = 0; other < n; other++) {
                double factor = other == i ? 0 : work[other][i];
                for (int j = 0; j < 2 * n; j++) {
                    work[other][j] -= factor * work[i][j];
                }
            }
        }
        return Arrays.stream(work).map(row -> Arrays.copyOfRange(row, n, 2 * n)).toArray(double[][]::new);
    }

    private static double[] wave(int size, double frequency) {
        double[] values = new double[size];
        Arrays.setAll(values, i -> Math.sin(frequency * (i + 1)) + 0.3 * Math.cos(5.3 * frequency * i * i));
        return values;
    }

    private static double[] vector(JsonNode json) {
        return json.valueStream().mapToDouble(JsonNode::asDouble).toArray();
    }

    private static double[][] matrix(JsonNode json) {
        return json.valueStream().map(WeightGradientsTest::vector).toArray(double[][]::new);
    }

    private static double[] flat(double[][] rows) {
        return Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
    }

    private static void assertClose(double[] actual, double[] expected) {
        assertThat(actual).hasSize(expected.length);
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(TOLERANCE * Math.max(1, Math.abs(expected[i]))));
        }
    }
}
