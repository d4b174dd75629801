package dev.descent.training.augmentations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.training.Augmentation;
import dev.descent.training.Chance;
import dev.descent.training.tensor.Batch;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.Statistics;
import dev.descent.training.tensor.TestEngine;
import dev.descent.training.tensor.Vec;
import dev.descent.training.tensor.Workspace;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.numbers.gamma.RegularizedBeta;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Draws are distributed as they should be. Bounds are five standard deviations, or are passed once in a thousand times. */
class AugmentationLawsTest {
    private static final int B = 4000;

    private final Workspace workspace = TestEngine.get().open("cpu");

    @AfterEach
    void close() {
        workspace.close();
    }

    /** Images of one channel whose pixels are 1, 2, 3, ... */
    private float[] onNumbered(Augmentation augmentation, int side) {
        float[] pixels = new float[B * side * side];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = 1 + i % (side * side);
        }
        Vec vec = workspace.vec(pixels);
        Batch batch = new Batch(
                vec.reshape(B, 1, side, side),
                vec.slice(0, B).reshape(B),
                vec.slice(0, B).reshape(B),
                B);
        return augmentation.apply(batch, Given.chance(workspace, 0)).numeric().toArray();
    }

    private static void assertUniform(long[] counts) {
        double expected = Arrays.stream(counts).sum() / (double) counts.length;
        double chiSquared = Arrays.stream(counts)
                .mapToDouble(count -> (count - expected) * (count - expected) / expected)
                .sum();
        int freedom = counts.length - 1;
        assertThat(Math.abs(chiSquared - freedom)).isLessThan(5 * Math.sqrt(2.0 * freedom));
    }

    private static void assertShare(long count, long of, double probability) {
        assertThat(Math.abs((double) count / of - probability))
                .isLessThan(5 * Math.sqrt(probability * (1 - probability) / of));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.5, 0.9})
    void imagesAreFlippedAsOftenAsTheyShouldBe(double probability) {
        float[] flipped = onNumbered(new Flip(probability), 3);
        long count = IntStream.range(0, B).filter(i -> flipped[9 * i] == 3).count();
        assertShare(count, B, probability);
    }

    @Test
    void allShiftsAreAsLikely() {
        float[] shifted = onNumbered(new Shift(2), 5);
        long[] counts = new long[25];
        for (int i = 0; i < B; i++) {
            // What is now in the middle was at the place of its number.
            counts[(int) shifted[25 * i + 12] - 1]++;
        }
        assertUniform(counts);
    }

    @Test
    void allWindowsOfACropAreAsLikely() {
        float[] cropped = onNumbered(new Crop(2, Crop.Fill.EDGE), 5);
        long[] counts = new long[25];
        for (int i = 0; i < B; i++) {
            counts[(int) cropped[25 * i + 12] - 1]++;
        }
        assertUniform(counts);
    }

    @Test
    void everyPixelIsTheCentreOfACutoutAsOften() {
        float[] cut = onNumbered(new Cutout(1), 5);
        long[] counts = new long[25];
        for (int i = 0; i < cut.length; i++) {
            counts[i % 25] += cut[i] == 0 ? 1 : 0;
        }
        assertThat(Arrays.stream(counts).sum()).isEqualTo(B);
        assertUniform(counts);
    }

    @Test
    void featuresAreDroppedAsOftenAsTheyShouldBe() {
        float[] dropped = onNumbered(new FeatureDropout(0.3), 5);
        long count =
                IntStream.range(0, dropped.length).filter(i -> dropped[i] == 0).count();
        assertShare(count, dropped.length, 0.3);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 8})
    void noiseIsNormalAndThatOfDifferentFeaturesIsIndependent(int each) {
        float[] noise = Given.chance(workspace, 5).normal(B, each).toArray();
        double[] values =
                IntStream.range(0, noise.length).mapToDouble(i -> noise[i]).toArray();
        assertThat(Statistics.kolmogorovSmirnov(values, Statistics::normal)).isLessThan(2);
        double[] first = column(noise, each, 0);
        for (int j = 1; j < each; j++) {
            assertThat(Math.abs(Statistics.correlation(first, column(noise, each, j))))
                    .isLessThan(5);
        }
    }

    private static double[] column(float[] matrix, int width, int column) {
        return IntStream.range(0, matrix.length / width)
                .mapToDouble(i -> matrix[i * width + column])
                .toArray();
    }

    @Test
    void asManyFeaturesAreSwappedAsTheShareSaysEachAsOftenAndFromAnyRow() {
        int width = 10;
        float[] rows = new float[B * width];
        for (int i = 0; i < rows.length; i++) {
            int row = i / width;
            rows[i] = row;
        }
        Vec vec = workspace.vec(rows);
        Batch batch = new Batch(
                vec.reshape(B, width),
                vec.slice(0, B).reshape(B),
                vec.slice(0, B).reshape(B),
                B);
        float[] swapped = new Swap(0.35)
                .apply(batch, Given.chance(workspace, 0))
                .numeric()
                .toArray();
        long[] ofColumns = new long[width];
        long[] ofSources = new long[20];
        for (int i = 0; i < rows.length; i++) {
            if (swapped[i] != rows[i]) {
                ofColumns[i % width]++;
                ofSources[((int) swapped[i]) * 20 / B]++;
            }
        }
        // A row is its own source once in B times.
        assertThat((double) Arrays.stream(ofColumns).sum()).isBetween(3.0 * B - 30, 3.0 * B);
        assertUniform(ofSources);
        long least = Arrays.stream(ofColumns).min().orElseThrow();
        long greatest = Arrays.stream(ofColumns).max().orElseThrow();
        assertThat(greatest - least).isLessThan((long) (10 * Math.sqrt(B * 0.3 * 0.7)));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.05, 0.2, 1, 3, 200})
    void sharesOfMixturesAreDistributedAsBeta(double alpha) {
        Mixup mixup = new Mixup(alpha);
        double[] shares = IntStream.range(0, 5000)
                .mapToDouble(step -> mixup.share(new Chance(new Randomness(4), workspace, step, 0, 0).ofBatch()))
                .toArray();
        // Above one half numbers are too far apart: a share of 1 stands for all from 1 - 2⁻⁵³ on.
        double[] below = Arrays.stream(shares).filter(share -> share < 0.5).toArray();
        assertThat(Statistics.kolmogorovSmirnov(below, x -> 2 * RegularizedBeta.value(x, alpha, alpha)))
                .isLessThan(2);
        assertShare(below.length, shares.length, 0.5);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.MIN_VALUE, 1e-300, 1e-3, 1000})
    void sharesAreNumbersOnTheUnitIntervalWhateverAlphaIs(double alpha) {
        double[] shares = IntStream.range(0, 200)
                .mapToDouble(
                        step -> new Mixup(alpha).share(new Chance(new Randomness(4), workspace, step, 0, 0).ofBatch()))
                .toArray();
        assertThat(Arrays.stream(shares)).allMatch(share -> share >= 0 && share <= 1);
        assertThat(Arrays.stream(shares).average().orElseThrow()).isBetween(0.3, 0.7);
    }
}
