package dev.descent.training.transforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.descent.spec.InvalidOptions;
import dev.descent.training.Contexts;
import dev.descent.training.Golden;
import dev.descent.training.GoldenInputs;
import dev.descent.training.GradientTransform;
import dev.descent.training.State;
import dev.descent.training.tensor.ArrayVec;
import dev.descent.training.tensor.Layout;
import dev.descent.training.tensor.TestEngine;
import dev.descent.training.tensor.Vec;
import dev.descent.training.tensor.Workspace;
import dev.descent.training.transforms.ClipCoordinates.Scope;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class CoordinateClippingTest {
    private static final Layout LAYOUT =
            Layout.EMPTY.with("a", 3, 4).with("b", 5).with("c", 1);

    record Case(String name, GradientTransform transform) {}

    static Stream<Case> cases() {
        return Stream.of(
                new Case("fixed_threshold", new ClipCoordinates(0.5, null, Scope.GLOBAL)),
                new Case("fixed_threshold", new ClipByValue(0.5)),
                new Case("top_fraction_global_tau_is_kth_largest", new ClipCoordinates(null, 0.1, Scope.GLOBAL)),
                new Case("top_fraction_global_tau_is_kth_largest", new ClipCoordinates()));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void descentWithClippedCoordinatesMatchesTheReference(Case c) {
        compare(c, ArrayVec::new, 1e-12);
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            compare(c, values -> workspace.vec(GoldenInputs.floats(values)), 1e-6);
        }
    }

    private static void compare(Case c, Function<double[], Vec> vec, double tolerance) {
        JsonNode fixture = Golden.read("optimizers/coordinate_clip.json").get("cases");
        assertThat(fixture.size()).isEqualTo(2);
        JsonNode expected = StreamSupport.stream(fixture.spliterator(), false)
                .filter(node -> node.get("case").asString().equals(c.name()))
                .findFirst()
                .orElseThrow()
                .get("steps");
        Vec parameters = vec.apply(GoldenInputs.parameters());
        for (int t = 0; t < 30; t++) {
            Vec gradient = vec.apply(GoldenInputs.gradients().get(t));
            GradientTransform.Transformed clipped =
                    c.transform().apply(gradient, State.EMPTY, Contexts.of(t, 0.01, 0, GoldenInputs.LAYOUT));
            parameters = parameters.addScaled(-0.01, clipped.gradient());
            JsonNode step = expected.get(Integer.toString(t + 1));
            if (step != null) {
                double[] actual =
                        parameters instanceof ArrayVec ? ArrayVec.values(parameters) : doubles(parameters.toArray());
                assertThat(actual).containsExactly(GoldenInputs.flat(step), within(tolerance));
            }
        }
    }

    @Property
    void aFractionOfEachTensorIsClippedToTheSmallestOfItsLargest(
            @ForAll @Size(18) double @DoubleRange(min = -10, max = 10) [] gradient,
            @ForAll @DoubleRange(min = 0.01, max = 1) double fraction) {
        double[] expected = gradient.clone();
        clip(expected, 0, 12, fraction);
        clip(expected, 12, 17, fraction);
        clip(expected, 17, 18, fraction);
        assertThat(apply(new ClipCoordinates(null, fraction, Scope.TENSOR), gradient))
                .containsExactly(expected);
        double[] together = gradient.clone();
        clip(together, 0, 18, fraction);
        assertThat(apply(new ClipCoordinates(null, fraction, Scope.GLOBAL), gradient))
                .containsExactly(together);
    }

    private static void clip(double[] gradient, int from, int to, double fraction) {
        double[] magnitudes = Arrays.stream(gradient, from, to).map(Math::abs).toArray();
        Arrays.sort(magnitudes);
        int rank = Math.max(1, (int) Math.floor(fraction * magnitudes.length));
        double limit = magnitudes[magnitudes.length - rank];
        for (int i = from; i < to; i++) {
            gradient[i] = Math.signum(gradient[i]) * Math.min(Math.abs(gradient[i]), limit);
        }
    }

    @Property
    void theNormOfEachTensorIsAtMostTheBoundAndItsDirectionStays(
            @ForAll @Size(18) double @DoubleRange(min = -10, max = 10) [] gradient,
            @ForAll @DoubleRange(min = 0.01, max = 30) double bound) {
        double[] expected = gradient.clone();
        shrink(expected, 0, 12, bound);
        shrink(expected, 12, 17, bound);
        shrink(expected, 17, 18, bound);
        assertThat(apply(new ClipByTensorNorm(bound), gradient)).containsExactly(expected, within(1e-12));
    }

    private static void shrink(double[] gradient, int from, int to, double bound) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += gradient[i] * gradient[i];
        }
        double factor = Math.min(1, bound / (Math.sqrt(sum) + 1e-6));
        for (int i = from; i < to; i++) {
            gradient[i] *= factor;
        }
    }

    @Test
    void theEngineClipsAsArraysDo() {
        double[] gradient = new Random(4).doubles(18, -3, 3).toArray();
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            Vec onEngine = workspace.vec(GoldenInputs.floats(gradient));
            for (GradientTransform transform : new GradientTransform[] {
                new ClipByTensorNorm(2),
                new ClipCoordinates(null, 0.4, Scope.TENSOR),
                new ClipCoordinates(null, 0.4, Scope.GLOBAL),
                new CentralizeGradient()
            }) {
                float[] actual = transform
                        .apply(onEngine, State.EMPTY, Contexts.of(1, LAYOUT))
                        .gradient()
                        .toArray();
                double[] expected = apply(transform, gradient);
                assertThat(doubles(actual)).containsExactly(expected, within(1e-5));
            }
        }
    }

    @Test
    void aThresholdAndAFractionContradictEachOther() {
        assertThatThrownBy(() -> new ClipCoordinates(1.0, 0.1, Scope.GLOBAL))
                .isInstanceOfSatisfying(
                        InvalidOptions.class,
                        e -> assertThat(e.violations())
                                .extracting(v -> v.pointer(), v -> v.code())
                                .containsExactly(tuple("/fraction", "conflict")));
    }

    private static double[] apply(GradientTransform transform, double[] gradient) {
        return ArrayVec.values(transform
                .apply(new ArrayVec(gradient), State.EMPTY, Contexts.of(1, LAYOUT))
                .gradient());
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }
}
