package dev.descent.training.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.descent.training.tensor.SecretRandomness.Purpose;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Normal numbers in plain Java, against the formulas in double precision. */
class SecureNormalTest {
    private static final int SUMMANDS = 4;

    private final SecretRandomness randomness = new SecretRandomness(new byte[SecretRandomness.KEY_BYTES], 0);

    private SecretDraws draws() {
        return randomness.draws(Purpose.NOISE, 3, 0);
    }

    private static float[] normal(Bits bits, int size) {
        float[] values = new float[size];
        new SecureNormal(bits).next(values, 0, size);
        return values;
    }

    /** One chunk by library functions, from the same words; u is cut to the 24 digits of a float. */
    private static double[] slowly(Bits bits, int size) {
        int pairs = (size + 1) / 2;
        double[] values = new double[2 * pairs];
        int[] words = new int[2 * pairs];
        for (int k = 0; k < SUMMANDS; k++) {
            bits.bits(words);
            for (int i = 0; i < pairs; i++) {
                double u = ((words[i] >>> 1) + 0.5) / Math.pow(2, 31);
                double lastDigit = Math.scalb(1.0, Math.getExponent(u) - 23);
                u = lastDigit * Math.floor(u / lastDigit);
                double angle = Math.PI * (words[pairs + i] >> 8) / Math.pow(2, 23);
                double radius = Math.sqrt(-2 * Math.log(u));
                values[i] += radius * Math.cos(angle) / 2;
                values[pairs + i] += radius * Math.sin(angle) / 2;
            }
        }
        return Arrays.copyOf(values, size);
    }

    private static void assertClose(float[] actual, double[] expected) {
        assertThat(actual).hasSize(expected.length);
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) actual[i]).as("element %d", i).isCloseTo(expected[i], within(3e-6));
        }
    }

    @Test
    void elementsAreHalfTheSumOfFourDraws() {
        for (int size : new int[] {1, 2, 7, 1000, SecureNormal.CHUNK}) {
            assertClose(normal(draws(), size), slowly(draws(), size));
        }
    }

    @Test
    void everyRadiusAndEveryAngleIsFiniteAndRight() {
        int[] radii = new int[65];
        for (int bit = 0; bit < 32; bit++) {
            radii[2 * bit] = 1 << bit;
            radii[2 * bit + 1] = -1 >>> bit;
        }
        for (int angle : new int[] {0, 1 << 8, -1, 1 << 30, 3 << 29, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            Bits bits = into -> {
                for (int i = 0; i < into.length; i++) {
                    into[i] = i < into.length / 2 ? radii[i % radii.length] : angle;
                }
            };
            assertClose(normal(bits, 2 * radii.length), slowly(bits, 2 * radii.length));
        }
    }

    @Test
    void tailsGoOnToTwiceThoseOfADraw() {
        // The least u and the angle 0, four times.
        assertThat(normal(words -> Arrays.fill(words, 0), 2)[0]).isCloseTo(13.32f, within(0.01f));
    }

    @Test
    void callsForWholeChunksGiveTheSameAsOneCallAndTheEngineTheSameAsBoth() {
        int size = 40 * SecureNormal.CHUNK + 77;
        float[] whole = normal(draws(), size);
        float[] parts = new float[size];
        SecureNormal normal = new SecureNormal(draws());
        normal.next(parts, 0, 3 * SecureNormal.CHUNK);
        normal.next(parts, 3 * SecureNormal.CHUNK, size);

        assertThat(parts).containsExactly(whole);
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            assertThat(workspace.secureNormal(draws(), size).toArray()).containsExactly(whole);
        }
    }
}
