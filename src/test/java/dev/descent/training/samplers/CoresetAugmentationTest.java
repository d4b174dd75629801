package dev.descent.training.samplers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Violation;
import dev.descent.training.Batching;
import dev.descent.training.Sampler;
import dev.descent.training.TestSet;
import dev.descent.training.augmentations.Flip;
import dev.descent.training.augmentations.Mixup;
import dev.descent.training.diagnostics.PartialSweep;
import dev.descent.training.models.TestExamples;
import dev.descent.training.samplers.CoresetAugmentation.Choice;
import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.Signature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Ten examples, of classes 0 and 1 in turn, with three copies an epoch. */
class CoresetAugmentationTest {
    private static final int EXAMPLES = 10;
    private static final int COPIES = 3;

    /** Of class 0 rows 0, 2, 4 lie together and 6, 8 together; of class 1 row 3 lies in the middle of all. */
    private record Looked() implements PartialSweep {
        private static final float[] PLACES = {0, 1, 0.1f, 1.1f, 0.2f, 1.2f, 9, 0.9f, 9.1f, 1.3f};

        @Override
        public Examples examples() {
            return new TestExamples(new Signature(List.of(1), List.of(), 2), EXAMPLES);
        }

        @Override
        public float[] outputErrors() {
            float[] errors = new float[2 * EXAMPLES];
            for (int row = 0; row < EXAMPLES; row++) {
                errors[2 * row] = PLACES[row];
            }
            return errors;
        }
    }

    private static CoresetAugmentation sampler(int batch, int refresh, Choice choice) {
        return new CoresetAugmentation(new Batching(batch), 0.3, refresh, choice);
    }

    private static Sampler.Sampling sampling(CoresetAugmentation sampler, long seed) {
        return sampler.over(TestSet.of(EXAMPLES), new Randomness(seed), Optional.empty());
    }

    private static Sampler.Turn turn(long step, long position, int size, float[] seen) {
        return new Sampler.Turn(step, position, size, 0, rows -> new double[rows.length], seen);
    }

    @ParameterizedTest
    @EnumSource
    void anEpochHasEveryExampleOnceAsItIsAndEveryChosenOneOnceAsACopy(Choice choice) {
        CoresetAugmentation sampler = sampler(4, 1, choice);
        assertThat(sampler.examplesPerEpoch(EXAMPLES)).isEqualTo(EXAMPLES + COPIES);
        Sampler.Sampling sampling = sampling(sampler, 1);
        long position = 0;
        for (int epoch = 0; epoch < 3; epoch++) {
            assertThat(sampling.looks(position)).isTrue();
            float[] seen = sampling.look(position, new Looked());
            List<Integer> plain = new ArrayList<>();
            List<Integer> copies = new ArrayList<>();
            double weight = 0;
            for (int batch = 0; batch < 4; batch++) {
                Sampler.Draw draw = sampling.draw(turn(batch, position, 4, seen));
                float[] weights = draw.weights().orElseThrow();
                for (int i = 0; i < draw.rows().length; i++) {
                    int row = draw.rows()[i];
                    (i < draw.plain() ? plain : copies).add(row);
                    assertThat(weights[i]).isEqualTo(i < draw.plain() ? 1 : seen[row]);
                    weight += weights[i];
                }
                position += draw.rows().length;
                assertThat(position % (EXAMPLES + COPIES) == 0).isEqualTo(batch == 3);
            }
            assertThat(plain)
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, EXAMPLES).boxed().toList());
            assertThat(copies)
                    .containsExactlyInAnyOrderElementsOf(IntStream.range(0, EXAMPLES)
                            .filter(row -> seen[row] > 0)
                            .boxed()
                            .toList())
                    .hasSize(COPIES);
            assertThat(weight).isCloseTo(EXAMPLES + COPIES, within(1e-4));
        }
    }

    /** Of five rows each, class 0 gives two, because a half of them goes to the first of equal parts. */
    @Test
    void theCoresetStandsForItsClassesByTheSizesOfItsClusters() {
        float[] seen = sampling(sampler(4, 1, Choice.CORESET), 1).look(0, new Looked());
        assertThat(IntStream.range(0, EXAMPLES).filter(row -> seen[row] > 0)).containsExactly(3, 4, 6);
        // Clusters of 5, 3 and 2 with a mean of one. Row 4 is nearer to the far rows than row 2.
        assertThat(seen[3]).isCloseTo(1.5f, within(1e-6f));
        assertThat(seen[4]).isCloseTo(0.9f, within(1e-6f));
        assertThat(seen[6]).isCloseTo(0.6f, within(1e-6f));
    }

    @Test
    void itLooksAtTheStartOfEverySoManyEpochs() {
        Sampler.Sampling sampling = sampling(sampler(4, 2, Choice.CORESET), 1);
        int epoch = EXAMPLES + COPIES;
        assertThat(IntStream.range(0, 5 * epoch).filter(sampling::looks)).containsExactly(0, 2 * epoch, 4 * epoch);
    }

    @Test
    void randomCopiesAreOthersAfterEachLookAndOfEqualWeight() {
        Sampler.Sampling sampling = sampling(sampler(4, 1, Choice.RANDOM), 1);
        float[] first = sampling.look(0, new Looked());
        float[] second = sampling.look(EXAMPLES + COPIES, new Looked());
        assertThat(first).containsOnly(0, 1).isNotEqualTo(second);
        assertThat(sampling(sampler(4, 1, Choice.RANDOM), 1).look(0, new Looked()))
                .containsExactly(first);
        assertThat(sampling(sampler(4, 1, Choice.RANDOM), 2).look(0, new Looked()))
                .isNotEqualTo(first);
    }

    @Test
    void onlyCopiesAreAugmentedSoThatMixedTargetsAreRefused() {
        assertThatThrownBy(() -> new CoresetAugmentation(
                        new Batching(4, List.of(new Flip(), new Mixup(1))), 0.3, 1, Choice.CORESET))
                .isInstanceOfSatisfying(
                        InvalidOptions.class,
                        e -> assertThat(e.violations())
                                .extracting(Violation::pointer)
                                .containsExactly("/augmentations/1"));
    }

    @Test
    void everyExampleMayHaveACopy() {
        CoresetAugmentation all = new CoresetAugmentation(new Batching(30), 1, 1, Choice.CORESET);
        Sampler.Sampling sampling = sampling(all, 1);
        float[] seen = sampling.look(0, new Looked());
        Sampler.Draw draw = sampling.draw(turn(0, 0, 30, seen));
        assertThat(draw.plain()).isEqualTo(EXAMPLES);
        int[] copies = Arrays.copyOfRange(draw.rows(), EXAMPLES, draw.rows().length);
        assertThat(copies).hasSize(EXAMPLES).doesNotHaveDuplicates();
        assertThat(seen).containsOnly(1);
    }
}
