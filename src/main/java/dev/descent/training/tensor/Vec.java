package dev.descent.training.tensor;

import java.util.List;

/**
 * A vector of real numbers on some engine.
 *
 * <p>Every operation is pure: it returns a new vector and leaves its operands as they were. Operations of two vectors
 * work element by element on equal sizes; a vector of size one broadcasts. A scalar that comes out of vectors, such as
 * a norm, is a vector of size one and stays on the device; only {@link #value} and {@link #toArray} bring numbers back,
 * and wait for the device to do so.
 */
public interface Vec {
    /** Number of elements. */
    long size();

    Vec add(Vec other);

    Vec sub(Vec other);

    Vec mul(Vec other);

    Vec div(Vec other);

    Vec add(double scalar);

    Vec mul(double scalar);

    /** {@code this + factor * other}. */
    Vec addScaled(double factor, Vec other);

    /** {@code (1 - weight) * this + weight * other}: one step of an exponential moving average. */
    default Vec lerp(Vec other, double weight) {
        return mul(1 - weight).addScaled(weight, other);
    }

    Vec neg();

    Vec abs();

    Vec sqrt();

    Vec square();

    /** eˣ. */
    Vec exp();

    /** -1, 0 or 1, with the sign of zero being zero. */
    Vec sign();

    /** 1/(1 + exp(-x)). */
    Vec sigmoid();

    Vec max(Vec other);

    Vec min(Vec other);

    /** Every element x replaced by max(low, min(high, x)); a bound may be infinite. */
    Vec clamp(double low, double high);

    /** The same elements with zero for those that are not finite numbers. */
    Vec finite();

    /** 1 where this is less than {@code other}, 0 elsewhere. */
    Vec less(Vec other);

    /** The sum of all elements, of size one. */
    Vec sum();

    /** The mean of all elements, of size one. */
    Vec mean();

    /** The Euclidean norm, of size one. */
    Vec norm();

    /** The sum of the squares of all elements, of size one; may be a root that is squared again. */
    default Vec sumOfSquares() {
        return square().sum();
    }

    /** The inner product with {@code other}, of size one. */
    default Vec dot(Vec other) {
        return mul(other).sum();
    }

    /** The k-th largest element, of size one; k counts from 1. */
    Vec kthLargest(long k);

    /** The sum of each segment. */
    Vec sums(Segments segments);

    /** The Euclidean norm of each segment. */
    default Vec norms(Segments segments) {
        return square().sums(segments).sqrt();
    }

    /** The inner product of each segment with that of {@code other}. */
    default Vec dots(Vec other, Segments segments) {
        return mul(other).sums(segments);
    }

    /** The greatest element of each segment. */
    Vec maxima(Segments segments);

    /** One element per segment of this, repeated over the segment: the way back from {@link #sums}. */
    Vec spread(Segments segments);

    /** Elements {@code from} (inclusive) to {@code to} (exclusive). */
    Vec slice(long from, long to);

    /** This vector, followed by others. */
    Vec concat(List<Vec> others);

    /** The elements of this at these positions, which are whole numbers counted from 0. */
    Vec gather(Vec positions);

    /**
     * How many of at most 255 rising boundaries are less than each element. The result is kept in one byte an element;
     * only {@link #gather} takes it as positions.
     */
    Vec bucketize(Vec boundaries);

    /** This as a matrix of so many rows, row after row, with every column in rising order. */
    Vec sortColumns(long rows);

    /** The matrix product of this as {@code [n, inner]} and {@code other} as {@code [inner, m]}, as {@code [n, m]}. */
    Vec matMul(Vec other, long inner);

    /** This as a matrix of so many rows, transposed. */
    Vec transpose(long rows);

    /** The same elements as an array of this shape, row-major. */
    Tensor reshape(long... shape);

    /** As many zeros, on the same engine. */
    Vec zeros();

    /** The only element of a vector of size one; waits for the device. */
    double value();

    /** All elements, at the engine's precision; waits for the device. */
    float[] toArray();
}
