package dev.descent.training.batches;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.training.BatchSchedule;
import dev.descent.training.Golden;
import dev.descent.training.tensor.GradientStatistics;
import dev.descent.training.tensor.Segments;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The batch sizes that tests of gradients ask for are those of AdAdaGrad's authors, and of slow sums. */
class GradientTestsTest {
    private static final JsonNode GOLDEN = Golden.read("optimizers/adadagrad_tests.json");
    private static final Growth ANY = new Growth(1, 1_000_000);
    private static final SampleGradients A =
            SampleGradients.golden(IntStream.rangeClosed(1, 30).toArray());
    private static final SampleGradients B = SampleGradients.golden(1, 2, 3, 7, 8, 11, 12, 13);

    /** @param pointer of the expected batch size */
    record Case(String pointer, BatchSchedule schedule, SampleGradients gradients) {
        @Override
        public String toString() {
            return pointer;
        }
    }

    static Stream<Case> cases() {
        return Stream.concat(
                Stream.of("A", "B").flatMap(batch -> {
                    SampleGradients gradients = batch.equals("A") ? A : B;
                    String name = "/batch_" + batch + "/";
                    return Stream.of(
                            new Case(name + "norm_test eta=0.1/next_batch_size", new NormTest(0.1, ANY), gradients),
                            new Case(name + "norm_test eta=0.5/next_batch_size", new NormTest(0.5, ANY), gradients),
                            new Case(name + "norm_test eta=1.0/next_batch_size", new NormTest(1, ANY), gradients),
                            new Case(
                                    name + "inner_product theta=0.5/next_batch_size",
                                    new InnerProductTest(0.5, null, true, ANY),
                                    gradients),
                            new Case(
                                    name + "augmented theta=0.5 nu=1.0/next_batch_size",
                                    new InnerProductTest(0.5, 1.0, true, ANY),
                                    gradients));
                }),
                Stream.of(
                        new Case("/coordinate_wise_formula/batch_B eta=1.0", new CoordinateTest(1, 0, ANY), B),
                        new Case("/coordinate_wise_formula/batch_B eta=5.0", new CoordinateTest(5, 0, ANY), B)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theBatchGrowsAsInTheReference(Case c) {
        JsonNode expected = GOLDEN.at(c.pointer());
        assertThat(expected.isNumber()).isTrue();
        GradientStatistics statistics = c.gradients().statistics();
        assertThat(c.schedule().grown((int) statistics.examples(), statistics)).isEqualTo(expected.asInt());
        assertThat(c.schedule().grown(500_000, statistics)).isEqualTo(500_000);
    }

    /** As published: of the whole gradient, whatever its tensors. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theInnerProductTestOfTheWholeGradientIsThatOfItsRows(long seed) {
        Random random = new Random(seed);
        List<double[]> gradients = IntStream.range(0, 6)
                .mapToObj(i -> random.doubles(9, -1, 1.5).toArray())
                .toList();
        SampleGradients sample =
                new SampleGradients(gradients, new Segments(List.of(new Segments.Run(2, 3), new Segments.Run(1, 3))));
        double[] mean = sample.mean();
        double norm = dot(mean, mean);
        double[] products = gradients.stream().mapToDouble(g -> dot(g, mean)).toArray();
        double average = Arrays.stream(products).average().orElseThrow();
        double along =
                Arrays.stream(products).map(x -> (x - average) * (x - average)).sum() / 5;
        double across = 0;
        for (double[] gradient : gradients) {
            for (int j = 0; j < 9; j++) {
                across += Math.pow(gradient[j] - dot(gradient, mean) / norm * mean[j], 2) / 5;
            }
        }
        double theta = 0.01;
        double nu = 0.02;
        assertThat(new InnerProductTest(theta, null, false, ANY).grown(1, sample.statistics()))
                .isEqualTo((int) Math.ceil(along / (theta * theta * norm * norm)));
        assertThat(new InnerProductTest(1000, nu, false, ANY).grown(1, sample.statistics()))
                .isEqualTo((int) Math.ceil(across / (nu * nu * norm)));
    }

    @Test
    void theGuardRaisesCoordinatesNearZero() {
        double[] mean = A.mean();
        double[] variance = A.variance();
        double rootMeanSquare = Math.sqrt(dot(mean, mean) / mean.length);
        double worst = 0;
        for (int j = 0; j < mean.length; j++) {
            worst = Math.max(worst, variance[j] / Math.pow(Math.max(Math.abs(mean[j]), 0.5 * rootMeanSquare), 2));
        }
        int guarded = new CoordinateTest(1, 0.5, ANY).grown(30, A.statistics());
        assertThat(guarded).isEqualTo((int) Math.ceil(worst));
        assertThat(new CoordinateTest(1, 0, ANY).grown(30, A.statistics())).isGreaterThan(10 * guarded);
    }

    static Stream<BatchSchedule> schedules() {
        Growth growth = new Growth(3, 100);
        return Stream.of(
                new NormTest(0.1, growth),
                new InnerProductTest(0.001, 0.1, true, growth),
                new InnerProductTest(0.001, 0.1, false, growth),
                new CoordinateTest(0.1, 1, growth),
                new CoordinateTest(0.1, 0, growth));
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void growthEndsAtTheGreatestSizeAndTestsAreMadeOnlyBelowIt(BatchSchedule schedule) {
        assertThat(schedule.isMeasuring()).isTrue();
        assertThat(schedule.isFixed()).isFalse();
        assertThat(schedule.largest(8)).isEqualTo(100);
        assertThat(schedule.size(0, 10, 8, 8)).isEqualTo(8);
        assertThat(schedule.grown(8, A.statistics())).isEqualTo(100);
        assertThat(IntStream.range(0, 9).filter(t -> schedule.measures(t, 99))).containsExactly(2, 5, 8);
        assertThat(IntStream.range(0, 9).filter(t -> schedule.measures(t, 100))).isEmpty();
        assertThat(schedule.objectionTo(100)).isEmpty();
        assertThat(schedule.objectionTo(101)).contains("grows batches to at most 100, but the sampler's are of 101");
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void whatTellsNothingGrowsNothing(BatchSchedule schedule) {
        double[] gradient = {1, -2, 0, 0.5};
        Segments whole = new Segments(List.of(new Segments.Run(1, 4)));
        SampleGradients equal = new SampleGradients(List.of(gradient, gradient, gradient), whole);
        SampleGradients single = new SampleGradients(List.of(gradient), whole);
        SampleGradients zero = new SampleGradients(List.of(new double[4], new double[4]), whole);
        for (SampleGradients gradients : List.of(equal, single, zero)) {
            assertThat(schedule.grown(7, gradients.statistics())).isEqualTo(7);
        }
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void gradientsThatCancelOutGrowTheBatchToItsLimit(BatchSchedule schedule) {
        SampleGradients opposed = new SampleGradients(
                List.of(new double[] {1, 2}, new double[] {-1, -2}), new Segments(List.of(new Segments.Run(1, 2))));
        // Inner products with a mean of zero are zero: of the inner product test, only the part across speaks.
        assertThat(schedule.grown(7, opposed.statistics())).isEqualTo(schedule instanceof InnerProductTest ? 7 : 100);
    }

    private static double dot(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
    }
}
