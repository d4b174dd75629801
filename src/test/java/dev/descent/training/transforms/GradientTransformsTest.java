package dev.descent.training.transforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.descent.training.Contexts;
import dev.descent.training.Golden;
import dev.descent.training.GoldenInputs;
import dev.descent.training.GradientTransform.Transformed;
import dev.descent.training.State;
import dev.descent.training.tensor.ArrayVec;
import dev.descent.training.tensor.Layout;
import dev.descent.training.tensor.Vec;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class GradientTransformsTest {
    @Test
    void theNoiseFadesAsPublished() {
        int compared = 0;
        for (JsonNode schedule : Golden.read("optimizers/schedules.json").get("schedules")) {
            if (schedule.get("schedule").asString().equals("annealed_gradient_noise_std")) {
                JsonNode params = schedule.get("params");
                GradientNoise noise = new GradientNoise(
                        params.get("eta").asDouble(), params.get("gamma").asDouble());
                for (var at : schedule.get("lr_at").properties()) {
                    assertThat(noise.deviation(Long.parseLong(at.getKey())))
                            .isCloseTo(at.getValue().asDouble(), within(1e-15));
                    compared++;
                }
            }
        }
        assertThat(compared).isEqualTo(11);
    }

    @Test
    void theNoiseIsThatOfItsStepAndHasTheVarianceThatItSays() {
        int size = 20_000;
        Layout layout = Layout.EMPTY.with("w", size);
        GradientNoise noise = new GradientNoise(0.3, 0.55);
        Vec gradient = new ArrayVec(new double[size]).add(2);
        for (long step : new long[] {0, 9}) {
            double[] noisy = noisy(noise, gradient, step, layout);
            assertThat(noisy).containsExactly(noisy(noise, gradient, step, layout));
            double mean = Arrays.stream(noisy).average().orElseThrow();
            double variance = Arrays.stream(noisy)
                    .map(x -> (x - mean) * (x - mean))
                    .average()
                    .orElseThrow();
            double expected = 0.3 / Math.pow(1 + step, 0.55);
            assertThat(mean).isCloseTo(2, within(5 * Math.sqrt(expected / size)));
            assertThat(variance / expected).isCloseTo(1, within(0.05));
        }
        assertThat(noisy(noise, gradient, 0, layout)[0]).isNotEqualTo(noisy(noise, gradient, 1, layout)[0]);
    }

    private static double[] noisy(GradientNoise noise, Vec gradient, long step, Layout layout) {
        return ArrayVec.values(
                noise.apply(gradient, State.EMPTY, Contexts.at(step, 0, layout)).gradient());
    }

    @Test
    void rowsOfMatricesAndChannelsLoseTheirMeanAndOthersNothing() {
        Layout layout = Layout.EMPTY
                .with("linear", 2, 3)
                .with("bias", 4)
                .with("column", 3, 1)
                .with("convolution", 2, 2, 1, 2);
        double[] gradient = new Random(1).doubles(layout.size(), -1, 1).toArray();
        double[] expected = gradient.clone();
        center(expected, 0, 3);
        center(expected, 3, 6);
        center(expected, 13, 17);
        center(expected, 17, 21);
        double[] actual = ArrayVec.values(new CentralizeGradient()
                .apply(new ArrayVec(gradient), State.EMPTY, Contexts.of(1, layout))
                .gradient());
        assertThat(actual).containsExactly(expected, within(1e-15));
        assertThat(Arrays.copyOfRange(actual, 6, 13)).containsExactly(Arrays.copyOfRange(gradient, 6, 13));
    }

    private static void center(double[] values, int from, int to) {
        double mean = Arrays.stream(values, from, to).average().orElseThrow();
        for (int i = from; i < to; i++) {
            values[i] -= mean;
        }
    }

    @Test
    void theMedianOfThreeStepsIsTheReferences() {
        JsonNode expected = Golden.read("optimizers/coherent_gradients.json").get("RM3");
        MedianOfSteps transform = new MedianOfSteps();
        List<double[]> gradients = GoldenInputs.gradients();
        State state = transform.init(new ArrayVec(gradients.get(0)));
        int compared = 0;
        for (int t = 0; t < gradients.size(); t++) {
            Transformed transformed =
                    transform.apply(new ArrayVec(gradients.get(t)), state, Contexts.of(t, 1, 0, GoldenInputs.LAYOUT));
            state = transformed.state();
            double[] median = ArrayVec.values(transformed.gradient());
            for (int i = 0; i < median.length; i++) {
                double[] three = {
                    gradients.get(t)[i],
                    gradients.get(Math.max(0, t - 1))[i],
                    gradients.get(Math.max(0, t - 2))[i]
                };
                Arrays.sort(three);
                assertThat(median[i]).isEqualTo(three[1]);
            }
            JsonNode step = expected.get(Integer.toString(t + 1));
            if (step != null) {
                assertThat(Arrays.copyOfRange(median, 12, 17)).containsExactly(GoldenInputs.flat(step));
                compared++;
            }
        }
        assertThat(compared).isEqualTo(expected.size());
        assertThat(state.vectors()).hasSize(transform.stateVectors());
    }
}
