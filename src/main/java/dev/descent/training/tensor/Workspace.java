package dev.descent.training.tensor;

import java.util.Collection;
import java.util.function.UnaryOperator;

/**
 * The tensors of one job on one device, used by one thread at a time.
 *
 * <p>Native memory is invisible to the garbage collector, so it is freed by rule: all that was made since the last call
 * of {@link #keepOnly} is freed by the next, save what is kept. Strategies never free anything.
 */
public interface Workspace extends Autograd, AutoCloseable {
    /** A vector of these numbers. */
    Vec vec(float[] values);

    /** Puts examples on the device for as long as the workspace lives. */
    Loaded load(Examples examples);

    /** Independent standard normal elements, determined by {@code draws}. */
    Vec normal(Draws draws, long size);

    /** Independent elements uniform on [0, 1), determined by {@code draws}. */
    Vec uniform(Draws draws, long size);

    /**
     * Runs {@code work} on {@code input} and frees all that it made, save its result; batches that it needs it must ask
     * for again.
     */
    Vec scoped(Vec input, UnaryOperator<Vec> work);

    /** Frees everything that was made here, save these vectors and what was loaded. */
    void keepOnly(Collection<Vec> kept);

    @Override
    void close();

    /** Examples on the device. */
    interface Loaded {
        Batch batch(int[] rows);
    }
}
