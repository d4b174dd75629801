package dev.descent.training.tensor;

import java.util.Collection;

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

    /** One vector that holds these one after another. */
    Vec concat(Collection<Vec> parts);

    /** Frees everything that was made here, save these vectors and what was loaded. */
    void keepOnly(Collection<Vec> kept);

    @Override
    void close();

    /** Examples on the device. */
    interface Loaded {
        Batch batch(int[] rows);
    }
}
