package dev.descent.training.diagnostics;

import static dev.descent.training.diagnostics.Columns.column;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.descent.spec.InvalidOptions;
import dev.descent.training.ExampleScore;
import dev.descent.training.Sweep;
import dev.descent.training.models.TestExamples;
import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.Signature;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Scores of sweeps that say what the test wants, against sums worked out by hand. Row r is of class r mod 2. */
class SweepScoresTest {
    private static final Examples EXAMPLES = new TestExamples(new Signature(List.of(2), List.of(), 2), 3);

    private static final Sweep FIRST = new Told(0.5, new float[] {1, 2, 3}, new float[] {0, 1, 2});
    private static final Sweep SECOND = new Told(0.25, new float[] {2, 2, 1}, new float[] {1, 1, 1});

    /** The input gradient of a row is its number plus one, times the first parameter, and then that of the second. */
    private record Told(double rate, float[] all, float[] lastLayer) implements PartialSweep {
        @Override
        public Weights weights() {
            return new Weights(all, lastLayer);
        }

        @Override
        public Norms gradientNorms() {
            return new Norms(all, lastLayer);
        }

        @Override
        public void inputGradients(List<Weights> at, InputGradients each) {
            int[][] batches = {{0, 1}, {2}};
            for (int[] rows : batches) {
                each.of(
                        rows,
                        at.stream()
                                .map(weights -> {
                                    float[] gradients = new float[2 * rows.length];
                                    for (int i = 0; i < rows.length; i++) {
                                        gradients[2 * i] = (rows[i] + 1) * weights.parameters()[0];
                                        gradients[2 * i + 1] = (rows[i] + 1) * weights.parameters()[1];
                                    }
                                    return gradients;
                                })
                                .toList());
            }
        }
    }

    private static Map<String, float[]> swept(ExampleScore score) {
        ExampleScore.Scoring scoring = score.over(EXAMPLES, Map.of());
        scoring.sweep(FIRST, false);
        ExampleScore.Scoring resumed = score.over(EXAMPLES, scoring.state());
        resumed.sweep(SECOND, true);
        return resumed.columns();
    }

    @Test
    void grandIsTheMeanNormOfItsScope() {
        assertThat(swept(new Grand(Grand.Scope.FULL, List.of(0.1, 0.2))).get("grand"))
                .containsExactly(1.5f, 2, 2);
        assertThat(swept(new Grand(Grand.Scope.LAST_LAYER, List.of(0.1, 0.2))).get("grand"))
                .containsExactly(0.5f, 1, 1.5f);
    }

    @Test
    void selfInfluenceSumsSquaredNormsTimesRates() {
        assertThat(swept(new TracIn(List.of(0.1, 0.2))).get("tracin")).containsExactly(1.5f, 3, 4.75f);
    }

    /** Parameters (1, 2) and (2, 2): the first feature deviates by 1/2 of the factor, the second by none. */
    @Test
    void varianceOfGradientsIsTheMeanDeviationOfFeatures() {
        assertThat(swept(new Vog(List.of(0.5, 1.0), false)).get("vog")).containsExactly(0.25f, 0.5f, 0.75f);
    }

    @Test
    void withinClassesItHasMeanZeroAndDeviationOne() {
        float[] scores = column(swept(new Vog(List.of(0.5, 1.0), true)), "vog");
        assertThat(scores).hasSize(3);
        // Rows 0 and 2 are of one class, row 1 is alone in the other.
        assertThat(scores[0]).isCloseTo(-1, within(1e-6f));
        assertThat(scores[1]).isZero();
        assertThat(scores[2]).isCloseTo(1, within(1e-6f));
    }

    @Test
    void pointsThatDoNotRiseAreRefusedWithTheirPlace() {
        assertThatThrownBy(() -> new TracIn(List.of(0.1, 0.5, 0.5))).isInstanceOfSatisfying(InvalidOptions.class, e -> {
            assertThat(e.violations().get(0).pointer()).isEqualTo("/points/2");
            assertThat(e).hasMessageContaining("must be greater than 0.5");
        });
    }
}
