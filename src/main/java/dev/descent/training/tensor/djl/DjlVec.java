package dev.descent.training.tensor.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.descent.training.tensor.Vec;

/** A vector that is a flat {@link NDArray} of 32-bit floats; results belong to the manager of the first operand. */
public record DjlVec(NDArray array) implements Vec {
    private static final long[] ONLY_AXIS = {0};

    /** What models and objectives compute with. */
    public static NDArray array(Vec vec) {
        return ((DjlVec) vec).array;
    }

    @Override
    public long size() {
        return array.size();
    }

    @Override
    public Vec add(Vec other) {
        return new DjlVec(array.add(array(other)));
    }

    @Override
    public Vec sub(Vec other) {
        return new DjlVec(array.sub(array(other)));
    }

    @Override
    public Vec mul(Vec other) {
        return new DjlVec(array.mul(array(other)));
    }

    @Override
    public Vec div(Vec other) {
        return new DjlVec(array.div(array(other)));
    }

    @Override
    public Vec add(double scalar) {
        return new DjlVec(array.add(scalar));
    }

    @Override
    public Vec mul(double scalar) {
        return new DjlVec(array.mul(scalar));
    }

    @Override
    public Vec addScaled(double factor, Vec other) {
        return new DjlVec(Fused.addScaled(array, array(other), factor));
    }

    @Override
    public Vec lerp(Vec other, double weight) {
        return new DjlVec(Fused.lerp(array, array(other), weight));
    }

    @Override
    public Vec neg() {
        return new DjlVec(array.neg());
    }

    @Override
    public Vec abs() {
        return new DjlVec(array.abs());
    }

    @Override
    public Vec sqrt() {
        return new DjlVec(array.sqrt());
    }

    @Override
    public Vec square() {
        return new DjlVec(array.square());
    }

    @Override
    public Vec sign() {
        return new DjlVec(array.sign());
    }

    @Override
    public Vec max(Vec other) {
        return new DjlVec(NDArrays.maximum(array, array(other)));
    }

    @Override
    public Vec min(Vec other) {
        return new DjlVec(NDArrays.minimum(array, array(other)));
    }

    @Override
    public Vec clamp(double low, double high) {
        return new DjlVec(array.clip(low, high));
    }

    // Sums keep their axis, so that a scalar is a vector of size one and can be concatenated as it is.

    @Override
    public Vec sum() {
        return new DjlVec(JniUtils.sum(torch(), ONLY_AXIS, true));
    }

    @Override
    public Vec mean() {
        return new DjlVec(JniUtils.mean(torch(), 0, true));
    }

    @Override
    public Vec norm() {
        return new DjlVec(
                JniUtils.sum(JniUtils.square(torch()), ONLY_AXIS, true).sqrt());
    }

    @Override
    public Vec slice(long from, long to) {
        return new DjlVec(JniUtils.slice(torch(), 0, from, to, 1));
    }

    @Override
    public Vec zeros() {
        return new DjlVec(array.zerosLike());
    }

    @Override
    public double value() {
        if (size() != 1) {
            throw new IllegalStateException("value() of a vector of size " + size());
        }
        return array.toFloatArray()[0];
    }

    @Override
    public float[] toArray() {
        return array.toFloatArray();
    }

    private PtNDArray torch() {
        return (PtNDArray) array;
    }
}
