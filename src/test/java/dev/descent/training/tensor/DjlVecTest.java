package dev.descent.training.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** The engine's vectors do what plain arrays do. */
class DjlVecTest {
    private static final Map<String, UnaryOperator<Vec>> UNARY = Map.ofEntries(
            Map.entry("neg", Vec::neg),
            Map.entry("abs", Vec::abs),
            Map.entry("square", Vec::square),
            Map.entry("sign", Vec::sign),
            Map.entry("sqrt of abs", v -> v.abs().sqrt()),
            Map.entry("clamp", v -> v.clamp(-1.5, 2)),
            Map.entry("add scalar", v -> v.add(0.25)),
            Map.entry("mul scalar", v -> v.mul(-3)),
            Map.entry("sum", Vec::sum),
            Map.entry("mean", Vec::mean),
            Map.entry("norm", Vec::norm),
            Map.entry("zeros", Vec::zeros),
            Map.entry("slice", v -> v.slice(1, 3)));

    private static final Map<String, BinaryOperator<Vec>> BINARY = Map.of(
            "add", Vec::add,
            "sub", Vec::sub,
            "mul", Vec::mul,
            "div", Vec::div,
            "max", Vec::max,
            "min", Vec::min,
            "add scaled", (a, b) -> a.addScaled(0.5, b),
            "lerp", (a, b) -> a.lerp(b, 0.1),
            "broadcast", (a, b) -> a.mul(b.norm()));

    @Property(tries = 200)
    void operationsOfOneVectorAgreeWithArrays(
            @ForAll @Size(min = 3, max = 30) List<@FloatRange(min = -100, max = 100) Float> values) {
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            UNARY.forEach((name, f) -> agree(name, f.apply(workspace.vec(floats(values))), f.apply(array(values))));
        }
    }

    @Property(tries = 200)
    void operationsOfTwoVectorsAgreeWithArrays(
            @ForAll @Size(7) List<@FloatRange(min = -100, max = 100) Float> a,
            @ForAll @Size(7) List<@FloatRange(min = 0.5f, max = 100) Float> b) {
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            BINARY.forEach((name, f) -> agree(
                    name, f.apply(workspace.vec(floats(a)), workspace.vec(floats(b))), f.apply(array(a), array(b))));
        }
    }

    @Test
    void operandsAreLeftAsTheyWere() {
        float[] a = {1, -2, 3};
        float[] b = {4, 5, -6};
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            Vec x = workspace.vec(a);
            Vec y = workspace.vec(b);
            BINARY.forEach((name, f) -> assertThat(f.apply(x, y)).as(name).isNotSameAs(x));
            UNARY.forEach((name, f) -> assertThat(f.apply(x)).as(name).isNotSameAs(x));
            assertThat(x.toArray()).containsExactly(a);
            assertThat(y.toArray()).containsExactly(b);
        }
    }

    @Test
    void onlyAVectorOfSizeOneHasAValue() {
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            assertThat(workspace.vec(new float[] {1, 2}).sum().value()).isEqualTo(3);
            assertThatThrownBy(() -> workspace.vec(new float[] {1, 2}).value())
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void scalarsCanBeConcatenated() {
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            Vec x = workspace.vec(new float[] {3, 4});
            assertThat(x.norm().concat(List.of(x.sum(), x.mean(), x)).toArray()).containsExactly(5, 7, 3.5f, 3, 4);
        }
    }

    private static float[] floats(List<Float> values) {
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values.get(i);
        }
        return floats;
    }

    private static Vec array(List<Float> values) {
        return new ArrayVec(values.stream().mapToDouble(Float::doubleValue).toArray());
    }

    private static void agree(String name, Vec actual, Vec expected) {
        float[] a = actual.toArray();
        float[] e = expected.toArray();
        assertThat(a).as(name).hasSameSizeAs(e);
        for (int i = 0; i < a.length; i++) {
            assertThat(Math.abs(a[i] - e[i])).as(name).isLessThanOrEqualTo(1e-3f + 1e-5f * Math.abs(e[i]));
        }
    }
}
