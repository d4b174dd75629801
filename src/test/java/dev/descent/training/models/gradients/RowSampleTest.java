package dev.descent.training.models.gradients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.descent.training.Golden;
import dev.descent.training.tensor.Draws;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.Randomness.Purpose;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class RowSampleTest {
    private static final double TOLERANCE = 1e-12;

    static Stream<JsonNode> golden() {
        return Golden.read("optimizers/wta_crs.json").get("cases").valueStream();
    }

    @ParameterizedTest
    @MethodSource("golden")
    void rowsFactorsAndEstimateAreThoseOfTheAuthorsCode(JsonNode golden) {
        double[][] x = matrix(golden.get("activation_rows"));
        double[][] g = matrix(golden.get("grad_output_rows"));
        double[] gradientNorms = vector(golden.get("grad_row_norms"));
        double[] norms = IntStream.range(0, x.length)
                .mapToDouble(i -> gradientNorms[i] * norm(x[i]))
                .toArray();
        double[] p = RowSample.probabilities(norms);
        assertClose(p, vector(golden.get("prob")));

        int[] certain = rows(golden.get("deterministic_indices"));
        int[] drawn = rows(golden.get("stochastic_draw"));
        Iterator<Double> uniform = Arrays.stream(drawn)
                .mapToObj(row -> uniformFor(row, p, certain))
                .iterator();
        RowSample sample = RowSample.winnersAndDraws(p, golden.get("k").asInt(), uniform::next);

        assertThat(uniform.hasNext()).isFalse();
        TreeSet<Integer> expected = new TreeSet<>();
        IntStream.concat(Arrays.stream(certain), Arrays.stream(drawn)).forEach(expected::add);
        assertThat(sample.rows())
                .containsExactly(expected.stream().mapToInt(i -> i).toArray());
        int[] sorted = rows(golden.get("stochastic_indices_sorted"));
        double[][] scaled = matrix(golden.get("stochastic_rows_scaled"));
        for (int row : certain) {
            assertThat(factor(sample, row)).isEqualTo(1);
        }
        for (int i = 0; i < sorted.length; i++) {
            for (int j = 0; j < scaled[i].length; j++) {
                assertThat(factor(sample, sorted[i]) * x[sorted[i]][j]).isCloseTo(scaled[i][j], within(TOLERANCE));
            }
        }
        double[][] estimate = estimate(sample, g, x);
        double[][] expectedEstimate = matrix(golden.get("grad_weight_estimate"));
        for (int u = 0; u < estimate.length; u++) {
            assertClose(estimate[u], expectedEstimate[u]);
        }
    }

    /** Each row stands for itself in the mean, so every weighted sum is unbiased. */
    @ParameterizedTest
    @ValueSource(ints = {3, 6, 12})
    void theMeanFactorOfEveryRowIsOne(int size) {
        double[] p = skewed();
        int tries = 20_000;
        double[] sums = new double[p.length];
        double[] squares = new double[p.length];
        for (int t = 0; t < tries; t++) {
            RowSample sample = RowSample.winnersAndDraws(p, size, draws(t)::uniform);
            assertThat(sample.rows().length).isBetween(1, size);
            for (int i = 0; i < sample.rows().length; i++) {
                sums[sample.rows()[i]] += sample.factors()[i];
                squares[sample.rows()[i]] += sample.factors()[i] * sample.factors()[i];
            }
        }
        for (int i = 0; i < p.length; i++) {
            double mean = sums[i] / tries;
            double error = Math.sqrt(Math.max(0, squares[i] / tries - mean * mean) / tries);
            assertThat(mean).as("row %d", i).isCloseTo(1, within(5 * error + 1e-9));
        }
    }

    @Test
    void theSumVariesLessThanThatOfDrawsAlone() {
        double[] p = skewed();
        int size = 6;
        double winners = 0;
        double drawsAlone = 0;
        for (int t = 0; t < 5_000; t++) {
            double[] factors = new double[p.length];
            RowSample sample = RowSample.winnersAndDraws(p, size, draws(t)::uniform);
            for (int i = 0; i < sample.rows().length; i++) {
                factors[sample.rows()[i]] = sample.factors()[i];
            }
            winners += squaredError(factors);
            drawsAlone += squaredError(columnRowSample(p, size, draws(t)));
        }
        assertThat(winners).isLessThan(0.7 * drawsAlone);
    }

    @Test
    void equalRowsAreAllDrawn() {
        double[] p = RowSample.probabilities(new double[] {1, 1, 1, 1, 1, 1, 1, 1});
        RowSample sample =
                RowSample.winnersAndDraws(p, 4, List.of(0.0, 0.0, 0.3, 0.99).iterator()::next);
        assertThat(sample.rows()).containsExactly(0, 2, 7);
        // The 1e-8 in the probabilities shows.
        assertThat(sample.factors()).containsExactly(new double[] {4, 2, 2}, within(1e-7));
    }

    @Test
    void withoutDoubtNothingIsDrawn() {
        double[] p = RowSample.probabilities(new double[] {0, 5, 0, 1e-4, 0, 3});
        RowSample sample = RowSample.winnersAndDraws(p, 3, RowSampleTest::nothing);
        assertThat(sample.rows()).containsExactly(1, 5);
        assertThat(sample.factors()).containsExactly(1, 1);
    }

    @Test
    void rowsOfZerosMakeNoFault() {
        double[] p = RowSample.probabilities(new double[5]);
        assertThat(RowSample.winnersAndDraws(p, 2, RowSampleTest::nothing).factors())
                .containsOnly(1);
    }

    private static double nothing() {
        throw new AssertionError("nothing is to be drawn");
    }

    private static double[] skewed() {
        double[] norms = IntStream.range(0, 30)
                .mapToDouble(i -> Math.exp(-0.25 * ((i * 7) % 30)))
                .toArray();
        return RowSample.probabilities(norms);
    }

    private static double[] columnRowSample(double[] p, int size, Draws draws) {
        double[] factors = new double[p.length];
        for (int d = 0; d < size; d++) {
            double left = draws.uniform() * Arrays.stream(p).sum();
            int row = 0;
            while (row < p.length - 1 && left >= p[row]) {
                left -= p[row++];
            }
            factors[row] += 1 / (size * p[row]);
        }
        return factors;
    }

    /** Of the sum of rows that are orthogonal and have the norms of {@link #skewed}. */
    private static double squaredError(double[] factors) {
        double[] p = skewed();
        return IntStream.range(0, p.length)
                .mapToDouble(i -> Math.pow((factors[i] - 1) * p[i], 2))
                .sum();
    }

    private static Draws draws(int attempt) {
        return new Randomness(4).draws(Purpose.SAMPLING, attempt, 0);
    }

    /** A number that chooses this row among those that are not certain. */
    private static double uniformFor(int row, double[] p, int[] certain) {
        double before = 0;
        double total = 0;
        for (int i = 0; i < p.length; i++) {
            int candidate = i;
            if (Arrays.stream(certain).noneMatch(c -> c == candidate)) {
                before += i < row ? p[i] : 0;
                total += p[i];
            }
        }
        return (before + p[row] / 2) / total;
    }

    private static double factor(RowSample sample, int row) {
        return sample.factors()[Arrays.binarySearch(sample.rows(), row)];
    }

    private static double[][] estimate(RowSample sample, double[][] g, double[][] x) {
        double[][] product = new double[g[0].length][x[0].length];
        for (int i = 0; i < sample.rows().length; i++) {
            int row = sample.rows()[i];
            for (int u = 0; u < product.length; u++) {
                for (int j = 0; j < product[u].length; j++) {
                    product[u][j] += sample.factors()[i] * g[row][u] * x[row][j];
                }
            }
        }
        return product;
    }

    private static double norm(double[] row) {
        return Math.sqrt(Arrays.stream(row).map(v -> v * v).sum());
    }

    private static int[] rows(JsonNode json) {
        return json.valueStream().mapToInt(JsonNode::asInt).toArray();
    }

    private static double[] vector(JsonNode json) {
        return json.valueStream().mapToDouble(JsonNode::asDouble).toArray();
    }

    private static double[][] matrix(JsonNode json) {
        return json.valueStream().map(RowSampleTest::vector).toArray(double[][]::new);
    }

    private static void assertClose(double[] actual, double[] expected) {
        assertThat(actual).hasSize(expected.length);
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(TOLERANCE * Math.max(1, Math.abs(expected[i]))));
        }
    }
}
