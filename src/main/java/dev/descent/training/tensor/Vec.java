package dev.descent.training.tensor;

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

    /** -1, 0 or 1, with the sign of zero being zero. */
    Vec sign();

    Vec max(Vec other);

    Vec min(Vec other);

    /** Every element x replaced by max(low, min(high, x)). */
    Vec clamp(double low, double high);

    /** The sum of all elements, of size one. */
    Vec sum();

    /** The mean of all elements, of size one. */
    Vec mean();

    /** The Euclidean norm, of size one. */
    Vec norm();

    /** Elements {@code from} (inclusive) to {@code to} (exclusive). */
    Vec slice(long from, long to);

    /** As many zeros, on the same engine. */
    Vec zeros();

    /** The only element of a vector of size one; waits for the device. */
    double value();

    /** All elements, at the engine's precision; waits for the device. */
    float[] toArray();
}
