package dev.descent.training.tensor;

import java.util.function.UnaryOperator;

/** A value that is made of vectors, such as a step of an update rule together with its new state. */
public interface Vectors<T> {
    /** The same value with every vector changed. */
    T map(UnaryOperator<Vec> change);
}
