package dev.descent.training;

import dev.descent.training.tensor.Vec;

/**
 * An update rule that sees values of the loss and nothing else: no gradient is ever built, and the memory of a step is
 * that of inference.
 */
public non-sealed interface SearchRule extends UpdateRule {
    Step step(Vec parameters, Loss loss, State state, StepContext context);

    /** The loss of this step's batch as a function of the parameters, the network in evaluation mode. */
    @FunctionalInterface
    interface Loss {
        /** Of size one. */
        Vec at(Vec parameters);
    }
}
