package dev.descent.training.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.training.tensor.Randomness.Purpose;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Random vectors on the device. */
class NoiseTest {
    private static final int MANY = 1_000_001;

    private final Workspace workspace = TestEngine.get().open("cpu");

    @AfterEach
    void close() {
        workspace.close();
    }

    private float[] normal(long step, int stream, int size) {
        return workspace
                .normal(new Randomness(5).draws(Purpose.UPDATE, step, stream), size)
                .toArray();
    }

    private float[] uniform(long step, int stream, int size) {
        return workspace
                .uniform(new Randomness(5).draws(Purpose.UPDATE, step, stream), size)
                .toArray();
    }

    @Test
    void normalVectorsHaveTheMomentsOfTheNormalDistribution() {
        float[] x = normal(0, 0, MANY);
        double n = MANY;
        // Five standard errors each: the variances of x, x², x³ and x⁴ are 1, 2, 15 and 96.
        assertThat(Math.abs(moment(x, 1))).isLessThan(5 / Math.sqrt(n));
        assertThat(Math.abs(moment(x, 2) - 1)).isLessThan(5 * Math.sqrt(2 / n));
        assertThat(Math.abs(moment(x, 3))).isLessThan(5 * Math.sqrt(15 / n));
        assertThat(Math.abs(moment(x, 4) - 3)).isLessThan(5 * Math.sqrt(96 / n));
    }

    private static double moment(float[] x, int power) {
        return IntStream.range(0, x.length)
                .mapToDouble(i -> Math.pow(x[i], power))
                .average()
                .orElseThrow();
    }

    @Test
    void normalVectorsFillEveryPartOfTheDistribution() {
        float[] x = normal(1, 0, MANY);
        // Quantiles of the standard normal distribution, and the shares below them.
        double[] quantiles = {-4, -3, -2, -1, -0.5, 0, 0.5, 1, 2, 3, 4};
        double[] shares = {
            3.167124e-5,
            1.349898e-3,
            0.02275013,
            0.1586553,
            0.3085375,
            0.5,
            0.6914625,
            0.8413447,
            0.9772499,
            0.9986501,
            0.99996833
        };
        for (int i = 0; i < quantiles.length; i++) {
            double quantile = quantiles[i];
            double below =
                    IntStream.range(0, x.length).filter(k -> x[k] < quantile).count() / (double) MANY;
            assertThat(Math.abs(below - shares[i]))
                    .as("share below %s", quantile)
                    .isLessThan(5 * Math.sqrt(shares[i] * (1 - shares[i]) / MANY));
        }
    }

    /** Beyond 5.3 lies about one number in nine million; sixteen million numbers of 24 bits would not reach 5.8. */
    @Test
    void theTailsGoOn() {
        double most = 0;
        for (int step = 0; step < 16; step++) {
            for (float value : normal(step, 7, MANY)) {
                assertThat(Float.isFinite(value)).isTrue();
                most = Math.max(most, Math.abs(value));
            }
        }
        assertThat(most).isBetween(4.9, 6.7);
    }

    @Test
    void uniformVectorsAreUniform() {
        float[] x = uniform(0, 0, MANY);
        int[] counts = new int[100];
        for (float value : x) {
            assertThat(value >= 0 && value < 1).isTrue();
            counts[(int) (value * 100)]++;
        }
        double expected = MANY / 100.0;
        double chiSquare = Arrays.stream(counts)
                .mapToDouble(c -> (c - expected) * (c - expected) / expected)
                .sum();
        // The 99.99 % quantile for 99 degrees of freedom.
        assertThat(chiSquare).isLessThan(161.3);
    }

    @Test
    void otherStepsStreamsAndHalvesAreUncorrelated() {
        float[] x = normal(0, 0, MANY);
        int half = (MANY + 1) / 2;
        for (float[] other : List.of(
                normal(1, 0, MANY),
                normal(0, 1, MANY),
                Arrays.copyOfRange(x, half, MANY),
                Arrays.copyOfRange(x, 1, MANY),
                uniform(0, 2, MANY))) {
            assertThat(Math.abs(covariance(x, other, 1))).isLessThan(5 / Math.sqrt(other.length));
            assertThat(Math.abs(covariance(x, other, 2))).isLessThan(10 / Math.sqrt(other.length));
        }
    }

    /** Of the powers of the elements at the same places; its standard error is at most 1/√n, and 2/√n for squares. */
    private static double covariance(float[] x, float[] y, int power) {
        double meanOfX = moment(x, power);
        double meanOfY = moment(y, power);
        return IntStream.range(0, y.length)
                .mapToDouble(i -> (Math.pow(x[i], power) - meanOfX) * (Math.pow(y[i], power) - meanOfY))
                .average()
                .orElseThrow();
    }

    @Property(tries = 30)
    void theSameDrawsGiveTheSameVectorInEveryWorkspace(
            @ForAll long step, @ForAll @IntRange(min = 1, max = 200_000) int size) {
        float[] normal = normal(step, 0, size);
        float[] uniform = uniform(step, 0, size);
        assertThat(normal).hasSize(size);
        assertThat(uniform).hasSize(size);
        try (Workspace other = TestEngine.get().open("cpu")) {
            Draws draws = new Randomness(5).draws(Purpose.UPDATE, step, 0);
            other.normal(new Randomness(6).draws(Purpose.UPDATE, step, 0), size);
            other.keepOnly(List.of());
            assertThat(Arrays.equals(other.normal(draws, size).toArray(), normal))
                    .isTrue();
            draws = new Randomness(5).draws(Purpose.UPDATE, step, 0);
            assertThat(Arrays.equals(other.uniform(draws, size).toArray(), uniform))
                    .isTrue();
        }
    }
}
