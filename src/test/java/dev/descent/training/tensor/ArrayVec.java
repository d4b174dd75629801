package dev.descent.training.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;

/** A vector of 64-bit floats in a Java array: slow, obvious, and without native code. */
public final class ArrayVec implements Vec {
    private final double[] values;

    public ArrayVec(double... values) {
        this.values = values.clone();
    }

    public static double[] values(Vec vec) {
        return ((ArrayVec) vec).values.clone();
    }

    @Override
    public long size() {
        return values.length;
    }

    @Override
    public Vec add(Vec other) {
        return zip(other, Double::sum);
    }

    @Override
    public Vec sub(Vec other) {
        return zip(other, (a, b) -> a - b);
    }

    @Override
    public Vec mul(Vec other) {
        return zip(other, (a, b) -> a * b);
    }

    @Override
    public Vec div(Vec other) {
        return zip(other, (a, b) -> a / b);
    }

    @Override
    public Vec add(double scalar) {
        return map(a -> a + scalar);
    }

    @Override
    public Vec mul(double scalar) {
        return map(a -> a * scalar);
    }

    @Override
    public Vec addScaled(double factor, Vec other) {
        return zip(other, (a, b) -> a + factor * b);
    }

    @Override
    public Vec neg() {
        return map(a -> -a);
    }

    @Override
    public Vec finite() {
        return map(a -> Double.isFinite(a) ? a : 0);
    }

    @Override
    public Vec exp() {
        return map(Math::exp);
    }

    @Override
    public Vec abs() {
        return map(Math::abs);
    }

    @Override
    public Vec sqrt() {
        return map(Math::sqrt);
    }

    @Override
    public Vec square() {
        return map(a -> a * a);
    }

    @Override
    public Vec sign() {
        return map(Math::signum);
    }

    @Override
    public Vec sigmoid() {
        return map(a -> 1 / (1 + Math.exp(-a)));
    }

    @Override
    public Vec less(Vec other) {
        return zip(other, (a, b) -> a < b ? 1 : 0);
    }

    @Override
    public Vec max(Vec other) {
        return zip(other, Math::max);
    }

    @Override
    public Vec min(Vec other) {
        return zip(other, Math::min);
    }

    @Override
    public Vec clamp(double low, double high) {
        return map(a -> Math.max(low, Math.min(high, a)));
    }

    @Override
    public Vec sum() {
        return new ArrayVec(Arrays.stream(values).sum());
    }

    @Override
    public Vec mean() {
        return sum().mul(1.0 / values.length);
    }

    @Override
    public Vec norm() {
        return square().sum().sqrt();
    }

    @Override
    public Vec kthLargest(long k) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return new ArrayVec(sorted[sorted.length - (int) k]);
    }

    @Override
    public Vec sums(Segments segments) {
        return new ArrayVec(split(segments).stream()
                .mapToDouble(s -> Arrays.stream(s).sum())
                .toArray());
    }

    @Override
    public Vec maxima(Segments segments) {
        return new ArrayVec(split(segments).stream()
                .mapToDouble(s -> Arrays.stream(s).max().orElseThrow())
                .toArray());
    }

    private List<double[]> split(Segments segments) {
        List<double[]> parts = new ArrayList<>();
        int from = 0;
        for (Segments.Run run : segments.runs()) {
            for (long i = 0; i < run.count(); i++) {
                parts.add(Arrays.copyOfRange(values, from, from + (int) run.length()));
                from += (int) run.length();
            }
        }
        assertThat(from).isEqualTo(values.length);
        return parts;
    }

    @Override
    public Vec spread(Segments segments) {
        double[] result = new double[(int) segments.size()];
        int segment = 0;
        int to = 0;
        for (Segments.Run run : segments.runs()) {
            for (long i = 0; i < run.count(); i++) {
                Arrays.fill(result, to, to + (int) run.length(), values[segment++]);
                to += (int) run.length();
            }
        }
        assertThat(segment).isEqualTo(values.length);
        return new ArrayVec(result);
    }

    @Override
    public Vec concat(List<Vec> others) {
        return new ArrayVec(Stream.concat(Stream.of((Vec) this), others.stream())
                .flatMapToDouble(part -> Arrays.stream(values(part)))
                .toArray());
    }

    @Override
    public Vec gather(Vec positions) {
        return new ArrayVec(
                Arrays.stream(values(positions)).map(i -> values[(int) i]).toArray());
    }

    @Override
    public Vec bucketize(Vec boundaries) {
        double[] bounds = values(boundaries);
        return map(a -> Arrays.stream(bounds).filter(b -> b < a).count());
    }

    @Override
    public Vec sortColumns(long rows) {
        int width = values.length / (int) rows;
        double[] result = new double[values.length];
        for (int column = 0; column < width; column++) {
            double[] sorted = new double[(int) rows];
            for (int row = 0; row < rows; row++) {
                sorted[row] = values[row * width + column];
            }
            Arrays.sort(sorted);
            for (int row = 0; row < rows; row++) {
                result[row * width + column] = sorted[row];
            }
        }
        return new ArrayVec(result);
    }

    @Override
    public Vec matMul(Vec other, long inner) {
        double[] b = values(other);
        int k = (int) inner;
        int n = values.length / k;
        int m = b.length / k;
        double[] result = new double[n * m];
        for (int row = 0; row < n; row++) {
            for (int column = 0; column < m; column++) {
                for (int i = 0; i < k; i++) {
                    result[row * m + column] += values[row * k + i] * b[i * m + column];
                }
            }
        }
        return new ArrayVec(result);
    }

    @Override
    public Vec transpose(long rows) {
        int height = (int) rows;
        int width = values.length / height;
        double[] result = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i % width * height + i / width] = values[i];
        }
        return new ArrayVec(result);
    }

    @Override
    public Vec slice(long from, long to) {
        return new ArrayVec(Arrays.copyOfRange(values, (int) from, (int) to));
    }

    @Override
    public Tensor reshape(long... shape) {
        throw new UnsupportedOperationException("there are only vectors here");
    }

    @Override
    public Vec zeros() {
        return new ArrayVec(new double[values.length]);
    }

    @Override
    public double value() {
        if (values.length != 1) {
            throw new IllegalStateException("value() of a vector of size " + values.length);
        }
        return values[0];
    }

    @Override
    public float[] toArray() {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    private Vec map(DoubleUnaryOperator f) {
        return new ArrayVec(Arrays.stream(values).map(f).toArray());
    }

    private Vec zip(Vec other, DoubleBinaryOperator f) {
        double[] b = ((ArrayVec) other).values;
        int size = Math.max(values.length, b.length);
        if (values.length != size && values.length != 1 || b.length != size && b.length != 1) {
            throw new IllegalArgumentException("sizes " + values.length + " and " + b.length + " do not match");
        }
        double[] result = new double[size];
        for (int i = 0; i < size; i++) {
            result[i] = f.applyAsDouble(values[values.length == 1 ? 0 : i], b[b.length == 1 ? 0 : i]);
        }
        return new ArrayVec(result);
    }
}
