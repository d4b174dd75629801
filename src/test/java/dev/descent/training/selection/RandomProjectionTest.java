package dev.descent.training.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.descent.training.tensor.TestEngine;
import dev.descent.training.tensor.Workspace;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class RandomProjectionTest {
    /** More than one stretch, and a part of one. */
    private static final int SIZE = 2100;

    private static final int DIMENSIONS = 60;
    private static final Workspace WORKSPACE = TestEngine.get().open("cpu");
    private static final RandomProjection PROJECTION = new RandomProjection(SIZE, DIMENSIONS, WORKSPACE::vec);

    @AfterAll
    static void close() {
        WORKSPACE.close();
    }

    private static float[] unit(int i) {
        float[] unit = new float[SIZE];
        unit[i] = 1;
        return unit;
    }

    private static float[] random(long seed, int count) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return values;
    }

    private static float[] projected(float[] vectors) {
        return PROJECTION.of(WORKSPACE.vec(vectors), vectors.length / SIZE).toArray();
    }

    @Test
    void everyElementOfTheMatrixIsPlusOrMinusOneOverTheRootOfTheDimensions() {
        int[] rows = {0, 1, 1023, 1024, 2047, 2048, SIZE - 1};
        float[] unit = new float[rows.length * SIZE];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(unit(rows[i]), 0, unit, i * SIZE, SIZE);
        }
        float value = (float) (1 / Math.sqrt(DIMENSIONS));
        float[] found = projected(unit);
        assertThat(found).hasSize(rows.length * DIMENSIONS).containsOnly(value, -value);
        long positive =
                IntStream.range(0, found.length).filter(i -> found[i] > 0).count();
        // Four standard deviations of so many coins.
        assertThat(positive).isCloseTo(found.length / 2, within((long) (2 * Math.sqrt(found.length))));
        for (int i = 1; i < rows.length; i++) {
            int row = i;
            assertThat(IntStream.range(0, DIMENSIONS)
                            .filter(k -> found[k] == found[row * DIMENSIONS + k])
                            .count())
                    .as("rows 0 and %d", rows[i])
                    .isBetween(5L, DIMENSIONS - 5L);
        }
    }

    @Test
    void severalVectorsAreProjectedAsEachAloneAndTheMapIsLinear() {
        float[] x = random(1, SIZE);
        float[] y = random(2, SIZE);
        float[] all = new float[3 * SIZE];
        System.arraycopy(x, 0, all, 0, SIZE);
        System.arraycopy(y, 0, all, SIZE, SIZE);
        for (int i = 0; i < SIZE; i++) {
            all[2 * SIZE + i] = 2 * x[i] - y[i];
        }
        float[] found = projected(all);
        float[] ofX = projected(x);
        float[] ofY = projected(y);
        for (int k = 0; k < DIMENSIONS; k++) {
            assertThat(found[k]).isCloseTo(ofX[k], within(1e-5f));
            assertThat(found[DIMENSIONS + k]).isCloseTo(ofY[k], within(1e-5f));
            assertThat(found[2 * DIMENSIONS + k]).isCloseTo(2 * ofX[k] - ofY[k], within(1e-4f));
        }
    }

    /** Of 40 pairs of unit vectors, each product deviates by about 1/√d, their mean by less. */
    @Test
    void innerProductsAreKeptOnAverage() {
        int pairs = 40;
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < pairs; i++) {
            float[] x = random(100 + i, SIZE);
            float[] y = random(200 + i, SIZE);
            for (int j = 0; j < SIZE; j++) {
                y[j] += x[j];
            }
            double scale = Math.sqrt(dot(x, x) * dot(y, y));
            double error = (dot(projected(x), projected(y)) - dot(x, y)) / scale;
            sum += error;
            squares += error * error;
        }
        double deviation = Math.sqrt(squares / pairs);
        assertThat(deviation).isBetween(0.5 / Math.sqrt(DIMENSIONS), 2 / Math.sqrt(DIMENSIONS));
        assertThat(Math.abs(sum / pairs)).isLessThan(4 * deviation / Math.sqrt(pairs));
    }

    private static double dot(float[] x, float[] y) {
        return IntStream.range(0, x.length)
                .mapToDouble(i -> (double) x[i] * y[i])
                .sum();
    }

    @Test
    void aMatrixThatIsTooLargeIsRefused() {
        assertThatThrownBy(() -> new RandomProjection(1 << 20, 1 << 8, WORKSPACE::vec))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
