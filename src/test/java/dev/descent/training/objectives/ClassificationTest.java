package dev.descent.training.objectives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.descent.spec.InvalidOptions;
import dev.descent.training.Objective.Evaluation;
import dev.descent.training.Objective.Prediction;
import dev.descent.training.tensor.Signature;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Losses are compared with PyTorch's together with the networks. */
class ClassificationTest {
    private static final float[] NO_LOSS = new float[6];

    @Test
    void metricsAreThoseOfAConfusionMatrixCountedByHand() {
        // Class 3 occurs and is never predicted; class 4 neither occurs nor is predicted.
        int[] truth = {0, 0, 1, 1, 2, 3};
        int[] guess = {0, 1, 1, 1, 0, 2};
        Evaluation evaluation = new Classification().evaluation(signature(5), 1);
        evaluation.add(scores(guess, 5), floats(truth), new float[] {1, 2, 3, 4, 5, 6});

        Map<String, Double> metrics = evaluation.metrics();
        // F1 of class 0: 2/(2 + 2), of class 1: 4/(2 + 3), of classes 2 and 3: 0.
        assertThat(metrics).containsOnlyKeys(new Classification().metrics());
        assertThat(metrics.get("loss")).isEqualTo(3.5);
        assertThat(metrics.get("accuracy")).isEqualTo(0.5);
        assertThat(metrics.get("macro_f1")).isCloseTo((0.5 + 0.8) / 4, within(1e-15));
    }

    @Test
    void batchesAddUpToTheWhole() {
        int[] truth = {0, 0, 1, 1, 2, 2};
        int[] guess = {0, 1, 1, 2, 2, 2};
        Evaluation whole = new Classification().evaluation(signature(3), 1);
        whole.add(scores(guess, 3), floats(truth), NO_LOSS);
        Evaluation parts = new Classification().evaluation(signature(3), 1);
        for (int i = 0; i < truth.length; i++) {
            parts.add(scores(new int[] {guess[i]}, 3), new float[] {truth[i]}, new float[1]);
        }
        assertThat(parts.metrics()).isEqualTo(whole.metrics());
    }

    @Test
    void topKCountsTheLikeliestAndAmongEqualsTheFirst() {
        float[] outputs = {
            0.1f,
            0.4f,
            0.2f,
            0.3f, // true class 3 is second
            0.9f,
            0.4f,
            0.5f,
            0.3f, // true class 1 is third
            1,
            1,
            1,
            1, // true class 1 is second of equals
            1,
            1,
            1,
            1 // true class 2 is third of equals
        };
        float[] truth = {3, 1, 1, 2};
        assertThat(topK(2, outputs, truth)).isEqualTo(0.5);
        assertThat(topK(3, outputs, truth)).isEqualTo(1);
        assertThat(topK(1, outputs, truth)).isEqualTo(0);
    }

    @Test
    void topKIsAtMostOneLessThanTheClasses() {
        float[] outputs = {0.1f, 0.4f, 0.2f, 0.3f};
        assertThat(topK(1000, outputs, new float[] {0})).isEqualTo(0);
        assertThat(topK(1000, outputs, new float[] {2})).isEqualTo(1);
    }

    @Test
    void aScoreThatIsNotANumberIsNoHit() {
        float[] outputs = {Float.NaN, Float.NaN, Float.NaN, Float.NaN};
        assertThat(topK(2, outputs, new float[] {1})).isEqualTo(0);
    }

    @Test
    void aPredictionIsTheLikeliestClassAndTheSoftmax() {
        Prediction prediction = new Classification().prediction(new float[] {1000, 1000 + (float) Math.log(3), -1000});
        assertThat(prediction.value()).isEqualTo(1);
        assertThat(prediction.probabilities()).hasSize(3);
        assertThat(prediction.probabilities().get(0)).isCloseTo(0.25, within(1e-4));
        assertThat(prediction.probabilities().get(1)).isCloseTo(0.75, within(1e-4));
        assertThat(prediction.probabilities().get(2)).isZero();
    }

    @Test
    void numbersAsTargetsAreRefused() {
        assertThatThrownBy(() -> new Classification().check(signature(0)))
                .isInstanceOf(InvalidOptions.class)
                .hasMessage("classification needs a target of classes, but the target of this data is a number;"
                        + " use regression");
        assertThatThrownBy(() -> new Classification().check(signature(1))).isInstanceOf(InvalidOptions.class);
        assertThatCode(() -> new Classification().check(signature(2))).doesNotThrowAnyException();
    }

    @Test
    void onlyTheLossIsBetterWhenSmaller() {
        Classification objective = new Classification();
        assertThat(objective.metrics().stream().filter(objective::greaterIsBetter))
                .containsExactly("accuracy", "macro_f1", "top_k_accuracy");
        assertThatThrownBy(() -> objective.greaterIsBetter("rmse")).hasMessageContaining("rmse");
    }

    @Test
    void everyOptionOutOfBoundsIsReported() {
        assertThatThrownBy(() -> new Classification(1, 0))
                .isInstanceOf(InvalidOptions.class)
                .hasMessage("/label_smoothing: must be less than 1 but is 1.0; /top_k: must be at least 1 but is 0");
    }

    private static double topK(int k, float[] outputs, float[] truth) {
        Evaluation evaluation = new Classification(0, k).evaluation(signature(4), 1);
        evaluation.add(outputs, truth, new float[truth.length]);
        Double value = evaluation.metrics().get("top_k_accuracy");
        return value == null ? Double.NaN : value;
    }

    /** Outputs whose greatest is that of the guessed class. */
    private static float[] scores(int[] guess, int classes) {
        float[] scores = new float[guess.length * classes];
        for (int i = 0; i < guess.length; i++) {
            scores[i * classes + guess[i]] = 1;
        }
        return scores;
    }

    private static float[] floats(int[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = values[i];
        }
        return floats;
    }

    private static Signature signature(int classes) {
        return new Signature(List.of(4), List.of(), classes);
    }
}
