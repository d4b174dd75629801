package dev.descent.training.augmentations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.descent.training.Augmentation;
import dev.descent.training.Chance;
import dev.descent.training.tensor.Batch;
import dev.descent.training.tensor.Draws;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.Signature;
import dev.descent.training.tensor.TestEngine;
import dev.descent.training.tensor.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each rule against one that goes pixel by pixel, with the same draws. */
class AugmentationRulesTest {
    private static final int B = 40;
    private static final int C = 2;
    private static final int H = 6;
    private static final int W = 5;
    private static final int[] ROWS = IntStream.range(0, B).toArray();

    private final Workspace workspace = TestEngine.get().open("cpu");
    private final Chance chance = Given.chance(workspace, 11);

    @AfterEach
    void close() {
        workspace.close();
    }

    /** A pixel of an image before it is augmented. */
    private interface Image {
        float at(int channel, int row, int column);
    }

    private interface Rule {
        float pixel(Image image, Draw draw, int channel, int row, int column);
    }

    private record Draw(double uniform, int a, int b) {}

    private interface Drawing {
        Draw of(Draws draws);
    }

    private void assertPixels(Augmentation augmentation, Drawing drawing, Rule rule) {
        Batch batch = Given.batch(workspace, Given.IMAGES, ROWS);
        float[] before = batch.numeric().toArray();
        float[] expected = new float[before.length];
        for (int i = 0; i < B; i++) {
            int offset = i * C * H * W;
            Draw draw = drawing.of(chance.ofExample(i));
            Image image = (c, h, w) -> h < 0 || h >= H || w < 0 || w >= W ? 0 : before[offset + (c * H + h) * W + w];
            for (int c = 0; c < C; c++) {
                for (int h = 0; h < H; h++) {
                    for (int w = 0; w < W; w++) {
                        expected[offset + (c * H + h) * W + w] = rule.pixel(image, draw, c, h, w);
                    }
                }
            }
        }
        assertThat(augmentation.apply(batch, chance).numeric().toArray()).containsExactly(expected);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.3, 1})
    void aFlippedImageIsReadFromRightToLeft(double probability) {
        assertPixels(
                new Flip(probability),
                draws -> new Draw(draws.uniform(), 0, 0),
                (image, draw, c, h, w) -> image.at(c, h, draw.uniform() < probability ? W - 1 - w : w));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void aShiftedImageComesFromElsewhereAndIsZeroWhereThereIsNothing(int pixels) {
        assertPixels(
                new Shift(pixels),
                draws -> new Draw(0, draws.below(2 * pixels + 1) - pixels, draws.below(2 * pixels + 1) - pixels),
                (image, draw, c, h, w) -> image.at(c, h - draw.a(), w - draw.b()));
    }

    @ParameterizedTest
    @EnumSource(Crop.Fill.class)
    void aCropIsAWindowOfThePaddedImage(Crop.Fill fill) {
        int padding = 3;
        assertPixels(
                new Crop(padding, fill),
                draws -> new Draw(0, draws.below(2 * padding + 1), draws.below(2 * padding + 1)),
                (image, draw, c, h, w) -> {
                    int row = draw.a() + h - padding;
                    int column = draw.b() + w - padding;
                    return switch (fill) {
                        case ZERO -> image.at(c, row, column);
                        case EDGE ->
                            image.at(c, Math.min(H - 1, Math.max(0, row)), Math.min(W - 1, Math.max(0, column)));
                        case REFLECT -> image.at(c, mirrored(row, H), mirrored(column, W));
                    };
                });
    }

    /** Steps back from the border one by one. */
    private static int mirrored(int place, int n) {
        int at = place < 0 ? 0 : Math.min(place, n - 1);
        for (int beyond = Math.abs(place - at); beyond > 0; beyond--) {
            at += place < 0 ? 1 : -1;
        }
        return at;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void aSquareAroundAPixelIsCutOut(int size) {
        assertPixels(new Cutout(size), draws -> new Draw(0, draws.below(H), draws.below(W)), (image, draw, c, h, w) -> {
            int below = h - (draw.a() - size / 2);
            int right = w - (draw.b() - size / 2);
            return below >= 0 && below < size && right >= 0 && right < size ? 0 : image.at(c, h, w);
        });
    }

    @Test
    void droppedFeaturesAreZero() {
        Batch batch = Given.batch(workspace, Given.TABLE, ROWS);
        float[] expected = batch.numeric().toArray();
        for (int i = 0; i < B; i++) {
            Draws draws = chance.ofExample(i);
            for (int j = 0; j < 11; j++) {
                if ((draws.bits() & 0xFFFFFFFFL) * 0x1.0p-32 < 0.25) {
                    expected[i * 11 + j] = 0;
                }
            }
        }
        assertThat(new FeatureDropout(0.25).apply(batch, chance).numeric().toArray())
                .containsExactly(expected);
    }

    @Test
    void noiseIsAddedInTheUnitThatTheNetworkSees() {
        for (Signature signature : Given.SIGNATURES) {
            Batch batch = Given.batch(workspace, signature, ROWS);
            float[] before = batch.numeric().toArray();
            float[] noise = chance.normal(B, signature.width()).toArray();
            float[] after = new Noise(0.7).apply(batch, chance).numeric().toArray();
            for (int i = 0; i < before.length; i++) {
                assertThat(after[i]).isCloseTo(before[i] + 0.7f * noise[i], within(1e-6f));
            }
        }
    }

    /** √(−2 ln u) sin 2πw and √(−2 ln u) cos 2πw next to each other, u and w being the same word of two streams. */
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 60, 784})
    void normalNumbersOfAnExampleAreMadeOfItsOwnWords(int each) {
        int words = (each + 7) / 8 * 4;
        float[] noise = chance.normal(B, each).toArray();
        assertThat(noise).hasSize(B * each);
        int[] radii = new int[words * B];
        int[] angles = new int[words * B];
        int stream = 1 << 28;
        chance.randomness()
                .draws(Randomness.Purpose.AUGMENTATION, 11, stream | 1)
                .bits(radii);
        chance.randomness()
                .draws(Randomness.Purpose.AUGMENTATION, 11, stream | 2)
                .bits(angles);
        for (int i = 0; i < B; i++) {
            for (int j = 0; j < each; j++) {
                int word = i * words + j / 2;
                double radius = Math.sqrt(-2 * Math.log(((radii[word] >>> 1) + 0.5) * 0x1.0p-31));
                double angle = 2 * Math.PI * ((angles[word] >>> 8) * 0x1.0p-24);
                assertThat(noise[i * each + j])
                        .isCloseTo((float) (radius * (j % 2 == 0 ? Math.sin(angle) : Math.cos(angle))), within(5e-6f));
            }
        }
    }

    @Test
    void swappedFeaturesComeFromTheSameColumnOfOtherRows() {
        for (Signature signature : List.of(Given.TABLE, Given.MIXED)) {
            Batch batch = Given.batch(workspace, signature, ROWS);
            int numbers = signature.width();
            int codes = signature.cardinalities().size();
            float[] ofNumbers = batch.numeric().toArray();
            float[] ofCodes = batch.categories().vec().toArray();
            float[] expectedNumbers = ofNumbers.clone();
            float[] expectedCodes = ofCodes.clone();
            for (int i = 0; i < B; i++) {
                Draws draws = chance.ofExample(i);
                List<Integer> left = new ArrayList<>(
                        IntStream.range(0, numbers + codes).boxed().toList());
                for (int k = 0; k < (numbers + codes) / 2; k++) {
                    int chosen = draws.below(left.size());
                    int feature = left.get(chosen);
                    // The first of those that are left takes the place of the one that is chosen.
                    left.set(chosen, left.get(0));
                    left.remove(0);
                    int row = draws.below(B);
                    if (feature < numbers) {
                        expectedNumbers[i * numbers + feature] = ofNumbers[row * numbers + feature];
                    } else {
                        expectedCodes[i * codes + feature - numbers] = ofCodes[row * codes + feature - numbers];
                    }
                }
            }
            Batch swapped = new Swap(0.5).apply(batch, chance);
            assertThat(swapped.numeric().toArray()).containsExactly(expectedNumbers);
            assertThat(swapped.categories().vec().toArray()).containsExactly(expectedCodes);
        }
    }

    @Test
    void mixturesAreOfAnExampleAndItsPartner() {
        for (Signature signature : List.of(Given.IMAGES, Given.TABLE)) {
            Batch batch = Given.batch(workspace, signature, ROWS);
            float[] before = batch.numeric().toArray();
            float[] targets = batch.targets().vec().toArray();
            Mixup mixup = new Mixup(0.8);
            Draws draws = chance.ofBatch();
            float share = (float) mixup.share(draws);
            int[] partners = draws.permutation(B);
            Batch mixed = mixup.apply(batch, chance);
            float[] after = mixed.numeric().toArray();
            int width = signature.width();
            for (int i = 0; i < after.length; i++) {
                float partner = before[partners[i / width] * width + i % width];
                assertThat(after[i]).isCloseTo(share * before[i] + (1 - share) * partner, within(1e-6f));
            }
            Batch.Mix mix = mixed.mix().orElseThrow();
            assertThat(mix.share()).isEqualTo(share);
            float[] others = mix.targets().vec().toArray();
            for (int i = 0; i < B; i++) {
                assertThat(others[i]).isEqualTo(targets[partners[i]]);
            }
            assertThat(Arrays.stream(partners).sorted().toArray()).containsExactly(ROWS);
        }
    }
}
