package dev.descent.training;

import dev.descent.spec.Family;
import dev.descent.training.tensor.Vec;
import java.util.Optional;

/** How much each example of a batch counts. */
@Family(value = "reweighting", description = "How much each example of a batch counts.")
public interface Reweighting {
    /**
     * Weights with mean one, detached from the losses.
     *
     * @param losses {@code [B]}
     * @return {@code [B]}, or empty when all weights are one
     */
    Optional<Vec> weights(Vec losses, long step);
}
