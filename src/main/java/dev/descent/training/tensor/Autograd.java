package dev.descent.training.tensor;

import java.util.function.Supplier;

/**
 * Gradients as a function of a result and what it came from.
 *
 * <p>Nothing is accumulated and nothing has to be reset. Several threads may differentiate at once, each in its own
 * workspace.
 */
public interface Autograd {
    /**
     * Runs {@code forward}, and remembers how its result came from {@code parameters}, so that {@link #gradient} can
     * follow the way back.
     */
    <T> T record(Vec parameters, Supplier<T> forward);

    /** ∇ of {@code scalar}, of size one, with respect to {@code parameters}, after {@link #record}. */
    Vec gradient(Vec scalar, Vec parameters);
}
