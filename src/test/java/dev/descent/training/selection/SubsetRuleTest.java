package dev.descent.training.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.spec.InvalidOptions;
import dev.descent.training.Groups;
import dev.descent.training.selection.SubsetRule.Balance;
import dev.descent.training.selection.SubsetRule.Choice;
import dev.descent.training.tensor.Randomness;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubsetRuleTest {
    private static final float NONE = Float.NaN;

    private static int[] chosen(SubsetRule rule, float... scores) {
        return rule.chosen(scores, null, new Randomness(1));
    }

    private static SubsetRule rule(double keep, Choice choose) {
        return new SubsetRule(keep, choose, Balance.NONE);
    }

    private static Groups groups(int count, int... of) {
        return new Groups(
                of, IntStream.range(0, count).mapToObj(Integer::toString).toList());
    }

    @Test
    void theHighestAreTakenUnlessTheRuleSaysOtherwise() {
        float[] scores = {5, 1, 3, 9, 0, 7};

        assertThat(chosen(new SubsetRule(0.5), scores)).containsExactly(0, 3, 5);
        assertThat(chosen(rule(0.5, Choice.LOWEST), scores)).containsExactly(1, 2, 4);
        assertThat(chosen(rule(0.5, Choice.RANDOM), scores))
                .hasSize(3)
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void tiesAreBrokenByRowAndBothZerosAreOneScore() {
        assertThat(chosen(rule(0.5, Choice.HIGHEST), 2, 3, 2, 2, 1, 2)).containsExactly(0, 1, 2);
        assertThat(chosen(rule(0.5, Choice.LOWEST), 2, 3, 2, 2, 1, 2)).containsExactly(0, 2, 4);
        assertThat(chosen(rule(0.5, Choice.HIGHEST), -0f, 0f, -0f, 0f)).containsExactly(0, 1);
        assertThat(chosen(rule(0.5, Choice.LOWEST), 0f, -0f, 0f, -0f)).containsExactly(0, 1);
    }

    @Test
    void infiniteScoresAreTheExtremesOfTheOrder() {
        float[] scores = {Float.POSITIVE_INFINITY, 1, Float.NEGATIVE_INFINITY, 2};

        assertThat(chosen(rule(0.25, Choice.HIGHEST), scores)).containsExactly(0);
        assertThat(chosen(rule(0.25, Choice.LOWEST), scores)).containsExactly(2);
    }

    @ParameterizedTest
    @EnumSource(Choice.class)
    void examplesWithoutAScoreComeLastInRandomOrder(Choice choose) {
        float[] scores = {NONE, 4, NONE, 2, NONE, NONE, 1, 8};

        assertThat(chosen(rule(0.5, choose), scores)).containsExactly(1, 3, 6, 7);
        List<List<Integer>> further = IntStream.range(0, 40)
                .mapToObj(seed -> IntStream.of(rule(0.625, choose).chosen(scores, null, new Randomness(seed)))
                        .boxed()
                        .toList())
                .toList();
        assertThat(further)
                .allSatisfy(rows -> assertThat(rows).hasSize(5).contains(1, 3, 6, 7))
                .satisfies(all -> assertThat(all.stream().distinct()).hasSize(4));
        assertThat(chosen(rule(0.5, choose), NONE, NONE)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.5, 1.0000001, Double.NaN})
    void noPartThatIsNoneOrMoreThanAllIsTaken(double keep) {
        assertThatThrownBy(() -> new SubsetRule(keep))
                .isInstanceOf(InvalidOptions.class)
                .hasMessageContaining("/keep");
    }

    @Provide
    Arbitrary<List<Integer>> scores() {
        return Arbitraries.integers().between(0, 6).list().ofMinSize(1).ofMaxSize(40);
    }

    private static float[] floats(List<Integer> scores) {
        float[] floats = new float[scores.size()];
        for (int i = 0; i < floats.length; i++) {
            // One in seven is unknown.
            floats[i] = scores.get(i) == 6 ? NONE : scores.get(i);
        }
        return floats;
    }

    @Property
    void theSizeIsThePartRoundedAndAtLeastOneWhateverTheRest(
            @ForAll("scores") List<Integer> scores,
            @ForAll @DoubleRange(min = 0.01, max = 1) double keep,
            @ForAll Choice choose,
            @ForAll Balance balance) {
        Groups groups =
                groups(4, IntStream.range(0, scores.size()).map(i -> i * i % 3).toArray());
        SubsetRule rule = new SubsetRule(keep, choose, balance);

        assertThat(rule.chosen(floats(scores), groups, new Randomness(2)))
                .hasSize((int) Math.max(1, Math.round(keep * scores.size())))
                .hasSize(rule.size(scores.size()))
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Property
    void noScoreThatIsLeftOutIsAboveOneThatIsAmongTheHighest(
            @ForAll("scores") List<Integer> all, @ForAll @DoubleRange(min = 0.01, max = 1) double keep) {
        float[] scores = floats(all);
        int[] rows = IntStream.range(0, scores.length).toArray();
        int known = (int)
                IntStream.of(rows).filter(row -> !Float.isNaN(scores[row])).count();
        for (int sign : new int[] {1, -1}) {
            int[] chosen = chosen(rule(keep, sign > 0 ? Choice.HIGHEST : Choice.LOWEST), scores);
            List<Integer> ranked = IntStream.of(rows)
                    .filter(row -> !Float.isNaN(scores[row]))
                    .boxed()
                    .sorted(Comparator.<Integer>comparingDouble(row -> -sign * scores[row])
                            .thenComparing(Comparator.naturalOrder()))
                    .limit(chosen.length)
                    .toList();

            assertThat(IntStream.of(chosen).boxed().filter(row -> !Float.isNaN(scores[row])))
                    .containsExactlyInAnyOrderElementsOf(ranked)
                    .hasSize(Math.min(known, chosen.length));
        }
    }

    @Property
    void aSubsetIsAFunctionOfTheSeed(@ForAll("scores") List<Integer> scores, @ForAll Choice choose, @ForAll long seed) {
        SubsetRule rule = rule(0.5, choose);
        float[] floats = floats(scores);

        assertThat(rule.chosen(floats, null, new Randomness(seed)))
                .isEqualTo(rule.chosen(floats, null, new Randomness(seed)));
    }

    @Test
    void withBalanceTheHighestOfEachGroupAreTakenAndAGroupWithoutMembersGivesNone() {
        float[] scores = {9, 8, 7, 6, 5, 4, 1, 2, 0};
        Groups groups = groups(4, 0, 0, 0, 0, 0, 0, 2, 2, 3);

        assertThat(new SubsetRule(0.5, Choice.HIGHEST, Balance.NONE).chosen(scores, groups, new Randomness(1)))
                .containsExactly(0, 1, 2, 3, 4);
        assertThat(new SubsetRule(0.5, Choice.HIGHEST, Balance.PROPORTIONAL).chosen(scores, groups, new Randomness(1)))
                .containsExactly(0, 1, 2, 7, 8);
        assertThat(new SubsetRule(0.5, Choice.LOWEST, Balance.EQUAL).chosen(scores, groups, new Randomness(1)))
                .containsExactly(4, 5, 6, 7, 8);
        assertThat(new SubsetRule(0.34, Choice.HIGHEST, Balance.EQUAL).chosen(scores, groups, new Randomness(1)))
                .containsExactly(0, 7, 8);
    }

    @Test
    void aBalanceNeedsGroups() {
        SubsetRule rule = new SubsetRule(0.5, Choice.HIGHEST, Balance.EQUAL);

        assertThatThrownBy(() -> rule.chosen(new float[] {1, 2}, null, new Randomness(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** 19 degrees of freedom: above 60 with a probability of 4e-6; there is less variance as draws are without return. */
    @ParameterizedTest
    @EnumSource(Balance.class)
    void randomTakesEveryExampleEquallyOften(Balance balance) {
        int examples = 20;
        int seeds = 4000;
        double keep = 0.3;
        float[] scores = new float[examples];
        IntStream.range(0, examples).forEach(i -> scores[i] = i);
        Groups groups = groups(2, IntStream.range(0, examples).map(i -> i % 2).toArray());
        double[] counts = new double[examples];
        for (int seed = 0; seed < seeds; seed++) {
            for (int row : new SubsetRule(keep, Choice.RANDOM, balance).chosen(scores, groups, new Randomness(seed))) {
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
}
