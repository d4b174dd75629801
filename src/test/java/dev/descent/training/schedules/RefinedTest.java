package dev.descent.training.schedules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.descent.spec.InvalidOptions;
import dev.descent.training.DerivedSchedule.History;
import dev.descent.training.Golden;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.LongToDoubleFunction;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Factors equal those of the authors' code. */
class RefinedTest {
    private static final JsonNode FILE = Golden.read("optimizers/refined_schedule.json");
    private static final Refined UNFILTERED = new Refined("job", null, 0, 2, new Warmup());

    private static double[] numbers(JsonNode list) {
        return list.valueStream().mapToDouble(JsonNode::asDouble).toArray();
    }

    private static void assertClose(double[] actual, double[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).as("number %d", i).isCloseTo(expected[i], within(1e-12));
        }
    }

    @Test
    void factorsMatch() {
        double[] norms = numbers(FILE.get("grad_norms"));
        assertClose(
                Refinement.factors(norms, 2),
                numbers(FILE.get("sgd_inverse_square").get("divided_by_max")));
        assertClose(
                Refinement.factors(norms, 1),
                numbers(FILE.get("adam_inverse_l1").get("divided_by_max")));
    }

    @Test
    void theMedianFilterMatches() {
        double[] norms = numbers(FILE.get("grad_norms"));
        JsonNode expected = FILE.get("median_width3");
        assertThat(Refinement.width(0.1, norms.length)).isEqualTo(3);
        double[] filtered = Refinement.filtered(norms, 3);
        assertThat(filtered).containsExactly(numbers(expected.get("filtered")));
        assertClose(Refinement.factors(filtered, 2), numbers(expected.get("divided_by_max")));
    }

    @Test
    void constantNormsGiveLinearDecay() {
        double[] expected = numbers(FILE.get("constant_norms_give_linear_decay"));
        double[] constant = new double[expected.length];
        Arrays.fill(constant, 3);
        assertClose(Refinement.factors(constant, 2), expected);
        assertClose(Refinement.factors(constant, 1), expected);
    }

    @Property
    void factorsAreFiniteAndOneAtMost(
            @ForAll @Size(min = 2, max = 60) List<@IntRange(min = -300, max = 300) Integer> magnitudes,
            @ForAll @IntRange(min = 1, max = 2) int power) {
        double[] factors = Refinement.factors(
                magnitudes.stream()
                        .mapToDouble(magnitude -> Math.pow(10, magnitude))
                        .toArray(),
                power);
        assertThat(Arrays.stream(factors))
                .allSatisfy(factor -> assertThat(factor).isBetween(0.0, 1.0));
        assertThat(factors[factors.length - 1]).isZero();
    }

    @Property
    void aFilterOfWidthOneChangesNothingAndTheWidestKeepsTheRange(
            @ForAll @Size(min = 1, max = 40) List<@DoubleRange(min = 0, max = 9) Double> values) {
        double[] plain = values.stream().mapToDouble(Double::doubleValue).toArray();
        assertThat(Refinement.filtered(plain, 1)).containsExactly(plain);
        double least = Arrays.stream(plain).min().orElseThrow();
        double greatest = Arrays.stream(plain).max().orElseThrow();
        assertThat(Arrays.stream(Refinement.filtered(plain, 2 * plain.length - 1)))
                .allSatisfy(median -> assertThat(median).isBetween(least, greatest));
    }

    private static History history(long steps, long every, LongToDoubleFunction norm) {
        return new History(
                LongStream.rangeClosed(1, steps)
                        .filter(t -> t == 1 || t == steps || t % every == 0)
                        .mapToObj(t -> new History.Point(t, norm.applyAsDouble(t)))
                        .toList(),
                steps);
    }

    @Test
    void aJobThatWasRecordedAtEveryStepIsRefinedStepByStep() {
        double[] norms = numbers(FILE.get("grad_norms"));
        Refined refined = UNFILTERED.derived(history(20, 1, t -> norms[(int) t - 1]));
        double[] expected = numbers(FILE.get("sgd_inverse_square").get("divided_by_max"));
        for (int t = 0; t < 20; t++) {
            assertThat(refined.rate(t, 20, 0.5)).isCloseTo(0.5 * expected[t], within(1e-12));
        }
        assertThat(refined.isDerived()).isTrue();
        assertThat(refined.fromJob()).isEqualTo("job");
    }

    @Test
    void aLongerOrShorterJobRunsThroughTheSameCurve() {
        Refined refined = UNFILTERED.derived(history(101, 1, t -> 1));
        for (long steps : new long[] {2, 3, 51, 101, 500, 1_000_000_000}) {
            for (int i = 0; i <= 4; i++) {
                long t = i * (steps - 1) / 4;
                assertThat(refined.rate(t, steps, 1)).isCloseTo(1 - (double) t / (steps - 1), within(1e-9));
            }
        }
        assertThat(refined.rate(0, 1, 1)).isEqualTo(1);
    }

    @Test
    void normsThatWereNotRecordedAreInterpolated() {
        History thin = history(1000, 50, t -> 2 + 0.001 * t);
        assertClose(
                thin.resampled(1000),
                LongStream.rangeClosed(1, 1000).mapToDouble(t -> 2 + 0.001 * t).toArray());
        History late = new History(List.of(new History.Point(10, 5), new History.Point(20, 7)), 30);
        assertClose(
                late.resampled(30),
                LongStream.rangeClosed(1, 30)
                        .mapToDouble(t -> Math.max(5, Math.min(7, 5 + 0.2 * (t - 10))))
                        .toArray());
    }

    @Test
    void aLongJobIsRefinedInAThousandPlaces() {
        Refined refined = UNFILTERED.derived(history(123_456, 77, t -> 1));
        assertThat(Objects.requireNonNull(refined.factors())).hasSize(1000);
        assertThat(refined.rate(0, 1000, 1)).isEqualTo(1);
    }

    @Test
    void aGradientThatVanishedWeighsAsTheLeastThatDidNot() {
        Refined refined = UNFILTERED.derived(history(10, 1, t -> t == 4 ? 0 : 1));
        for (int t = 0; t < 10; t++) {
            assertThat(refined.rate(t, 10, 1)).isCloseTo(1 - t / 9.0, within(1e-12));
        }
        assertThatThrownBy(() -> UNFILTERED.derived(history(10, 1, t -> 0))).isInstanceOf(InvalidOptions.class);
    }

    @Test
    void thereIsNoRateBeforeTheFactorsAreKnown() {
        assertThatThrownBy(() -> UNFILTERED.rate(0, 10, 1)).isInstanceOf(IllegalStateException.class);
    }
}
