package dev.descent.training.samplers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.spec.InvalidOptions;
import dev.descent.training.Batching;
import dev.descent.training.Sampler;
import dev.descent.training.TestSet;
import dev.descent.training.samplers.FromScores.Side;
import dev.descent.training.tensor.Randomness;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FromScoresTest {
    private static final String SCORE = "el2n";

    private static FromScores sampler(double keep, Side side) {
        return sampler(keep, side, null, false);
    }

    private static FromScores sampler(double keep, Side side, @Nullable Boolean higherIsHarder, boolean perClass) {
        return new FromScores(new Batching(3), TestSet.EARLIER, SCORE, keep, side, higherIsHarder, perClass);
    }

    private static TestSet scored(double... scores) {
        return TestSet.of(scores.length).withScores(SCORE, true, scores);
    }

    private static int[] kept(FromScores sampler, TestSet set) {
        return sampler.kept(set, new Randomness(1));
    }

    @Test
    void eachSideKeepsItsExamplesAndTiesAreBrokenByRow() {
        TestSet set = scored(5, 1, 3, 3, 9, 3, 0, 7);

        assertThat(kept(sampler(0.5, Side.EASY), set)).containsExactly(1, 2, 3, 6);
        assertThat(kept(sampler(0.5, Side.HARD), set)).containsExactly(0, 2, 4, 7);
        assertThat(kept(sampler(0.5, Side.BAND), set)).containsExactly(0, 2, 3, 5);
        assertThat(kept(sampler(0.5, Side.RANDOM), set)).hasSize(4).isSorted().doesNotHaveDuplicates();
        // Of an odd rest that is left out the greater part is hard.
        assertThat(kept(sampler(0.625, Side.BAND), set)).containsExactly(0, 1, 2, 3, 5);
    }

    @Test
    void theDirectionIsThatOfTheScoreUnlessTheSpecSaysOtherwise() {
        TestSet set = TestSet.of(4).withScores(SCORE, false, 0.1, 0.9, 0.5, 0.3);

        assertThat(kept(sampler(0.5, Side.EASY), set)).containsExactly(1, 2);
        assertThat(kept(sampler(0.5, Side.EASY, true, false), set)).containsExactly(0, 3);
        assertThat(kept(sampler(0.5, Side.HARD, false, false), set)).containsExactly(0, 3);
    }

    @Test
    void bothZerosAreOneScore() {
        TestSet set = scored(0.0, -0.0, 0.0, -0.0);

        assertThat(kept(sampler(0.5, Side.EASY), set)).containsExactly(0, 1);
        assertThat(kept(sampler(0.5, Side.EASY, false, false), set)).containsExactly(0, 1);
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void examplesWithoutAScoreComeLast(Side side) {
        double none = Double.NaN;
        TestSet set = scored(none, 4, none, 2, none, none, 1, 8);

        assertThat(kept(sampler(0.5, side), set)).containsExactly(1, 3, 6, 7);
        assertThat(kept(sampler(0.75, side), set)).hasSize(6).contains(1, 3, 6, 7);
    }

    @Test
    void infiniteScoresAreTheExtremesOfTheOrder() {
        TestSet set = scored(Double.POSITIVE_INFINITY, 1, Double.NEGATIVE_INFINITY, 2);

        assertThat(kept(sampler(0.25, Side.HARD), set)).containsExactly(0);
        assertThat(kept(sampler(0.25, Side.EASY), set)).containsExactly(2);
    }

    @Test
    void scoresOfNoExampleAreRefused() {
        assertThatThrownBy(() -> kept(sampler(0.5, Side.EASY), scored(Double.NaN, Double.NaN)))
                .isInstanceOf(InvalidOptions.class)
                .hasMessageContaining("found out nothing of el2n");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.5, 1.0000001, Double.NaN})
    void noPartThatIsNoneOrMoreThanAllIsTaken(double keep) {
        assertThatThrownBy(() -> sampler(keep, Side.EASY))
                .isInstanceOf(InvalidOptions.class)
                .hasMessageContaining("/keep");
    }

    /** The definition, one example at a time: out goes whoever comes last. */
    private static List<Integer> slowly(Side side, double[] hardness, int wanted) {
        List<Integer> left = new ArrayList<>();
        IntStream.range(0, hardness.length).forEach(left::add);
        boolean fromTheHard = true;
        while (left.size() > wanted) {
            boolean hardest = side == Side.EASY || side == Side.BAND && fromTheHard;
            int out = left.get(0);
            for (int example : left) {
                // Of equal ones the first row is easier, and is harder too where hard ones are kept.
                if (hardest ? hardness[example] >= hardness[out] : hardness[example] < hardness[out]) {
                    out = example;
                }
                if (side == Side.HARD && hardness[example] == hardness[out]) {
                    out = Math.max(out, example);
                }
            }
            left.remove(Integer.valueOf(out));
            fromTheHard = !fromTheHard;
        }
        return left;
    }

    @Provide
    Arbitrary<List<Integer>> scores() {
        return Arbitraries.integers().between(0, 6).list().ofMinSize(1).ofMaxSize(40);
    }

    @Property
    void whatIsKeptIsWhatRemainsWhenTheOthersGoOneByOne(
            @ForAll("scores") List<Integer> scores, @ForAll @DoubleRange(min = 0.01, max = 1) double keep) {
        double[] hardness = scores.stream().mapToDouble(Integer::doubleValue).toArray();
        for (Side side : List.of(Side.EASY, Side.HARD, Side.BAND)) {
            FromScores sampler = sampler(keep, side);
            int wanted = sampler.examplesPerEpoch(hardness.length);

            assertThat(Arrays.stream(kept(sampler, scored(hardness))).boxed())
                    .as("%s", side)
                    .containsExactlyElementsOf(slowly(side, hardness, wanted));
        }
    }

    @Test
    void perClassKeepsThePartOfEachClass() {
        TestSet set = scored(1, 2, 3, 4, 5, 6, 10, 20).withClasses(0, 0, 0, 0, 0, 0, 1, 1);

        assertThat(kept(sampler(0.5, Side.EASY), set)).containsExactly(0, 1, 2, 3);
        assertThat(kept(sampler(0.5, Side.EASY, null, true), set)).containsExactly(0, 1, 2, 6);
        assertThat(kept(sampler(0.5, Side.HARD, null, true), set)).containsExactly(3, 4, 5, 7);
        assertThat(Arrays.stream(kept(sampler(0.5, Side.RANDOM, null, true), set))
                        .boxed())
                .hasSize(4)
                .filteredOn(example -> example > 5)
                .hasSize(1);
    }

    /** 19 degrees of freedom: above 60 with a probability of 4e-6; there is less variance as draws are without return. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void randomKeepsEveryExampleEquallyOften(boolean perClass) {
        int examples = 20;
        int seeds = 4000;
        double keep = 0.3;
        TestSet set = scored(IntStream.range(0, examples).mapToDouble(i -> i).toArray())
                .withClasses(IntStream.range(0, examples).map(i -> i % 2).toArray());
        double[] counts = new double[examples];
        for (int seed = 0; seed < seeds; seed++) {
            for (int row : sampler(keep, Side.RANDOM, null, perClass).kept(set, new Randomness(seed))) {
                counts[row]++;
            }
        }
        double expected = keep * seeds;
        double chiSquare = Arrays.stream(counts)
                .map(count -> (count - expected) * (count - expected) / (expected * (1 - keep)))
                .sum();

        assertThat(Arrays.stream(counts).sum()).isEqualTo(expected * examples);
        assertThat(chiSquare).isBetween(3.0, 60.0);
    }

    @Test
    void anEpochDrawsEveryKeptExampleOnceInANewOrder() {
        TestSet set = scored(IntStream.range(0, 20).mapToDouble(i -> i).toArray());
        FromScores sampler = sampler(0.4, Side.HARD);
        Sampler.Sampling sampling = sampler.over(set, new Randomness(3), Optional.empty());
        List<List<Integer>> epochs = new ArrayList<>();
        long step = 0;
        long position = 0;
        for (int epoch = 0; epoch < 3; epoch++) {
            List<Integer> seen = new ArrayList<>();
            for (int i = 0; i < sampler.stepsPerEpoch(20, 3); i++) {
                int[] rows = TestSet.rows(sampling, step++, position, 3);
                position += rows.length;
                Arrays.stream(rows).forEach(seen::add);
            }
            epochs.add(seen);
        }

        assertThat(sampler.stepsPerEpoch(20, 3)).isEqualTo(3);
        assertThat(epochs)
                .allSatisfy(seen -> assertThat(new TreeSet<>(seen))
                        .containsExactly(12, 13, 14, 15, 16, 17, 18, 19)
                        .hasSize(seen.size()));
        assertThat(epochs).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void keepingAllDrawsWhatShuffledEpochsDraw(Side side) {
        TestSet set = scored(IntStream.range(0, 20).mapToDouble(i -> -i).toArray());
        Sampler.Sampling all = sampler(1, side).over(set, new Randomness(3), Optional.empty());
        Sampler.Sampling shuffled = new Shuffle(3).over(set, new Randomness(3), Optional.empty());
        for (int step = 0; step < 30; step++) {
            assertThat(TestSet.rows(all, step, 3L * step, 3)).isEqualTo(TestSet.rows(shuffled, step, 3L * step, 3));
        }
    }
}
