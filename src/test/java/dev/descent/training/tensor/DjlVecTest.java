package dev.descent.training.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** The engine's vectors do what plain arrays do. */
class DjlVecTest {
    private static final String PRODUCT = "product of matrices";

    private static final Map<String, UnaryOperator<Vec>> UNARY = Map.ofEntries(
            Map.entry("neg", Vec::neg),
            Map.entry("abs", Vec::abs),
            Map.entry("exp of sigmoid", v -> v.sigmoid().exp()),
            Map.entry("finite", v -> v.div(v.zeros()).finite()),
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
            Map.entry("sigmoid", Vec::sigmoid),
            Map.entry("second largest", v -> v.kthLargest(2)),
            Map.entry("smallest", v -> v.kthLargest(v.size())),
            Map.entry("sums", v -> v.sums(segments(v))),
            Map.entry("maxima", v -> v.maxima(segments(v))),
            Map.entry("spread", v -> v.sums(segments(v)).spread(segments(v))),
            Map.entry("concat", v -> v.concat(List.of(v.square(), v.slice(0, 1)))),
            Map.entry("gather", v -> v.gather(v.less(v.neg()).add(1))),
            Map.entry("bucketize", v -> v.bucketize(boundaries(v, 3))),
            Map.entry("sort columns", v -> twoRows(v).sortColumns(2)),
            Map.entry("transpose", v -> twoRows(v).transpose(2)),
            Map.entry(PRODUCT, DjlVecTest::product),
            Map.entry("slice", v -> v.slice(1, 3)));

    private static final Map<String, BinaryOperator<Vec>> BINARY = Map.ofEntries(
            Map.entry("add", Vec::add),
            Map.entry("sub", Vec::sub),
            Map.entry("mul", Vec::mul),
            Map.entry("div", Vec::div),
            Map.entry("max", Vec::max),
            Map.entry("min", Vec::min),
            Map.entry("add scaled", (a, b) -> a.addScaled(0.5, b)),
            Map.entry("lerp", (a, b) -> a.lerp(b, 0.1)),
            Map.entry("less", Vec::less),
            Map.entry("dot", Vec::dot),
            Map.entry("broadcast", (a, b) -> a.mul(b.norm())));

    /** One segment of two elements, one of one, and the rest in one; at least one element is left. */
    private static Segments segments(Vec v) {
        return v.size() == 3
                ? new Segments(List.of(new Segments.Run(1, 2), new Segments.Run(1, 1)))
                : new Segments(
                        List.of(new Segments.Run(1, 2), new Segments.Run(1, 1), new Segments.Run(1, v.size() - 3)));
    }

    private static Vec boundaries(Vec v, int count) {
        Vec first = v.slice(0, 1).zeros().add(-30);
        List<Vec> rest = IntStream.range(1, count)
                .mapToObj(i -> first.add(60.0 * i / count))
                .toList();
        return first.concat(rest);
    }

    private static Vec twoRows(Vec v) {
        return v.concat(List.of(v.mul(0.5).add(1)));
    }

    private static Vec product(Vec v) {
        return twoRows(v).matMul(twoRows(v).transpose(2), v.size());
    }

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

    /** What is recorded for gradients is computed in other ways here and there. */
    @Property(tries = 30)
    void operationsThatAreRecordedAgreeWithArraysToo(
            @ForAll @Size(min = 3, max = 30) List<@FloatRange(min = -100, max = 100) Float> values) {
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            Vec x = workspace.vec(floats(values));
            UNARY.forEach((name, f) -> agree(name, workspace.record(x, () -> f.apply(x)), f.apply(array(values))));
        }
    }

    /** Longer than what is worked on at a time. */
    @Test
    void reductionsOfLongVectorsAgreeWithArrays() {
        float[] values = new float[150_001];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.sin(i) + 0.5f;
        }
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            Vec x = workspace.vec(values);
            double[] doubles = new double[values.length];
            for (int i = 0; i < values.length; i++) {
                doubles[i] = values[i];
            }
            Vec expected = new ArrayVec(doubles);
            UNARY.forEach((name, f) -> {
                if (!name.equals(PRODUCT)) {
                    agree(name, f.apply(x), f.apply(expected));
                }
            });
        }
    }

    /** The engine adds up in single precision, in an order that follows from the processor: of integers every order is exact. */
    @Test
    void productsOfLongMatricesAreExactOnIntegers() {
        float[] values = new float[150_001];
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = 2 * (i % 3 - 1);
            doubles[i] = values[i];
        }
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            assertThat(product(workspace.vec(values)).toArray())
                    .containsExactly(product(new ArrayVec(doubles)).toArray());
        }
    }

    @Test
    void bytesCountUpTo255() {
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            float[] rising = new float[255];
            float[] values = new float[256];
            float[] table = new float[256];
            for (int i = 0; i < 256; i++) {
                values[i] = i;
                table[i] = 1000 + i;
                if (i < 255) {
                    rising[i] = i + 0.5f;
                }
            }
            Vec codes = workspace.vec(values).bucketize(workspace.vec(rising));
            assertThat(codes.toArray()).containsExactly(values);
            assertThat(workspace.vec(table).gather(codes).toArray()).containsExactly(table);
            // A boundary is not less than itself.
            assertThat(workspace
                            .vec(new float[] {0.5f, 254.5f, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
                            .bucketize(workspace.vec(rising))
                            .toArray())
                    .containsExactly(0, 254, 255, 0);
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
