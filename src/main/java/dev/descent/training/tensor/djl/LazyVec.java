package dev.descent.training.tensor.djl;

import dev.descent.training.tensor.Segments;
import dev.descent.training.tensor.Tensor;
import dev.descent.training.tensor.Vec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A vector that need not be there yet: each operation on it writes down an {@link Expression}. */
final class LazyVec extends Expression implements Vec {
    private static final double[] NONE = {};

    private LazyVec(
            Fusion fusion,
            long size,
            Operation operation,
            List<Expression> operands,
            double[] scalars,
            @Nullable Function<List<DjlVec>, Vec> alone,
            @Nullable DjlVec value) {
        super(fusion, size, operation, operands, scalars, alone, value);
        fusion.add(this);
    }

    /** A vector that is there. */
    LazyVec(Fusion fusion, DjlVec value) {
        this(fusion, value.size(), Operation.GIVEN, List.of(), NONE, null, value);
    }

    private LazyVec unary(Operation operation, UnaryOperator<Vec> calculation, double... numbers) {
        return new LazyVec(
                fusion(), size(), operation, List.of(this), numbers, values -> calculation.apply(values.get(0)), null);
    }

    private LazyVec binary(Operation operation, Vec second, BinaryOperator<Vec> calculation, double... numbers) {
        LazyVec b = fusion().lift(second);
        if (size() != b.size() && size() != 1 && b.size() != 1) {
            throw new IllegalArgumentException("sizes " + size() + " and " + b.size() + " do not match");
        }
        return new LazyVec(
                fusion(),
                Math.max(size(), b.size()),
                operation,
                List.of(this, b),
                numbers,
                values -> calculation.apply(values.get(0), values.get(1)),
                null);
    }

    private LazyVec reduction(Operation operation, UnaryOperator<Vec> calculation) {
        return new LazyVec(
                fusion(), 1, operation, List.of(this), NONE, values -> calculation.apply(values.get(0)), null);
    }

    /** @param calculation of the operands when they are there */
    private LazyVec other(long resultSize, List<Vec> more, Function<List<DjlVec>, Vec> calculation) {
        List<Expression> all = new ArrayList<>();
        all.add(this);
        more.forEach(vec -> all.add(fusion().lift(vec)));
        return new LazyVec(fusion(), resultSize, Operation.OTHER, all, NONE, calculation, null);
    }

    private LazyVec other(long resultSize, Function<DjlVec, Vec> calculation) {
        return other(resultSize, List.of(), values -> calculation.apply(values.get(0)));
    }

    @Override
    public Vec add(Vec second) {
        return binary(Operation.ADD, second, Vec::add);
    }

    @Override
    public Vec sub(Vec second) {
        return binary(Operation.SUB, second, Vec::sub);
    }

    @Override
    public Vec mul(Vec second) {
        return binary(Operation.MUL, second, Vec::mul);
    }

    @Override
    public Vec div(Vec second) {
        return binary(Operation.DIV, second, Vec::div);
    }

    @Override
    public Vec add(double scalar) {
        return unary(Operation.ADD, x -> x.add(scalar), scalar);
    }

    @Override
    public Vec mul(double scalar) {
        return unary(Operation.MUL, x -> x.mul(scalar), scalar);
    }

    @Override
    public Vec addScaled(double factor, Vec second) {
        return binary(Operation.ADD_SCALED, second, (x, y) -> x.addScaled(factor, y), factor);
    }

    @Override
    public Vec lerp(Vec second, double weight) {
        return binary(Operation.LERP, second, (x, y) -> x.lerp(y, weight), weight);
    }

    @Override
    public Vec neg() {
        return unary(Operation.NEG, Vec::neg);
    }

    @Override
    public Vec abs() {
        return unary(Operation.ABS, Vec::abs);
    }

    @Override
    public Vec sqrt() {
        return unary(Operation.SQRT, Vec::sqrt);
    }

    @Override
    public Vec square() {
        return unary(Operation.SQUARE, Vec::square);
    }

    @Override
    public Vec exp() {
        return unary(Operation.EXP, Vec::exp);
    }

    @Override
    public Vec sign() {
        return unary(Operation.SIGN, Vec::sign);
    }

    @Override
    public Vec sigmoid() {
        return unary(Operation.SIGMOID, Vec::sigmoid);
    }

    @Override
    public Vec max(Vec second) {
        return binary(Operation.MAX, second, Vec::max);
    }

    @Override
    public Vec min(Vec second) {
        return binary(Operation.MIN, second, Vec::min);
    }

    @Override
    public Vec clamp(double low, double high) {
        return unary(Operation.CLAMP, x -> x.clamp(low, high), low, high);
    }

    @Override
    public Vec finite() {
        return unary(Operation.FINITE, Vec::finite);
    }

    @Override
    public Vec less(Vec second) {
        return binary(Operation.LESS, second, Vec::less);
    }

    @Override
    public Vec zeros() {
        return new LazyVec(fusion(), size(), Operation.ZEROS, List.of(this), NONE, null, null);
    }

    @Override
    public Vec sum() {
        return reduction(Operation.SUM, Vec::sum);
    }

    @Override
    public Vec mean() {
        return ((LazyVec) sum())
                .unary(Operation.DIV, x -> new DjlVec(DjlVec.array(x).div(size())), size());
    }

    @Override
    public Vec norm() {
        return reduction(Operation.NORM, Vec::norm);
    }

    @Override
    public Vec sumOfSquares() {
        return norm().square();
    }

    @Override
    public Vec kthLargest(long k) {
        return other(1, x -> x.kthLargest(k));
    }

    @Override
    public Vec sums(Segments segments) {
        return other(segments.count(), x -> x.sums(segments));
    }

    @Override
    public Vec norms(Segments segments) {
        return other(segments.count(), x -> x.norms(segments));
    }

    @Override
    public Vec dots(Vec second, Segments segments) {
        return other(segments.count(), List.of(second), all -> all.get(0).dots(all.get(1), segments));
    }

    @Override
    public Vec maxima(Segments segments) {
        return other(segments.count(), x -> x.maxima(segments));
    }

    @Override
    public Vec spread(Segments segments) {
        return other(segments.size(), x -> fusion().spread(x, segments));
    }

    @Override
    public Vec slice(long from, long to) {
        return other(to - from, x -> x.slice(from, to));
    }

    @Override
    public Vec concat(List<Vec> others) {
        long total = size() + others.stream().mapToLong(Vec::size).sum();
        return other(total, others, all -> all.get(0).concat(List.copyOf(all.subList(1, all.size()))));
    }

    @Override
    public Vec gather(Vec positions) {
        return other(positions.size(), List.of(positions), all -> all.get(0).gather(all.get(1)));
    }

    @Override
    public Vec bucketize(Vec boundaries) {
        return other(size(), List.of(boundaries), all -> all.get(0).bucketize(all.get(1)));
    }

    @Override
    public Vec sortColumns(long rows) {
        return other(size(), x -> x.sortColumns(rows));
    }

    @Override
    public Vec matMul(Vec second, long inner) {
        return other(
                size() / inner * (second.size() / inner),
                List.of(second),
                all -> all.get(0).matMul(all.get(1), inner));
    }

    @Override
    public Vec transpose(long rows) {
        return other(size(), x -> x.transpose(rows));
    }

    @Override
    public Tensor reshape(long... shape) {
        return computed().reshape(shape);
    }

    @Override
    public double value() {
        return computed().value();
    }

    @Override
    public float[] toArray() {
        return computed().toArray();
    }
}
