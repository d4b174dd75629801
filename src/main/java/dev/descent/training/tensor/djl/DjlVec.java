package dev.descent.training.tensor.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Activation;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.descent.training.tensor.Segments;
import dev.descent.training.tensor.Tensor;
import dev.descent.training.tensor.Vec;
import java.util.ArrayList;
import java.util.List;

/** A vector that is a flat {@link NDArray} of 32-bit floats, or of bytes; results belong to the manager of the first operand. */
public record DjlVec(NDArray array) implements Vec {
    private static final long[] ONLY_AXIS = {0};
    private static final int[] FIRST_AXIS = {0};
    private static final int EUCLIDEAN = 2;

    /** What models and objectives compute with. */
    public static NDArray array(Vec vec) {
        return (vec instanceof LazyVec lazy ? lazy.computed() : (DjlVec) vec).array;
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
        return new DjlVec(JniUtils.isGradMode() ? array.mul(Constant.of(scalar, array)) : array.mul(scalar));
    }

    @Override
    public Vec addScaled(double factor, Vec other) {
        return new DjlVec(Scripted.addScaled(array, array(other), factor));
    }

    @Override
    public Vec lerp(Vec other, double weight) {
        return new DjlVec(Scripted.lerp(array, array(other), weight));
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
    public Vec exp() {
        return new DjlVec(array.exp());
    }

    @Override
    public Vec sign() {
        return new DjlVec(array.sign());
    }

    @Override
    public Vec sigmoid() {
        return new DjlVec(Activation.sigmoid(array));
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

    @Override
    public Vec finite() {
        return new DjlVec(Scripted.finite(array));
    }

    @Override
    public Vec less(Vec other) {
        return new DjlVec(array.lt(array(other)).toType(DataType.FLOAT32, false));
    }

    // Sums keep their axis, so that a scalar is a vector of size one and can be concatenated as it is.

    @Override
    public Vec sum() {
        long chunk = Chunk.of(array.getDevice());
        return new DjlVec(size() > chunk ? Scripted.sum(array, chunk) : JniUtils.sum(torch(), ONLY_AXIS, true));
    }

    @Override
    public Vec mean() {
        return new DjlVec(
                size() > Chunk.of(array.getDevice()) ? array(sum()).div(size()) : JniUtils.mean(torch(), 0, true));
    }

    @Override
    public Vec norm() {
        long chunk = Chunk.of(array.getDevice());
        return new DjlVec(
                size() > chunk ? Scripted.norm(array, chunk) : JniUtils.norm(torch(), EUCLIDEAN, FIRST_AXIS, true));
    }

    /** Faster than by squares, which would be kept. */
    @Override
    public Vec sumOfSquares() {
        return norm().square();
    }

    @Override
    public Vec kthLargest(long k) {
        return new DjlVec(
                JniUtils.isGradMode()
                        ? array.topK((int) k, 0, true, true).get(0).get(new NDIndex().addSliceDim(k - 1, k))
                        : Scripted.kthLargest(array, k));
    }

    @Override
    public Vec sums(Segments segments) {
        return new DjlVec(
                JniUtils.isGradMode() ? RecordedRuns.sums(torch(), segments) : Scripted.sums(array, segments));
    }

    @Override
    public Vec norms(Segments segments) {
        return JniUtils.isGradMode() ? Vec.super.norms(segments) : new DjlVec(Scripted.norms(array, segments));
    }

    @Override
    public Vec dots(Vec other, Segments segments) {
        return JniUtils.isGradMode()
                ? Vec.super.dots(other, segments)
                : new DjlVec(Scripted.dots(array, array(other), segments, Chunk.of(array.getDevice())));
    }

    @Override
    public Vec maxima(Segments segments) {
        return new DjlVec(
                JniUtils.isGradMode() ? RecordedRuns.maxima(torch(), segments) : Scripted.maxima(array, segments));
    }

    @Override
    public Vec spread(Segments segments) {
        return new DjlVec(
                JniUtils.isGradMode() ? RecordedRuns.spread(torch(), segments) : Scripted.spread(array, segments));
    }

    @Override
    public Vec concat(List<Vec> others) {
        List<PtNDArray> parts = new ArrayList<>();
        parts.add(torch());
        others.forEach(other -> parts.add((PtNDArray) array(other)));
        return new DjlVec(RecordedRuns.cat(parts));
    }

    @Override
    public Vec gather(Vec positions) {
        return new DjlVec(Scripted.gather(array, array(positions)));
    }

    @Override
    public Vec bucketize(Vec boundaries) {
        return new DjlVec(Scripted.bucketize(array, array(boundaries)));
    }

    @Override
    public Vec sortColumns(long rows) {
        return new DjlVec(matrix(rows).sort(0).reshape(size()));
    }

    @Override
    public Vec matMul(Vec other, long inner) {
        NDArray product = matrix(size() / inner).matMul(array(other).reshape(inner, other.size() / inner));
        return new DjlVec(product.reshape(product.size()));
    }

    @Override
    public Vec transpose(long rows) {
        return new DjlVec(matrix(rows).transpose().reshape(size()));
    }

    @Override
    public Tensor reshape(long... shape) {
        return new DjlTensor(array.reshape(shape));
    }

    private NDArray matrix(long rows) {
        return array.reshape(rows, size() / rows);
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
        return array.getDataType() == DataType.FLOAT32
                ? array.toFloatArray()
                : array.toType(DataType.FLOAT32, false).toFloatArray();
    }

    private PtNDArray torch() {
        return (PtNDArray) array;
    }
}
