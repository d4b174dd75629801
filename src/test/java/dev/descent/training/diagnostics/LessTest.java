package dev.descent.training.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Violation;
import dev.descent.training.AdamMoments;
import dev.descent.training.ExampleScore;
import dev.descent.training.Groups;
import dev.descent.training.TargetSet;
import dev.descent.training.TestSet;
import dev.descent.training.models.TestExamples;
import dev.descent.training.selection.GradientFeature;
import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.Signature;
import dev.descent.training.tensor.TestEngine;
import dev.descent.training.tensor.Vec;
import dev.descent.training.tensor.Workspace;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The formula in doubles, one example after another, over gradients that the test makes up. */
class LessTest {
    private static final Signature SIGNATURE = new Signature(List.of(2), List.of(), 2);
    private static final int SIZE = 12;
    private static final int PARAMETERS = 31;
    private static final int[] SUBTASKS = {0, 1, 1, 0, 3, 1, 0};
    private static final TestSet TARGET = TestSet.of(SUBTASKS.length).withGroups("task", SUBTASKS);
    private static final Workspace WORKSPACE = TestEngine.get().open("cpu");

    @AfterAll
    static void close() {
        WORKSPACE.close();
    }

    /** @param training {@code [N][P]} */
    private record Told(double rate, float[][] training, float[][] target, float[] m, float[] v)
            implements PartialSweep {
        static Told of(long seed, double rate) {
            SplittableRandom random = new SplittableRandom(seed);
            float[] v = random(random, 1)[0];
            for (int i = 0; i < v.length; i++) {
                v[i] *= v[i];
            }
            return new Told(rate, random(random, SIZE), random(random, SUBTASKS.length), random(random, 1)[0], v);
        }

        private static float[][] random(SplittableRandom random, int count) {
            float[][] vectors = new float[count][PARAMETERS];
            for (float[] vector : vectors) {
                for (int i = 0; i < PARAMETERS; i++) {
                    vector[i] = (float) random.nextDouble(-1, 1);
                }
            }
            return vectors;
        }

        @Override
        public void gradients(Gradients each) {
            inBatches(training, each);
        }

        @Override
        public void gradientsOf(String name, Gradients each) {
            assertThat(name).isEqualTo("task set");
            inBatches(target, each);
        }

        private static void inBatches(float[][] vectors, Gradients each) {
            for (int from = 0; from < vectors.length; from += 5) {
                int[] rows = IntStream.range(from, Math.min(vectors.length, from + 5))
                        .toArray();
                float[] together = new float[rows.length * PARAMETERS];
                for (int i = 0; i < rows.length; i++) {
                    System.arraycopy(vectors[rows[i]], 0, together, i * PARAMETERS, PARAMETERS);
                }
                each.of(rows, WORKSPACE.vec(together));
            }
        }

        @Override
        public TargetSet target(String name) {
            return new TargetSet(new TestExamples(SIGNATURE, SUBTASKS.length), TARGET);
        }

        @Override
        public Optional<Moments> moments() {
            return Optional.of(new Moments(new AdamMoments(0.9, 0.99, 1e-4), WORKSPACE.vec(m), WORKSPACE.vec(v)));
        }

        @Override
        public Vec vec(float[] values) {
            return WORKSPACE.vec(values);
        }

        @Override
        public Weights weights() {
            return new Weights(new float[PARAMETERS], new float[1]);
        }
    }

    private static double[] unit(double[] vector) {
        double norm = Math.sqrt(Arrays.stream(vector).map(x -> x * x).sum());
        return Arrays.stream(vector).map(x -> norm == 0 ? 0 : x / norm).toArray();
    }

    private static double[] doubles(float[] vector) {
        return IntStream.range(0, vector.length).mapToDouble(i -> vector[i]).toArray();
    }

    private static double[] feature(GradientFeature feature, Told told, float[] g) {
        return IntStream.range(0, PARAMETERS)
                .mapToDouble(i -> switch (feature) {
                    case SGD -> g[i];
                    case SIGN -> Math.signum(g[i]);
                    case ADAM ->
                        (0.9 * told.m[i] + 0.1 * g[i])
                                / Math.sqrt(0.99 * told.v[i] + 0.01 * g[i] * (double) g[i] + 1e-4);
                })
                .toArray();
    }

    private static double[] expected(GradientFeature feature, boolean hasSubtasks, List<Told> points) {
        double[] best = new double[SIZE];
        for (int row = 0; row < SIZE; row++) {
            best[row] = Double.NEGATIVE_INFINITY;
            for (int task : hasSubtasks ? new int[] {0, 1, 3} : new int[] {0}) {
                double sum = 0;
                double rates = 0;
                for (Told told : points) {
                    double[] direction = new double[PARAMETERS];
                    int members = 0;
                    for (int x = 0; x < SUBTASKS.length; x++) {
                        if (!hasSubtasks || SUBTASKS[x] == task) {
                            double[] g = unit(doubles(told.target[x]));
                            for (int i = 0; i < PARAMETERS; i++) {
                                direction[i] += g[i];
                            }
                            members++;
                        }
                    }
                    double[] own = unit(feature(feature, told, told.training[row]));
                    double product = 0;
                    for (int i = 0; i < PARAMETERS; i++) {
                        product += own[i] * direction[i] / members;
                    }
                    sum += told.rate * product;
                    rates += told.rate;
                }
                best[row] = Math.max(best[row], sum / rates);
            }
        }
        return best;
    }

    private static float[] found(ExampleScore score, List<Told> points) {
        Examples examples = new TestExamples(SIGNATURE, SIZE);
        Map<String, float[]> state = Map.of();
        for (Told told : points) {
            ExampleScore.Scoring scoring = score.over(examples, state);
            scoring.sweep(told, false);
            state = scoring.state();
        }
        return Columns.column(score.over(examples, state).columns(), "less");
    }

    private static Less less(@Nullable String column, GradientFeature feature, @Nullable Integer dimensions) {
        return new Less("task set", column, feature, dimensions, List.of(0.5, 1.0));
    }

    private static final List<Told> POINTS = List.of(Told.of(1, 0.5), Told.of(2, 0.125));

    @ParameterizedTest
    @EnumSource
    void itIsTheRateWeightedMeanOfCosines(GradientFeature feature) {
        assertClose(found(less(null, feature, null), POINTS), expected(feature, false, POINTS));
    }

    /** The subtask without a member does not count, not even as no help. */
    @ParameterizedTest
    @EnumSource
    void anExampleCountsByTheSubtaskThatItHelpsMost(GradientFeature feature) {
        assertClose(found(less("task", feature, null), POINTS), expected(feature, true, POINTS));
    }

    private static void assertClose(float[] found, double[] expected) {
        assertThat(found).hasSize(expected.length);
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) found[i]).as("row %d", i).isCloseTo(expected[i], within(2e-6));
        }
    }

    /** With as many dimensions an inner product deviates by about 1/√20,000. */
    @ParameterizedTest
    @EnumSource
    void aProjectionChangesItByLittle(GradientFeature feature) {
        float[] projected = found(less("task", feature, 20_000), POINTS);
        double[] exact = expected(feature, true, POINTS);
        for (int i = 0; i < SIZE; i++) {
            assertThat((double) projected[i])
                    .as("row %d", i)
                    .isCloseTo(exact[i], within(0.03))
                    .isNotEqualTo(exact[i]);
        }
    }

    @Test
    void whatHasNoGradientPointsNowhereAndBeforeTheFirstPointNothingIsKnown() {
        Told told = Told.of(3, 0.1);
        Arrays.fill(told.training[4], 0);
        Arrays.fill(told.target[4], 0);
        float[] found = found(less(null, GradientFeature.SGD, null), List.of(told));
        assertThat(found[4]).isZero();
        assertThat(found).doesNotContain(Float.NaN);
        assertThat(found(less(null, GradientFeature.SGD, null), List.of())).containsOnly(Float.NaN);
    }

    @Test
    void columnsThatAreNoSubtasksAreRefusedAtTheirPlace() {
        Groups many = new Groups(
                new int[SUBTASKS.length],
                IntStream.range(0, 65).mapToObj(Integer::toString).toList());
        TestSet set = TARGET.withGroups("many", many);
        Less tooMany = less("many", GradientFeature.SGD, null);
        Less unknown = less("nothing", GradientFeature.SGD, null);
        assertThatThrownBy(() -> tooMany.check(set)).hasMessageContaining("at most 64 subtasks");
        for (Less wrong : List.of(tooMany, unknown)) {
            assertThatThrownBy(() -> wrong.check(set))
                    .isInstanceOfSatisfying(
                            InvalidOptions.class,
                            e -> assertThat(e.violations())
                                    .extracting(Violation::pointer)
                                    .containsExactly("/subtask_column"));
        }
        less("task", GradientFeature.SGD, null).check(set);
    }
}
