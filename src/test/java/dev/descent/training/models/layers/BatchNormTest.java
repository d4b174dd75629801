package dev.descent.training.models.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import dev.descent.training.Network.Training;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.TestEngine;
import dev.descent.training.tensor.Workspace;
import dev.descent.training.tensor.djl.DjlTensor;
import dev.descent.training.tensor.djl.DjlVec;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against the definition, in double precision. */
class BatchNormTest {
    private static final int CHANNELS = 3;
    private static final double TOLERANCE = 1e-5;
    private static final Training TRAINING = new Training(new Randomness(1), 0);

    private final float[] gamma = {1, 0.5f, -2};
    private final float[] beta = {0, 1, 3};
    private final float[] runningMean = {0.5f, -1, 2};
    private final float[] runningVariance = {1, 4, 0.25f};

    /** @param side of the images; 1 for vectors */
    @ParameterizedTest
    @CsvSource({"4,1", "2,1", "3,2", "1,5"})
    void trainingUsesTheBatchAndMovesTheRunningStatistics(int examples, int side) {
        double[][] channels = channels(examples, side);
        double[] mean = new double[CHANNELS];
        double[] variance = new double[CHANNELS];
        for (int c = 0; c < CHANNELS; c++) {
            for (double x : channels[c]) {
                mean[c] += x / channels[c].length;
            }
            for (double x : channels[c]) {
                variance[c] += (x - mean[c]) * (x - mean[c]) / channels[c].length;
            }
        }
        Result result = run(examples, side, TRAINING);

        assertNormalized(result.output(), channels, mean, variance, side);
        double n = (double) examples * side * side;
        for (int c = 0; c < CHANNELS; c++) {
            assertClose(result.mean()[c], 0.9 * runningMean[c] + 0.1 * mean[c]);
            assertClose(result.variance()[c], 0.9 * runningVariance[c] + 0.1 * variance[c] * n / (n - 1));
        }
    }

    @ParameterizedTest
    @CsvSource({"4,1,false", "3,2,false", "1,1,false", "1,1,true"})
    void evaluationAndASingleValueUseTheRunningStatistics(int examples, int side, boolean training) {
        Result result = run(examples, side, training ? TRAINING : null);

        double[] mean = new double[CHANNELS];
        double[] variance = new double[CHANNELS];
        for (int c = 0; c < CHANNELS; c++) {
            mean[c] = runningMean[c];
            variance[c] = runningVariance[c];
        }
        assertNormalized(result.output(), channels(examples, side), mean, variance, side);
        assertThat(result.mean()).isEqualTo(runningMean);
        assertThat(result.variance()).isEqualTo(runningVariance);
    }

    private record Result(float[] output, float[] mean, float[] variance) {}

    private Result run(int examples, int side, @Nullable Training training) {
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            NDManager manager = DjlVec.array(workspace.vec(new float[1])).getManager();
            Dimensions dimensions = side == 1 ? Dimensions.flat(CHANNELS) : Dimensions.image(CHANNELS, side, side);
            float[] input = new float[examples * CHANNELS * side * side];
            for (int i = 0; i < input.length; i++) {
                input[i] = (float) value(i);
            }
            Shape shape = side == 1 ? new Shape(examples, CHANNELS) : new Shape(examples, CHANNELS, side, side);
            NDArray mean = manager.create(runningMean);
            NDArray variance = manager.create(runningVariance);
            PtNDArray output = new BatchNorm(dimensions)
                    .forward(
                            (PtNDArray) manager.create(input, shape),
                            new Weights(List.of(manager.create(gamma), manager.create(beta)), List.of(mean, variance)),
                            new Pass(training, new DjlTensor(mean)));
            return new Result(output.toFloatArray(), mean.toFloatArray(), variance.toFloatArray());
        }
    }

    private void assertNormalized(float[] output, double[][] channels, double[] mean, double[] variance, int side) {
        int pixels = side * side;
        for (int i = 0; i < output.length; i++) {
            int channel = i / pixels % CHANNELS;
            int position = i / (pixels * CHANNELS) * pixels + i % pixels;
            double x = (channels[channel][position] - mean[channel]) / Math.sqrt(variance[channel] + 1e-5);
            assertClose(output[i], gamma[channel] * x + beta[channel]);
        }
    }

    /** The values of each channel, example by example. */
    private static double[][] channels(int examples, int side) {
        int pixels = side * side;
        double[][] channels = new double[CHANNELS][examples * pixels];
        for (int i = 0; i < examples * CHANNELS * pixels; i++) {
            channels[i / pixels % CHANNELS][i / (pixels * CHANNELS) * pixels + i % pixels] = (float) value(i);
        }
        return channels;
    }

    private static double value(int index) {
        return Math.sin(1.3 * index) * 2 + index % 5;
    }

    private static void assertClose(float actual, double expected) {
        assertThat((double) actual).isCloseTo(expected, within(TOLERANCE * Math.max(1, Math.abs(expected))));
    }
}
