package dev.descent.training.augmentations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.training.Augmentation;
import dev.descent.training.Chance;
import dev.descent.training.tensor.Batch;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.Signature;
import dev.descent.training.tensor.Tensor;
import dev.descent.training.tensor.TestEngine;
import dev.descent.training.tensor.Workspace;
import dev.descent.training.tensor.djl.DjlTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What every augmentation must keep. New ones are found by scanning. */
class AugmentationContractTest {
    private static final int[] ROWS = IntStream.range(0, 20).map(i -> 7 * i).toArray();

    static Stream<Arguments> augmentations() {
        return Given.all().stream()
                .flatMap(augmentation -> Given.SIGNATURES.stream()
                        .filter(signature -> Given.fits(augmentation, signature))
                        .map(signature -> Arguments.of(augmentation, signature)));
    }

    @Test
    void everyAugmentationFitsSomething() {
        assertThat(augmentations().map(arguments -> arguments.get()[0]).distinct())
                .hasSameSizeAs(Given.all())
                .hasSizeGreaterThan(7);
    }

    /** All that a batch is, as bits of floats. */
    private static List<Object> numbers(Batch batch) {
        List<Object> numbers = new ArrayList<>(List.of(
                batch.size(),
                boxed(batch.numeric().toArray()),
                boxed(batch.categories().vec().toArray()),
                boxed(batch.targets().vec().toArray())));
        batch.mix()
                .ifPresent(mix -> numbers.addAll(
                        List.of(mix.share(), boxed(mix.targets().vec().toArray()))));
        return numbers;
    }

    private static List<Integer> boxed(float[] values) {
        return IntStream.range(0, values.length)
                .mapToObj(i -> Float.floatToRawIntBits(values[i]))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("augmentations")
    void shapesTypesAndTargetsStayAndSoDoesTheBatchThatIsAugmented(Augmentation augmentation, Signature signature) {
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            Batch batch = Given.batch(workspace, signature, ROWS);
            List<Object> before = numbers(batch);
            Batch augmented = augmentation.apply(batch, Given.chance(workspace, 3));

            assertThat(numbers(batch)).isEqualTo(before);
            assertThat(numbers(augmented)).isNotEqualTo(before);
            assertThat(augmented.size()).isEqualTo(batch.size());
            assertThat(augmented.numeric().shape()).isEqualTo(batch.numeric().shape());
            assertThat(augmented.categories().shape())
                    .isEqualTo(batch.categories().shape());
            assertThat(boxed(augmented.targets().vec().toArray()))
                    .isEqualTo(boxed(batch.targets().vec().toArray()));
            assertThat(type(augmented.numeric())).isEqualTo(type(batch.numeric()));
            assertThat(type(augmented.categories())).isEqualTo(type(batch.categories()));
            assertThat(augmented.mix().isPresent()).isEqualTo(augmentation.mixesTargets());
            augmented.mix().ifPresent(mix -> assertThat(type(mix.targets())).isEqualTo(type(batch.targets())));
        }
    }

    private static Object type(Tensor tensor) {
        return DjlTensor.array(tensor).getDataType();
    }

    @ParameterizedTest
    @MethodSource("augmentations")
    void theResultIsAFunctionOfSeedStepAndPlace(Augmentation augmentation, Signature signature) {
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            Batch batch = Given.batch(workspace, signature, ROWS);
            List<Object> result = numbers(augmentation.apply(batch, Given.chance(workspace, 3)));
            assertThat(numbers(augmentation.apply(batch, Given.chance(workspace, 3))))
                    .isEqualTo(result);
            for (Chance other : List.of(
                    Given.chance(workspace, 4),
                    new Chance(new Randomness(9), workspace, 3, 2, 0),
                    new Chance(new Randomness(8), workspace, 3, 1, 0))) {
                assertThat(numbers(augmentation.apply(batch, other))).isNotEqualTo(result);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("augmentations")
    void anExampleOfAPartBecomesWhatItBecomesInTheWholeUnlessExamplesAreCoupled(
            Augmentation augmentation, Signature signature) {
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            float[] whole = augmentation
                    .apply(Given.batch(workspace, signature, ROWS), Given.chance(workspace, 3))
                    .numeric()
                    .toArray();
            int width = signature.width();
            boolean alike = true;
            for (int size : new int[] {1, 3, 7}) {
                for (int from = 0; from < ROWS.length; from += size) {
                    int to = Math.min(ROWS.length, from + size);
                    Batch part = Given.batch(workspace, signature, Arrays.copyOfRange(ROWS, from, to));
                    float[] alone = augmentation
                            .apply(part, new Chance(new Randomness(9), workspace, 3, 1, from))
                            .numeric()
                            .toArray();
                    alike &= Arrays.equals(alone, Arrays.copyOfRange(whole, from * width, to * width));
                }
            }
            assertThat(alike).isEqualTo(!augmentation.couplesExamples());
        }
    }

    @ParameterizedTest
    @MethodSource("augmentations")
    void copiesOfAnExampleAreAugmentedDifferently(Augmentation augmentation, Signature signature) {
        if (augmentation.couplesExamples()) {
            // Copies that are mixed with each other stay what they are.
            return;
        }
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            float[] copies = augmentation
                    .apply(Given.batch(workspace, signature, new int[20]), Given.chance(workspace, 3))
                    .numeric()
                    .toArray();
            int width = signature.width();
            assertThat(IntStream.range(0, 20)
                            .mapToObj(i -> boxed(Arrays.copyOfRange(copies, i * width, (i + 1) * width)))
                            .distinct()
                            .count())
                    .isGreaterThan(1);
        }
    }

    static Stream<Augmentation> withoutEffect() {
        return Stream.of(
                new Noise(0),
                new Flip(0),
                new Shift(0),
                new Crop(0, Crop.Fill.REFLECT),
                new Cutout(0),
                new FeatureDropout(0),
                new Swap(0),
                new Mixup(0));
    }

    @Test
    void everyAugmentationHasAStrengthOfNone() {
        assertThat(withoutEffect().map(Object::getClass))
                .containsExactlyInAnyOrderElementsOf(
                        Given.all().stream().map(Object::getClass).toList());
    }

    @ParameterizedTest
    @MethodSource("withoutEffect")
    void withoutStrengthABatchStaysAsItIs(Augmentation augmentation) {
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            for (Signature signature : Given.SIGNATURES) {
                Batch batch = Given.batch(workspace, signature, ROWS);
                assertThat(numbers(augmentation.apply(batch, Given.chance(workspace, 3))))
                        .isEqualTo(numbers(batch));
            }
        }
    }
}
