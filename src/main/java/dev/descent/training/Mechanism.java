package dev.descent.training;

import dev.descent.spec.Family;
import dev.descent.training.tensor.Vec;
import java.util.Optional;

/**
 * The only door from examples to a gradient.
 *
 * <p>What passes through it is all that an optimizer ever learns of the data.
 */
@Family(value = "mechanisms", description = "How losses of examples become one gradient: plainly, or with privacy.")
public interface Mechanism {
    /**
     * What is differentiated: a vector of size one.
     *
     * @param losses {@code [B]}
     * @param weights {@code [B]} with mean one, or empty when all are one
     */
    Vec loss(Vec losses, Optional<Vec> weights);
}
