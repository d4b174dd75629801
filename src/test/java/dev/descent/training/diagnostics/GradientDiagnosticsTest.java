package dev.descent.training.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.descent.training.tensor.ArrayVec;
import dev.descent.training.tensor.Draws;
import dev.descent.training.tensor.GradientStatistics;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.Segments;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How gradients agree, of gradients that are written down. */
class GradientDiagnosticsTest {
    private static GradientStatistics of(double[]... gradients) {
        int p = gradients[0].length;
        double[] mean = new double[p];
        double[] squares = new double[p];
        for (double[] gradient : gradients) {
            for (int j = 0; j < p; j++) {
                mean[j] += gradient[j] / gradients.length;
                squares[j] += gradient[j] * gradient[j];
            }
        }
        double[] products = new double[gradients.length];
        double[] norms = new double[gradients.length];
        for (int i = 0; i < gradients.length; i++) {
            for (int j = 0; j < p; j++) {
                products[i] += gradients[i][j] * mean[j];
                norms[i] += gradients[i][j] * gradients[i][j];
            }
        }
        return new GradientStatistics(
                new ArrayVec(mean),
                new ArrayVec(squares),
                new ArrayVec(products),
                new ArrayVec(norms),
                new Segments(List.of(new Segments.Run(1, p))));
    }

    private static double value(Map<String, Double> metrics, String name) {
        Double value = metrics.get(name);
        assertThat(value).as(name).isNotNull();
        return value == null ? Double.NaN : value;
    }

    @Test
    void coherenceIsOneForOrthogonalTheBatchForEqualAndNoneForOppositeGradients() {
        MCoherence coherence = new MCoherence();
        Map<String, Double> orthogonal = coherence.metrics(of(new double[][] {{2, 0, 0}, {0, 2, 0}, {0, 0, 2}}));
        assertThat(value(orthogonal, "m_coherence")).isCloseTo(1, within(1e-12));
        assertThat(value(orthogonal, "gradient_coherence")).isCloseTo(0, within(1e-12));
        Map<String, Double> equal = coherence.metrics(of(new double[][] {{1, 2}, {1, 2}, {1, 2}}));
        assertThat(value(equal, "m_coherence")).isCloseTo(3, within(1e-12));
        assertThat(value(equal, "gradient_coherence")).isCloseTo(1, within(1e-12));
        Map<String, Double> opposite = coherence.metrics(of(new double[][] {{1, 2}, {-1, -2}}));
        assertThat(value(opposite, "m_coherence")).isCloseTo(0, within(1e-12));
        assertThat(value(opposite, "gradient_coherence")).isCloseTo(-1, within(1e-12));
    }

    /** ⟨g₁, g₂⟩ = 3 and the mean square is (1 + 10)/2: 3/5.5, and 2 ‖ḡ‖²/5.5 with ‖ḡ‖² = 17/4. */
    @Test
    void coherenceIsTheMeanInnerProductOverTheMeanSquare() {
        Map<String, Double> metrics = new MCoherence().metrics(of(new double[][] {{1, 0}, {3, 1}}));
        assertThat(value(metrics, "gradient_coherence")).isCloseTo(3 / 5.5, within(1e-12));
        assertThat(value(metrics, "m_coherence")).isCloseTo(2 * 17 / 4.0 / 5.5, within(1e-12));
    }

    @Test
    void whereThereIsNothingToCompareNothingIsTold() {
        assertThat(new MCoherence().metrics(of(new double[][] {{0, 0}, {0, 0}})))
                .isEmpty();
        assertThat(new MCoherence().metrics(of(new double[][] {{3, 4}}))).containsOnlyKeys("m_coherence");
        assertThat(new GradientSnr().metrics(of(new double[][] {{1, 2}, {2, 1}, {3, 3}})))
                .isEmpty();
        assertThat(new GradientSnr().metrics(of(new double[][] {{1}, {1}, {1}, {1}})))
                .isEmpty();
    }

    /** Coordinate 0 is 1, 2, 3, 4, 5: mean 3, variance 2.5. Coordinate 1 never varies and does not count. */
    @Test
    void theRatioIsTheSquaredMeanOverTheVarianceLessItsBias() {
        double ratio = value(
                new GradientSnr().metrics(of(new double[][] {{1, 7}, {2, 7}, {3, 7}, {4, 7}, {5, 7}})), "gradient_snr");
        assertThat(ratio).isCloseTo(2.0 / 4 * 9 / 2.5 - 1.0 / 5, within(1e-12));
    }

    /** Of normal gradients with means μ and deviation one the ratio is the mean of μ², also from small batches. */
    @Test
    void theEstimateIsUnbiasedForNormalGradients() {
        int p = 4000;
        double[] estimates = new double[20];
        for (int trial = 0; trial < estimates.length; trial++) {
            double[][] gradients = new double[8][p];
            for (int i = 0; i < gradients.length; i++) {
                Draws draws = new Randomness(trial).draws(Randomness.Purpose.DATA, i, 0);
                for (int j = 0; j < p; j++) {
                    gradients[i][j] = (j % 2) * 0.5 + draws.gaussian();
                }
            }
            estimates[trial] = value(new GradientSnr().metrics(of(gradients)), "gradient_snr");
        }
        // Half of the coordinates have 1/4, the others 0. The plain ratio would be 0.36.
        assertThat(Arrays.stream(estimates).average().orElseThrow()).isCloseTo(0.125, within(0.01));
    }
}
