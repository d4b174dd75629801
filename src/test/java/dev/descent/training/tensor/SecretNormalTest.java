package dev.descent.training.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.descent.training.tensor.SecretRandomness.Purpose;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** Normal numbers on the processor. */
class SecretNormalTest {
    private static final int MANY = 200_000;
    private static final SecretRandomness RANDOMNESS =
            new SecretRandomness("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8), 0);

    private static double[] numbers(int stream, int count) {
        SecretNormal normal = new SecretNormal(RANDOMNESS.draws(Purpose.NOISE, 0, stream));
        return DoubleStream.generate(normal::next).limit(count).toArray();
    }

    @Test
    void eachNumberIsHalfTheSumOfFourDrawsOfBoxAndMuller() {
        int[] words = new int[16 * 300];
        RANDOMNESS.draws(Purpose.NOISE, 0, 5).bits(words);
        double[] numbers = numbers(5, 300);

        for (int i = 0; i < numbers.length; i++) {
            double sum = 0;
            for (int k = 0; k < 4; k++) {
                double u = (top53(words, 16 * i + 4 * k) + 1) / Math.pow(2, 53);
                double w = top53(words, 16 * i + 4 * k + 2) / Math.pow(2, 53);
                sum += Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * w);
            }
            assertThat(numbers[i]).isCloseTo(sum / 2, within(1e-14));
        }
    }

    /** The first 53 of 64 bits. */
    private static double top53(int[] words, int at) {
        BigInteger high = BigInteger.valueOf(Integer.toUnsignedLong(words[at])).shiftLeft(32);
        return high.add(BigInteger.valueOf(Integer.toUnsignedLong(words[at + 1])))
                .shiftRight(11)
                .doubleValue();
    }

    @Test
    void theNumbersAreStandardNormal() {
        double[] numbers = numbers(0, MANY);

        assertThat(Statistics.kolmogorovSmirnov(numbers, Statistics::normal)).isLessThan(2);
        double variance = Arrays.stream(numbers).map(x -> x * x).average().orElseThrow();
        assertThat(Math.abs(variance - 1)).isLessThan(5 * Math.sqrt(2.0 / MANY));
    }

    @Test
    void numbersThatFollowEachOtherAndThoseOfOtherStreamsAreUncorrelated() {
        double[] numbers = numbers(0, MANY);

        assertThat(Math.abs(Statistics.correlation(numbers, numbers(1, MANY)))).isLessThan(5);
        for (int lag : new int[] {1, 2, 4, 128, MANY / 2}) {
            double[] early = Arrays.copyOf(numbers, MANY - lag);
            double[] late = Arrays.copyOfRange(numbers, lag, MANY);
            assertThat(Math.abs(Statistics.correlation(early, late)))
                    .as("lag %d", lag)
                    .isLessThan(5);
        }
    }
}
