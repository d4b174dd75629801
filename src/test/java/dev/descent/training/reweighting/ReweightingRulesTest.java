package dev.descent.training.reweighting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.descent.spec.InvalidOptions;
import dev.descent.training.Groups;
import dev.descent.training.Reweighting;
import dev.descent.training.TestSet;
import dev.descent.training.Weighting;
import dev.descent.training.objectives.Classification;
import dev.descent.training.objectives.Regression;
import dev.descent.training.reweighting.ClassBalanced.Scheme;
import dev.descent.training.reweighting.LossBased.Emphasis;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each rule by numbers worked out by hand, and beside its formula taken literally. */
class ReweightingRulesTest {
    private static final double[] LOSSES = {0, 1, 2, 4};

    /** h = (-1, -0.5, 0, 1) and r = 0.5, so that weights are proportional to exp(2f). */
    @ParameterizedTest
    @CsvSource({
        "LIN_UPPER, 0.216258369, 0.587851194, 1.597945219, 1.597945219",
        "QUADRATIC, 0.288376720, 1.292414795, 2.130831764, 0.288376720",
        "EXTREMES, 1.597945219, 0.587851194, 0.216258369, 1.597945219",
        "UPPER, 0.313576469, 0.517000194, 0.852389217, 2.317034120"
    })
    void weightsByLossAreASoftmaxOfThePlaceInTheRange(Emphasis emphasis, double a, double b, double c, double d) {
        assertThat(ofLosses(new LossBased(emphasis, 0.5), 0, LOSSES))
                .containsExactly(new double[] {a, b, c, d}, within(1e-8));
    }

    @Property(tries = 300)
    void weightsByLossAreTheirFormula(
            @ForAll Emphasis emphasis,
            @ForAll @DoubleRange(min = 0.02, max = 10) double r,
            @ForAll @Size(min = 1, max = 30) List<@DoubleRange(min = 0, max = 100) Double> losses) {
        double[] l = losses.stream().mapToDouble(Double::doubleValue).toArray();
        double[] expected = literally(emphasis, r, l);
        assertThat(ofLosses(new LossBased(emphasis, r), 0, l)).containsExactly(expected, within(1e-8));
    }

    private static double[] literally(Emphasis emphasis, double r, double[] l) {
        double d = 1;
        double max = Arrays.stream(l).max().orElseThrow();
        double min = Arrays.stream(l).min().orElseThrow();
        double range = Math.max(max - min, 1e-6);
        DoubleUnaryOperator f = switch (emphasis) {
            case LIN_UPPER -> h -> Math.min(h + d, d);
            case QUADRATIC -> h -> 1 - h * h / (d * d);
            case EXTREMES -> Math::abs;
            case UPPER -> h -> 0.5 * h + 0.5 * d;
        };
        double[] places = Arrays.stream(l)
                .map(x -> 2 * d * x / range - d * (max + min) / range)
                .map(f)
                .toArray();
        double greatest = Arrays.stream(places).max().orElseThrow();
        double[] likely =
                Arrays.stream(places).map(x -> Math.exp((x - greatest) / r)).toArray();
        double sum = Arrays.stream(likely).sum();
        return Arrays.stream(likely).map(x -> l.length * x / sum).toArray();
    }

    @Test
    void theStartOfARunIsUnweightedAndTheTemperatureFallsOnALine() {
        LossBased annealed = new LossBased(Emphasis.UPPER, 0.5, 0.1, 4.5, 0.8);
        assertThat(ofLosses(annealed, 0.0999, LOSSES)).containsExactly(1, 1, 1, 1);
        assertThat(ofLosses(annealed, 0.1, LOSSES))
                .containsExactly(literally(Emphasis.UPPER, 4, LOSSES), within(1e-12));
        assertThat(ofLosses(annealed, 0.4, LOSSES))
                .containsExactly(literally(Emphasis.UPPER, 2.5, LOSSES), within(1e-12));
        assertThat(ofLosses(annealed, 0.9, LOSSES))
                .containsExactly(literally(Emphasis.UPPER, 0.5, LOSSES), within(1e-12));
    }

    /** Groups of 3 and 1: 1/3 to 1; and (1 - 0.5) / (1 - 0.125) = 4/7 to 1. */
    @Test
    void rareGroupsCountMore() {
        TestSet set = TestSet.of(4).withClasses(0, 1, 0, 0);
        assertThat(fixed(new ClassBalanced(null, Scheme.INVERSE_FREQUENCY, 0.999), set))
                .containsExactly(2f / 3, 2, 2f / 3, 2f / 3);
        assertThat(fixed(new ClassBalanced(null, Scheme.EFFECTIVE_NUMBER, 0.5), set))
                .containsExactly(new float[] {16f / 19, 28f / 19, 16f / 19, 16f / 19}, within(1e-6f));
        assertThat(fixed(new ClassBalanced(null, Scheme.EFFECTIVE_NUMBER, 0), set))
                .containsExactly(1, 1, 1, 1);
    }

    /** Where 1 - β has few digits left of its own: the weights are those of the inverse frequency. */
    @Test
    void anEffectiveNumberNearTheGreatestIsTheInverseFrequency() {
        TestSet set = TestSet.of(4).withClasses(0, 1, 0, 0);
        assertThat(fixed(new ClassBalanced(null, Scheme.EFFECTIVE_NUMBER, Math.nextDown(1.0)), set))
                .containsExactly(new float[] {2f / 3, 2, 2f / 3, 2f / 3}, within(1e-6f));
    }

    /** Groups of 8 and 1 at τ = 3: p = 2/3 and 1/3 instead of 8/9 and 1/9. */
    @Test
    void scalarizationWeighsAsTemperatureSamplingDraws() {
        TestSet set = TestSet.of(9).withGroups("language", 0, 0, 0, 0, 1, 0, 0, 0, 0);
        float[] weights = fixed(new Scalarization("language", 3, null, 1), set);
        assertThat(weights[0]).isCloseTo(0.75f, within(1e-6f));
        assertThat(weights[4]).isCloseTo(3, within(1e-6f));
        assertThat(fixed(new Scalarization("language", 1, null, 1), set)).containsOnly(1);
        float[] even = fixed(new Scalarization("language", 1e6, null, 1), set);
        assertThat(even[4] / 8).isCloseTo(even[0], within(1e-5f));
    }

    @Test
    void anotherTemperatureTakesOverAtTheCoolDown() {
        TestSet set = TestSet.of(9).withClasses(0, 0, 0, 0, 1, 0, 0, 0, 0);
        Weighting.OfExamples weighting = (Weighting.OfExamples) new Scalarization(null, 3, 0.5, 1).over(set);
        assertThat(weighting.weights(0.499)[4]).isCloseTo(3, within(1e-6f));
        assertThat(weighting.weights(0.5)).containsOnly(1);
    }

    @Test
    void groupsWithoutMembersChangeNothing() {
        TestSet without = TestSet.of(4).withGroups("g", new Groups(new int[] {0, 1, 0, 0}, List.of("a", "b")));
        TestSet with = TestSet.of(4).withGroups("g", new Groups(new int[] {1, 3, 1, 1}, List.of("x", "a", "y", "b")));
        for (Reweighting reweighting : List.of(
                new ClassBalanced("g", Scheme.INVERSE_FREQUENCY, 0.9),
                new ClassBalanced("g", Scheme.EFFECTIVE_NUMBER, 0.9),
                new Scalarization("g", 5, null, 1))) {
            assertThat(fixed(reweighting, with)).containsExactly(fixed(reweighting, without));
        }
    }

    @Test
    void whatIsWrongWithTheGroupsIsSaidOfTheirOption() {
        for (Reweighting reweighting :
                List.of(new ClassBalanced("x", Scheme.INVERSE_FREQUENCY, 0.9), new Scalarization("x", 5, null, 1))) {
            assertThatThrownBy(() -> reweighting.over(TestSet.of(4)))
                    .isInstanceOfSatisfying(
                            InvalidOptions.class,
                            e -> assertThat(e.violations().get(0).pointer()).isEqualTo("/group"));
        }
    }

    /** p = 1/2 and 3/4: (1/2)² to (1/4)², whose mean is 5/32. */
    @Test
    void theFocusIsOnWhatTheNetworkIsLessSureOf() {
        assertThat(ofLosses(new Focal(), 0, Math.log(2), Math.log(4.0 / 3)))
                .containsExactly(new double[] {1.6, 0.4}, within(1e-12));
        assertThat(ofLosses(new Focal(0), 0, 3, 1)).containsExactly(1, 1);
    }

    @Property(tries = 300)
    void focalWeightsAreTheirFormula(
            @ForAll @DoubleRange(min = 0, max = 5) double gamma,
            @ForAll @Size(min = 1, max = 30) List<@DoubleRange(min = 0.01, max = 50) Double> losses) {
        double[] l = losses.stream().mapToDouble(Double::doubleValue).toArray();
        double[] focus =
                DoubleStream.of(l).map(x -> Math.pow(1 - Math.exp(-x), gamma)).toArray();
        double sum = DoubleStream.of(focus).sum();
        double[] expected = DoubleStream.of(focus).map(x -> l.length * x / sum).toArray();
        assertThat(ofLosses(new Focal(gamma), 0, l)).containsExactly(expected, within(1e-8));
    }

    @Test
    void aBatchWithoutAnErrorHasEqualFocalWeights() {
        assertThat(ofLosses(new Focal(20), 0, 0, 0, 0)).containsExactly(1, 1, 1);
        assertThat(ofLosses(new Focal(20), 0, 1e-12, 0, 0)).containsExactly(1, 1, 1);
    }

    @Test
    void focalWeightsNeedTheProbabilityOfTheTrueClass() {
        assertThat(new Focal().objectionTo(new Classification())).isEmpty();
        assertThat(new Focal().objectionTo(new Classification(0.1, 5))).isPresent();
        assertThat(new Focal().objectionTo(new Regression())).isPresent();
    }

    @Test
    void theGreaterLossesDoNotCount() {
        assertThat(ofLosses(new LabelNoiseRobust(0.5, 0), 0, 5, 1, 3, 2)).containsExactly(0, 2, 0, 2);
        // 0.9 of 10 is 9, whatever the rounding.
        assertThat(ofLosses(new LabelNoiseRobust(0.1, 0), 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10))
                .containsExactly(
                        10.0 / 9, 10.0 / 9, 10.0 / 9, 10.0 / 9, 10.0 / 9, 10.0 / 9, 10.0 / 9, 10.0 / 9, 10.0 / 9, 0);
    }

    @Test
    void lossesThatEqualTheLastOneKeptAreAllKept() {
        double third = 4.0 / 3;
        assertThat(ofLosses(new LabelNoiseRobust(0.5, 0), 0, 2, 1, 3, 2)).containsExactly(third, third, 0, third);
    }

    @Test
    void everMoreExamplesAreDroppedUpToTheNoiseRate() {
        LabelNoiseRobust rule = new LabelNoiseRobust(0.5, 0.2);
        assertThat(ofLosses(rule, 0, LOSSES)).containsExactly(1, 1, 1, 1);
        assertThat(ofLosses(rule, 0.1, LOSSES)).containsExactly(4.0 / 3, 4.0 / 3, 4.0 / 3, 0);
        assertThat(ofLosses(rule, 0.2, LOSSES)).containsExactly(2, 2, 0, 0);
        assertThat(ofLosses(rule, 0.9, LOSSES)).containsExactly(2, 2, 0, 0);
    }

    @Test
    void atLeastOneExampleIsKept() {
        assertThat(ofLosses(new LabelNoiseRobust(0.99, 0), 0, 7)).containsExactly(1);
        assertThat(ofLosses(new LabelNoiseRobust(0.99, 0), 0, 7, 3, 5)).containsExactly(0, 3, 0);
    }

    private static double[] ofLosses(Reweighting reweighting, double progress, double... losses) {
        Weighting.OfLosses weighting = (Weighting.OfLosses) reweighting.over(TestSet.of(losses.length));
        return weighting.weights(losses, 0, progress);
    }

    private static float[] fixed(Reweighting reweighting, TestSet set) {
        return ((Weighting.OfExamples) reweighting.over(set)).weights(0);
    }
}
