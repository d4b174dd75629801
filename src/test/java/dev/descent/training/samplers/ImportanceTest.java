package dev.descent.training.samplers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.descent.training.Sampler;
import dev.descent.training.TestSet;
import dev.descent.training.tensor.Statistics;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ImportanceTest {
    private static final int EXAMPLES = 50;

    private static double steep(int row) {
        return row % 10 == 0 ? 4 + row / 10.0 : 0.1;
    }

    private static double mean(IntToDoubleFunction loss) {
        return IntStream.range(0, EXAMPLES).mapToDouble(loss).average().orElseThrow();
    }

    private static Sampler.Draw draw(Sampler sampler, int examples, int step, double progress, double... norms) {
        return Frequencies.sampling(sampler, TestSet.of(examples))
                .draw(new Sampler.Turn(
                        step,
                        0,
                        sampler.batchSize(),
                        progress,
                        rows -> IntStream.of(rows)
                                .mapToDouble(row -> norms[row % norms.length])
                                .toArray()));
    }

    @Test
    void theWeightedMeanOfABatchIsTheMeanOfAllOnAverage() {
        for (double share : new double[] {0, 0.1, 1}) {
            Estimates estimates =
                    Estimates.of(new Importance(5, 3, share, 0), TestSet.of(EXAMPLES), 5, ImportanceTest::steep);
            assertThat(Math.abs(estimates.errors(mean(ImportanceTest::steep)))).isLessThan(5);
            assertThat(Math.abs(estimates.errors(mean(ImportanceTest::steep) * 1.1)))
                    .isGreaterThan(5);
        }
    }

    /** With the whole presample known, an estimate of what the probabilities are proportional to does not vary at all. */
    @Test
    void itVariesLessThanUniformDrawsAndLeastWithoutAUniformShare() {
        TestSet set = TestSet.of(EXAMPLES);
        double uniform = Estimates.of(new WithReplacement(5), set, 5, ImportanceTest::steep)
                .variance();
        double shared = Estimates.of(new Importance(5, 10, 0.1, 0), set, 5, ImportanceTest::steep)
                .variance();
        double bare = Estimates.of(new Importance(5, 10, 0, 0), set, 5, ImportanceTest::steep)
                .variance();
        assertThat(shared).isLessThan(0.2 * uniform);
        assertThat(bare).isLessThan(1e-10);
    }

    /** By enumeration of all batches of two out of three examples: the mean estimate is the mean. */
    @Test
    void theExpectationOverAllBatchesIsExact() {
        double[] norms = {0.3, 2, 0.7};
        double[] losses = {5, -1, 0.25};
        double share = 0.2;
        Sampler sampler = new Importance(2, 2, share, 0);
        double[] p = Arrays.stream(norms)
                .map(norm -> (1 - share) * norm / 3 + share / 3)
                .toArray();
        double[] weights = new double[3];
        long[] pairs = new long[9];
        for (int step = 0; step < 20_000; step++) {
            Sampler.Draw draw = draw(sampler, 3, step, 0, norms);
            int[] rows = draw.rows();
            pairs[3 * rows[0] + rows[1]]++;
            for (int i = 0; i < 2; i++) {
                weights[rows[i]] = draw.weights().orElseThrow()[i];
            }
        }
        double expectation = 0;
        double[] law = new double[9];
        for (int pair = 0; pair < 9; pair++) {
            int a = pair / 3;
            int b = pair % 3;
            law[pair] = p[a] * p[b];
            expectation += law[pair] * (weights[a] * losses[a] + weights[b] * losses[b]) / 2;
        }
        assertThat(expectation).isCloseTo((5 - 1 + 0.25) / 3, within(1e-6));
        assertThat(Statistics.chiSquare(pairs, law)).isGreaterThan(Frequencies.REFUTED);
        double[] even = new double[9];
        Arrays.fill(even, 1.0 / 9);
        assertThat(Statistics.chiSquare(pairs, even)).isLessThan(Frequencies.REFUTED);
    }

    /** Every example is in as many presamples as any other, and so are pairs of them. */
    @Test
    void thePresampleIsUniform() {
        int examples = 7;
        long[] counts = new long[examples * examples];
        double[] law = new double[examples * examples];
        for (int i = 0; i < law.length; i++) {
            law[i] = i / examples == i % examples ? 0 : 1.0 / (examples * (examples - 1));
        }
        for (int step = 0; step < 5000; step++) {
            Frequencies.sampling(new Importance(1, 2, 0.1, 0), TestSet.of(examples))
                    .draw(new Sampler.Turn(step, 0, 1, 0, rows -> {
                        assertThat(rows).hasSize(2).doesNotHaveDuplicates();
                        counts[examples * Math.min(rows[0], rows[1]) + Math.max(rows[0], rows[1])]++;
                        return new double[] {1, 1};
                    }));
        }
        double[] ordered = IntStream.range(0, law.length)
                .mapToDouble(i -> i / examples < i % examples ? 2 * law[i] : 0)
                .toArray();
        assertThat(Statistics.chiSquare(counts, ordered)).isGreaterThan(Frequencies.REFUTED);
    }

    @Test
    void withoutNormsToGoByItDrawsUniformly() {
        for (double says : new double[] {0, Double.NaN, Double.POSITIVE_INFINITY}) {
            Sampler.Draw draw = draw(new Importance(64, 3, 0, 0), 200, 3, 0, says);
            assertThat(draw.rows()).hasSize(64);
            for (float weight : draw.weights().orElseThrow()) {
                assertThat(weight).isCloseTo(1, within(1e-6f));
            }
        }
    }

    @Test
    void noWeightExceedsTheInverseOfTheUniformShare() {
        float[] weights = draw(new Importance(64, 3, 0.25, 0), 200, 3, 0, 0, 0, 0, 1)
                .weights()
                .orElseThrow();
        for (float weight : weights) {
            assertThat(weight).isLessThan(4.0001f);
        }
    }

    @Test
    void theNetworkIsNotAskedDuringTheWarmUp() {
        Sampler sampler = new Importance(6, 3, 0.1, 0.5);
        Sampler.Sampling sampling = Frequencies.sampling(sampler, TestSet.of(EXAMPLES));
        Sampler.Draw plain = sampling.draw(TestSet.turn(4, 0, 6, 0.49));
        assertThat(plain.weights()).isEmpty();
        assertThat(plain.rows()).hasSize(6).doesNotHaveDuplicates();
        assertThat(draw(sampler, EXAMPLES, 4, 0.5, 1, 2).weights()).isPresent();
        assertThat(Statistics.chiSquare(
                        Frequencies.of(sampler, TestSet.of(EXAMPLES), 6, 2000),
                        IntStream.range(0, EXAMPLES)
                                .mapToDouble(i -> 1.0 / EXAMPLES)
                                .toArray()))
                .isGreaterThan(Frequencies.REFUTED);
    }
}
