package dev.descent.training.samplers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.descent.spec.InvalidOptions;
import dev.descent.training.Sampler;
import dev.descent.training.TestSet;
import dev.descent.training.tensor.Statistics;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WeightedTest {
    private static final double[] NUMBERS = {4, 1, 0, 2.5, 0.5, 8, 0, 2};
    private static final TestSet SET = TestSet.of(NUMBERS.length)
            .withNumbers("count", NUMBERS)
            .withNumbers("positive", Arrays.stream(NUMBERS).map(x -> x + 0.25).toArray());

    @Test
    void examplesComeInProportionToTheirNumbers() {
        long[] counts = Frequencies.of(new Weighted(8, "count", false), SET, 8, 4000);
        double[] law = Arrays.stream(NUMBERS).map(x -> x / 18).toArray();
        assertThat(Statistics.chiSquare(counts, law)).isGreaterThan(Frequencies.REFUTED);
        double[] other = Arrays.stream(NUMBERS).map(x -> (x + 0.25) / 20).toArray();
        assertThat(Statistics.chiSquare(counts, other)).isLessThan(Frequencies.REFUTED);
    }

    /** Over all rows i: Σᵢ pᵢ wᵢ lᵢ is the mean of l, because every wᵢ is 1/(N pᵢ). */
    @Test
    void unbiasedWeightsAreTheInverseProbabilities() {
        Sampler.Sampling sampling = Frequencies.sampling(new Weighted(8, "positive", true), SET);
        double[] seen = new double[NUMBERS.length];
        for (int step = 0; step < 200; step++) {
            Sampler.Draw draw = sampling.draw(TestSet.turn(step, 0, 8));
            for (int i = 0; i < 8; i++) {
                seen[draw.rows()[i]] = draw.weights().orElseThrow()[i];
            }
        }
        double mean = 0;
        for (int row = 0; row < seen.length; row++) {
            double p = (NUMBERS[row] + 0.25) / 20;
            assertThat(seen[row]).isCloseTo(1 / (NUMBERS.length * p), within(1e-5));
            mean += p * seen[row] * loss(row) / 28;
        }
        assertThat(mean).isCloseTo(0.125, within(1e-6));
    }

    /** Of losses that add up to 28. */
    private static double loss(int row) {
        return row;
    }

    @Test
    void theWeightedMeanOfABatchIsTheMeanOfAllOnAverage() {
        double mean = IntStream.range(0, NUMBERS.length)
                .mapToDouble(WeightedTest::loss)
                .average()
                .orElseThrow();
        assertThat(Math.abs(Estimates.of(new Weighted(4, "positive", true), SET, 4, WeightedTest::loss)
                        .errors(mean)))
                .isLessThan(5);
        assertThat(Math.abs(Estimates.of(new Weighted(4, "positive", false), SET, 4, WeightedTest::loss)
                        .errors(mean)))
                .isGreaterThan(5);
    }

    @Test
    void whatCanNeverBeDrawnIsRefusedIfTheMeanIsToStandForAll() {
        assertThatThrownBy(() -> Frequencies.sampling(new Weighted(4, "count", true), SET))
                .isInstanceOfSatisfying(
                        InvalidOptions.class,
                        e -> assertThat(e.violations()).singleElement().satisfies(violation -> {
                            assertThat(violation.pointer()).isEqualTo("/column");
                            assertThat(violation.message()).contains("count", "training row 2");
                        }));
    }
}
