package dev.descent.training.tensor;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

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
    public Vec slice(long from, long to) {
        return new ArrayVec(Arrays.copyOfRange(values, (int) from, (int) to));
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
