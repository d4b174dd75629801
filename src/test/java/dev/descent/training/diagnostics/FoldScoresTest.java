package dev.descent.training.diagnostics;

import static dev.descent.training.diagnostics.Columns.column;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.descent.training.ExampleScore;
import dev.descent.training.models.TestExamples;
import dev.descent.training.objectives.Classification;
import dev.descent.training.tensor.Draws;
import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.Signature;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scores of what networks say of examples that they were not trained on, told by the test. */
class FoldScoresTest {
    private static final int MANY = 4000;
    private static final int CLASSES = 4;

    private static ExampleScore.Fold fold(Examples examples, int[] rows, float[] outputs, double... frequencies) {
        float[] targets = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            targets[i] = examples.target(rows[i]);
        }
        return new ExampleScore.Fold(rows, outputs, new Classification().judge(outputs, targets), frequencies);
    }

    /** Row r is of class r mod 2. */
    @Test
    void informationIsInBitsBeyondTheFrequencyOfTheClass() {
        Examples examples = new TestExamples(new Signature(List.of(1), List.of(), 2), 4);
        ExampleScore.Scoring scoring = new Pvi().over(examples, Map.of());
        float log3 = (float) Math.log(3);
        scoring.judged(fold(examples, new int[] {0, 1}, new float[] {log3, 0, log3, 0}, 0.375, 0.5));
        ExampleScore.Scoring resumed = new Pvi().over(examples, scoring.state());
        resumed.judged(fold(examples, new int[] {2}, new float[] {0, 0}, 0, 1));
        float[] bits = column(resumed.columns(), "pvi");
        // log₂ (3/4)/(3/8) and log₂ (1/4)/(1/2); the class of row 2 was never seen, and row 3 never judged.
        assertThat(bits[0]).isCloseTo(1, within(1e-6f));
        assertThat(bits[1]).isCloseTo(-1, within(1e-6f));
        assertThat(bits[2]).isNaN();
        assertThat(bits[3]).isNaN();
    }

    /** Labels drawn from what the outputs say, softened by a temperature of two, a part of them replaced. */
    private record Drawn(float[] outputs, int[] labels, boolean[] wrong) implements Examples {
        static Drawn of(double rate) {
            float[] outputs = new float[MANY * CLASSES];
            int[] labels = new int[MANY];
            boolean[] wrong = new boolean[MANY];
            for (int row = 0; row < MANY; row++) {
                Draws draws = new Randomness(5).draws(Randomness.Purpose.DATA, row, 0);
                double[] p = new double[CLASSES];
                double sum = 0;
                for (int k = 0; k < CLASSES; k++) {
                    outputs[row * CLASSES + k] = (float) (8 * draws.gaussian());
                    p[k] = Math.exp(outputs[row * CLASSES + k] / 2);
                    sum += p[k];
                }
                double u = draws.uniform() * sum;
                while (labels[row] < CLASSES - 1 && u >= p[labels[row]]) {
                    u -= p[labels[row]++];
                }
                wrong[row] = draws.uniform() < rate;
                if (wrong[row]) {
                    labels[row] = (labels[row] + 1 + draws.below(CLASSES - 1)) % CLASSES;
                }
            }
            return new Drawn(outputs, labels, wrong);
        }

        @Override
        public Signature signature() {
            return new Signature(List.of(1), List.of(), CLASSES);
        }

        @Override
        public int size() {
            return MANY;
        }

        @Override
        public void numeric(int row, FloatBuffer into) {
            into.put(0);
        }

        @Override
        public void categories(int row, IntBuffer into) {}

        @Override
        public float target(int row) {
            return labels[row];
        }

        @Override
        public double targetScale() {
            return 1;
        }
    }

    /** In each tenth of the probabilities, as often wrong as they say, to three standard deviations and a little. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.05, 0.2, 0.4})
    void probabilitiesOfWrongLabelsAreAsOftenRightAsTheySay(double rate) {
        Drawn drawn = Drawn.of(rate);
        ExampleScore.Scoring scoring = new LabelErrors().over(drawn, Map.of());
        scoring.judged(fold(drawn, IntStream.range(0, MANY).toArray(), drawn.outputs()));
        float[] probabilities = column(scoring.columns(), "label_error_probability");
        double[] counts = new double[10];
        double[] expected = new double[10];
        double[] found = new double[10];
        for (int row = 0; row < MANY; row++) {
            int bin = Math.min(9, (int) (probabilities[row] * 10));
            counts[bin]++;
            expected[bin] += probabilities[row];
            found[bin] += drawn.wrong()[row] ? 1 : 0;
        }
        for (int bin = 0; bin < 10; bin++) {
            double p = expected[bin] / Math.max(1, counts[bin]);
            assertThat(found[bin])
                    .as("of %s with probabilities around %s", counts[bin], p)
                    .isCloseTo(
                            expected[bin], within(3 * Math.sqrt(counts[bin] * p * (1 - p)) + 0.02 * counts[bin] + 1));
        }
    }

    @Test
    void temperatureAndRateAreFoundAgain() {
        Drawn drawn = Drawn.of(0.2);
        float[][] logs = new float[NoisyLabels.TEMPERATURES.length][MANY];
        for (int t = 0; t < logs.length; t++) {
            for (int row = 0; row < MANY; row++) {
                double sum = 0;
                double own = drawn.outputs()[row * CLASSES + drawn.labels()[row]];
                for (int k = 0; k < CLASSES; k++) {
                    sum += Math.exp((drawn.outputs()[row * CLASSES + k] - own) / NoisyLabels.TEMPERATURES[t]);
                }
                logs[t][row] = (float) -Math.log(sum);
            }
        }
        assertThat(NoisyLabels.fit(logs, CLASSES).rate()).isCloseTo(0.2, within(0.03));
    }

    @Test
    void anotherClassIsSuggestedAndWhatWasNotJudgedIsUnknown() {
        Examples examples = new TestExamples(new Signature(List.of(1), List.of(), 3), 4);
        ExampleScore.Scoring scoring = new LabelErrors().over(examples, Map.of());
        scoring.judged(fold(examples, new int[] {0, 1, 2}, new float[] {5, 1, 2, 9, 0, 1, 3, 4, 5}));
        Map<String, float[]> columns =
                new LabelErrors().over(examples, scoring.state()).columns();
        assertThat(columns.get("suggested")).containsExactly(2, 0, 1, Float.NaN);
        float[] probabilities = column(columns, "label_error_probability");
        assertThat(probabilities[1]).isGreaterThan(probabilities[0]).isGreaterThan(probabilities[2]);
        assertThat(probabilities[3]).isNaN();
        assertThat(new LabelErrors().over(examples, Map.of()).columns().get("label_error_probability"))
                .containsOnly(Float.NaN);
    }
}
