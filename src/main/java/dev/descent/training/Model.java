package dev.descent.training;

import dev.descent.spec.Family;
import dev.descent.spec.InvalidOptions;
import dev.descent.training.tensor.Signature;

/** The architecture of a network, before it is known what goes in and what comes out. */
@Family(value = "models", description = "The networks that a job can train.")
public interface Model {
    /**
     * The network for examples of this signature.
     *
     * @throws InvalidOptions if this architecture cannot take them; pointers are relative to the model's options
     */
    Network network(Signature signature);

    /**
     * Whether what back-propagation gives is the derivative of the loss, on which rules rely that search along it or look
     * at how it changes.
     */
    default boolean hasTrueGradient() {
        return true;
    }

    /** Whether its parameters also learn from targets themselves, past the loss of the outputs. */
    default boolean learnsFromTargets() {
        return false;
    }
}
