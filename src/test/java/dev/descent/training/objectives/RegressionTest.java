package dev.descent.training.objectives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import dev.descent.spec.InvalidOptions;
import dev.descent.training.Objective.Evaluation;
import dev.descent.training.objectives.Regression.Loss;
import dev.descent.training.tensor.Signature;
import dev.descent.training.tensor.TestEngine;
import dev.descent.training.tensor.Vec;
import dev.descent.training.tensor.Workspace;
import dev.descent.training.tensor.djl.DjlTensor;
import dev.descent.training.tensor.djl.DjlVec;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RegressionTest {
    private static final Signature NUMBERS = new Signature(List.of(4), List.of(), 0);

    @ParameterizedTest
    @EnumSource
    void lossesAreThoseOfPyTorch(Loss loss) {
        JsonNode golden = golden();
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            float[] outputs = floats(golden.get("outputs"));
            NDArray column = DjlVec.array(workspace.vec(outputs)).reshape(outputs.length, 1);
            Vec losses = new Regression(loss, 0.75)
                    .losses(
                            new DjlTensor(column),
                            new DjlTensor(DjlVec.array(workspace.vec(floats(golden.get("targets"))))));
            assertThat(losses.toArray())
                    .containsExactly(floats(golden.get(loss.name().toLowerCase(Locale.ROOT))), within(1e-6f));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theGradientIsTheSlopeOfTheLoss(Loss loss) {
        float[] errors = {-3, -0.5f, 0.25f, 2};
        double[] expected = switch (loss) {
            case MSE -> new double[] {-6, -1, 0.5, 4};
            case MAE -> new double[] {-1, -1, 1, 1};
            case HUBER -> new double[] {-0.75, -0.5, 0.25, 0.75};
        };
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            Vec outputs = workspace.vec(errors);
            Vec targets = workspace.vec(new float[errors.length]);
            Vec sum = workspace.record(
                    outputs,
                    () -> new Regression(loss, 0.75)
                            .losses(
                                    new DjlTensor(DjlVec.array(outputs).reshape(errors.length, 1)),
                                    new DjlTensor(DjlVec.array(targets)))
                            .sum());
            float[] gradient = workspace.gradient(sum, outputs).toArray();
            for (int i = 0; i < expected.length; i++) {
                assertThat((double) gradient[i]).isCloseTo(expected[i], within(1e-6));
            }
        }
    }

    @Test
    void metricsAreThoseComputedByHand() {
        Evaluation evaluation = new Regression().evaluation(NUMBERS, 1);
        evaluation.add(new float[] {2.5f, 0}, new float[] {3, -0.5f}, new float[] {0.25f, 0.25f});
        evaluation.add(new float[] {2, 8}, new float[] {2, 7}, new float[] {0, 1});

        Map<String, Double> metrics = evaluation.metrics();
        assertThat(metrics).containsOnlyKeys(new Regression().metrics());
        assertThat(metrics.get("loss")).isEqualTo(0.375);
        assertThat(metrics.get("rmse")).isCloseTo(Math.sqrt(0.375), within(1e-15));
        assertThat(metrics.get("mae")).isEqualTo(0.5);
        // The targets' mean is 2.875 and their squared deviations sum up to 29.1875.
        assertThat(metrics.get("r2")).isCloseTo(1 - 1.5 / 29.1875, within(1e-12));
    }

    @Test
    void targetsFarFromZeroLoseNothing() {
        Evaluation evaluation = new Regression().evaluation(NUMBERS, 1);
        float[] targets = new float[1000];
        float[] outputs = new float[1000];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = 10_000_000 + i % 2;
            outputs[i] = 10_000_000;
        }
        evaluation.add(outputs, targets, new float[targets.length]);
        // Σe² = 500 and Σ(y − ȳ)² = 250.
        assertThat(evaluation.metrics().get("r2")).isCloseTo(-1.0, within(1e-9));
    }

    @Test
    void equalTargetsHaveAnR2OfOneOrZero() {
        assertThat(r2(new float[] {2, 2}, new float[] {2, 2})).isEqualTo(1);
        assertThat(r2(new float[] {2, 3}, new float[] {2, 2})).isEqualTo(0);
    }

    @Test
    void classesAsTargetsAreRefused() {
        assertThatThrownBy(() -> new Regression().check(new Signature(List.of(4), List.of(), 3)))
                .isInstanceOf(InvalidOptions.class)
                .hasMessage("regression needs a target that is a number, but the target of this data is one of 3"
                        + " classes; use classification");
    }

    @Test
    void onlyR2IsBetterWhenGreater() {
        Regression objective = new Regression();
        assertThat(objective.metrics().stream().filter(objective::greaterIsBetter))
                .containsExactly("r2");
    }

    @Test
    void aPredictionIsTheOutput() {
        assertThat(new Regression().prediction(new float[] {1.5f}).value()).isEqualTo(1.5);
    }

    private static double r2(float[] outputs, float[] targets) {
        Evaluation evaluation = new Regression().evaluation(NUMBERS, 1);
        evaluation.add(outputs, targets, new float[targets.length]);
        Double value = evaluation.metrics().get("r2");
        return value == null ? Double.NaN : value;
    }

    private static float[] floats(JsonNode list) {
        float[] floats = new float[list.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) list.get(i).asDouble();
        }
        return floats;
    }

    private static JsonNode golden() {
        try (InputStream in =
                Objects.requireNonNull(RegressionTest.class.getResourceAsStream("/pytorch/golden.json"))) {
            return JsonMapper.shared().readTree(in).get("regression");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void errorsAreReportedInTheUnitOfTheDataAndTheLossIsNot() {
        Evaluation evaluation = new Regression().evaluation(NUMBERS, 10);
        evaluation.add(new float[] {1, 2}, new float[] {0, 0}, new float[] {1, 4});
        assertThat(evaluation.metrics().get("loss")).isEqualTo(2.5);
        assertThat(evaluation.metrics().get("rmse")).isEqualTo(10 * Math.sqrt(2.5));
        assertThat(evaluation.metrics().get("mae")).isEqualTo(15.0);
    }
}
