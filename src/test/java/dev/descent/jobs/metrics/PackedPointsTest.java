package dev.descent.jobs.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class PackedPointsTest {
    private record Point(long step, double value) {}

    @Provide
    Arbitrary<List<Double>> values() {
        Arbitrary<Double> any = Arbitraries.oneOf(
                Arbitraries.doubles(),
                Arbitraries.floats().map(Float::doubleValue),
                Arbitraries.of(
                        Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0, Double.MIN_VALUE, 1e39));
        return Arbitraries.oneOf(
                any.list().ofMaxSize(300),
                Arbitraries.floats().map(Float::doubleValue).list().ofMaxSize(300));
    }

    @Property
    void whatIsPackedComesOutAsItWas(
            @ForAll("values") List<Double> values,
            @ForAll @LongRange(min = 0, max = 1L << 40) long first,
            @ForAll @LongRange(min = 1, max = 1L << 40) long mostAdded) {
        long[] steps = new long[values.size()];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = i == 0 ? first : steps[i - 1] + 1 + Math.floorMod(i * 0x9E3779B97F4A7C15L, mostAdded);
        }
        assertThat(unpacked(PackedPoints.pack(steps, array(values), 0, steps.length)))
                .isEqualTo(points(steps, values));
    }

    @Property
    void aPartOfThePointsIsPackedAlone(@ForAll("values") List<Double> values) {
        long[] steps = LongStream.range(0, values.size()).map(i -> i * i).toArray();
        int from = values.size() / 3;
        int to = values.size() - values.size() / 4;
        assertThat(unpacked(PackedPoints.pack(steps, array(values), from, to)))
                .isEqualTo(points(steps, values).subList(from, to));
    }

    @Test
    void regularStepsCostNothingAndSinglePrecisionFourBytes() {
        long[] steps = LongStream.range(0, 240).map(i -> 1000 + 10 * i).toArray();
        double[] single =
                IntStream.range(0, 240).mapToDouble(i -> (float) Math.sin(i)).toArray();
        double[] twice = IntStream.range(0, 240).mapToDouble(Math::sin).toArray();
        assertThat(PackedPoints.pack(steps, single, 0, 240)).hasSize(20 + 240 * 4);
        assertThat(PackedPoints.pack(steps, twice, 0, 240)).hasSize(20 + 240 * 8);
        steps[0] = 1;
        assertThat(PackedPoints.pack(steps, single, 0, 240)).hasSize(12 + 239 * 2 + 240 * 4);
    }

    @Test
    void noPointsAreNoBytes() {
        assertThat(PackedPoints.pack(new long[0], new double[0], 0, 0)).isEmpty();
        assertThat(unpacked(new byte[0])).isEmpty();
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static List<Point> points(long[] steps, List<Double> values) {
        return IntStream.range(0, steps.length)
                .mapToObj(i -> new Point(steps[i], values.get(i)))
                .toList();
    }

    private static List<Point> unpacked(byte[] packed) {
        List<Point> points = new ArrayList<>();
        PackedPoints.unpack(packed, (step, value) -> points.add(new Point(step, value)));
        return points;
    }
}
