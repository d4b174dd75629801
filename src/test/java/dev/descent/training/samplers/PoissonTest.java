package dev.descent.training.samplers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.training.Sampler;
import dev.descent.training.TestSet;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.SecretRandomness;
import dev.descent.training.tensor.Statistics;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PoissonTest {
    private static final byte[] KEY = new byte[SecretRandomness.KEY_BYTES];
    private static final int EXAMPLES = 5000;
    private static final int STEPS = 400;
    private static final double RATE = 0.03;

    private static Sampler.Sampling secret(double rate, int examples) {
        return new Poisson(64, rate)
                .over(TestSet.of(examples), new Randomness(0), Optional.of(new SecretRandomness(KEY, 0)));
    }

    @Test
    void everyExampleIsDrawnWithTheRateWhateverItsPlace() {
        Sampler.Sampling sampling = secret(RATE, EXAMPLES);
        double[] counts = new double[EXAMPLES];
        for (int step = 0; step < STEPS; step++) {
            for (int row : TestSet.rows(sampling, step, 0, 64)) {
                counts[row]++;
            }
        }
        double draws = (double) EXAMPLES * STEPS;
        double mean = Arrays.stream(counts).sum() / draws;
        assertThat(Math.abs(mean - RATE)).isLessThan(5 * Math.sqrt(RATE * (1 - RATE) / draws));
        // The counts of the examples are binomial: their variance is that of independent draws.
        double variance = Arrays.stream(counts)
                        .map(count -> (count - RATE * STEPS) * (count - RATE * STEPS))
                        .sum()
                / EXAMPLES;
        double expected = STEPS * RATE * (1 - RATE);
        assertThat(Math.abs(variance / expected - 1)).isLessThan(5 * Math.sqrt(2.0 / EXAMPLES));
        double[] places = IntStream.range(0, EXAMPLES).mapToDouble(i -> i).toArray();
        assertThat(Math.abs(Statistics.correlation(places, counts))).isLessThan(5);
    }

    @Test
    void batchSizesAreBinomialAndIndependentFromStepToStep() {
        Sampler.Sampling sampling = secret(RATE, EXAMPLES);
        double[] sizes = IntStream.range(0, 2000)
                .mapToDouble(step -> TestSet.rows(sampling, step, 0, 64).length)
                .toArray();
        double mean = Arrays.stream(sizes).average().orElseThrow();
        double variance = Arrays.stream(sizes)
                .map(size -> (size - mean) * (size - mean))
                .average()
                .orElseThrow();
        double expected = EXAMPLES * RATE * (1 - RATE);
        assertThat(Math.abs(mean - EXAMPLES * RATE)).isLessThan(5 * Math.sqrt(expected / sizes.length));
        assertThat(Math.abs(variance / expected - 1)).isLessThan(5 * Math.sqrt(2.0 / sizes.length));
        double[] early = Arrays.copyOf(sizes, sizes.length - 1);
        double[] late = Arrays.copyOfRange(sizes, 1, sizes.length);
        assertThat(Math.abs(Statistics.correlation(early, late))).isLessThan(5);
    }

    @Test
    void emptyBatchesOccurAsOftenAsTheyShouldIfNobodyMayKnowTheSize() {
        Sampler.Sampling sampling = secret(0.01, 100);
        int steps = 4000;
        long empty = IntStream.range(0, steps)
                .filter(step -> TestSet.rows(sampling, step, 0, 1).length == 0)
                .count();
        double expected = Math.pow(0.99, 100);
        assertThat(Math.abs((double) empty / steps - expected))
                .isLessThan(5 * Math.sqrt(expected * (1 - expected) / steps));
    }

    @Test
    void aRateOfOneTakesAllInOrder() {
        assertThat(TestSet.rows(secret(1, 10_000), 3, 0, 64))
                .isEqualTo(IntStream.range(0, 10_000).toArray());
    }

    @Test
    void aStepAlwaysHasTheSameRowsAndAnotherAttemptHasOthers() {
        int[] rows = TestSet.rows(secret(RATE, EXAMPLES), 7, 0, 64);

        assertThat(TestSet.rows(secret(RATE, EXAMPLES), 7, 999, 1)).isEqualTo(rows);
        Sampler.Sampling again = new Poisson(64, RATE)
                .over(TestSet.of(EXAMPLES), new Randomness(0), Optional.of(new SecretRandomness(KEY, 1)));
        assertThat(TestSet.rows(again, 7, 0, 64)).isNotEqualTo(rows);
        assertThat(rows).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void withoutPrivacyTheRateIsThatOfTheBatchSizeAndNoBatchIsEmpty() {
        Sampler.Sampling sampling = new Poisson(1, null).over(TestSet.of(50), new Randomness(3), Optional.empty());

        assertThat(new Poisson(1, null).stepsPerEpoch(50, 1)).isEqualTo(50);
        assertThat(IntStream.range(0, 500)
                        .map(step -> TestSet.rows(sampling, step, 0, 1).length)
                        .min())
                .hasValue(1);
    }
}
