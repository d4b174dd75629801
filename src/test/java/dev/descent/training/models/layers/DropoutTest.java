package dev.descent.training.models.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import dev.descent.training.Network.Training;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.TestEngine;
import dev.descent.training.tensor.Workspace;
import dev.descent.training.tensor.djl.DjlTensor;
import dev.descent.training.tensor.djl.DjlVec;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DropoutTest {
    private static final int EXAMPLES = 100;
    private static final int WIDTH = 200;

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.5, 0.9})
    void thePartThatIsDroppedIsTheRateAndTheMeanStays(double rate) {
        float[] mask = onOnes(rate, 0, new Training(new Randomness(1), 0));
        TreeSet<Float> values = new TreeSet<>(boxed(mask));
        assertThat(values).hasSize(2).startsWith(0f);
        assertThat((double) values.last()).isCloseTo(1 / (1 - rate), withinPercentage(0.02));
        long dropped = boxed(mask).stream().filter(x -> x == 0).count();
        // Five standard deviations of the binomial distribution.
        double deviation = Math.sqrt(rate * (1 - rate) / mask.length);
        assertThat((double) dropped / mask.length).isCloseTo(rate, within(5 * deviation));
    }

    @Test
    void theMaskIsAFunctionOfSeedStepAndLayer() {
        float[] mask = onOnes(0.5, 0, new Training(new Randomness(1), 7));
        assertThat(onOnes(0.5, 0, new Training(new Randomness(1), 7))).isEqualTo(mask);
        assertThat(onOnes(0.5, 0, new Training(new Randomness(1), 8))).isNotEqualTo(mask);
        assertThat(onOnes(0.5, 0, new Training(new Randomness(2), 7))).isNotEqualTo(mask);
        assertThat(onOnes(0.5, 1, new Training(new Randomness(1), 7))).isNotEqualTo(mask);
    }

    @Test
    void examplesGetMasksOfTheirOwn() {
        float[] mask = onOnes(0.5, 0, new Training(new Randomness(1), 0));
        assertThat(Arrays.copyOfRange(mask, 0, WIDTH)).isNotEqualTo(Arrays.copyOfRange(mask, WIDTH, 2 * WIDTH));
    }

    @Test
    void evaluationDropsNothing() {
        assertThat(boxed(onOnes(0.5, 0, null))).containsOnly(1f);
    }

    private static float[] onOnes(double rate, int stream, @Nullable Training training) {
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            PtNDArray ones = (PtNDArray)
                    DjlVec.array(workspace.vec(new float[1])).getManager().ones(new Shape(EXAMPLES, WIDTH));
            return new Dropout(rate, Dimensions.flat(WIDTH), stream)
                    .forward(ones, new Weights(List.of(), List.of()), new Pass(training, new DjlTensor(ones)))
                    .toFloatArray();
        }
    }

    private static List<Float> boxed(float[] values) {
        Float[] boxed = new Float[values.length];
        Arrays.setAll(boxed, i -> values[i]);
        return List.of(boxed);
    }
}
