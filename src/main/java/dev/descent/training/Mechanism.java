package dev.descent.training;

import dev.descent.spec.Family;
import dev.descent.training.tensor.Vec;
import java.util.Optional;

/**
 * The only door from examples to a gradient.
 *
 * <p>What passes through it is all that a first-order optimizer ever learns of the data. The losses of the examples
 * become K parts; each part is differentiated; the gradients of the parts become one gradient.
 */
@Family(value = "mechanisms", description = "How losses of examples become one gradient: plainly, robustly, privately.")
public interface Mechanism {
    /**
     * What is differentiated, {@code [K]}.
     *
     * @param losses {@code [B]}
     * @param weights {@code [B]} with mean one, or empty when all are one
     */
    Vec parts(Vec losses, Optional<Vec> weights);

    /**
     * The gradient.
     *
     * @param gradients one row for each part, {@code [K·P]}
     */
    Vec combine(Vec gradients, int parts);

    /** K, the number of parts of a batch of this size; each costs a backward pass and a vector of the size of θ. */
    int parts(int batchSize);
}
