package dev.descent.training;

import dev.descent.training.tensor.Vec;
import java.util.function.UnaryOperator;

/**
 * An update rule that sees values of the loss and nothing else: no gradient is ever built, and the memory of a step is
 * that of inference.
 */
public non-sealed interface SearchRule extends UpdateRule {
    Step step(Vec parameters, Loss loss, State state, StepContext context);

    /** How many values of the loss a step asks for. */
    int evaluations();

    /**
     * The loss of this step's batch as a function of the parameters, the network in evaluation mode: nothing is dropped,
     * and the running statistics of a batch norm stay what they were before training.
     */
    @FunctionalInterface
    interface Loss {
        /** Of size one. */
        Vec at(Vec parameters);

        /**
         * Runs {@code work} on {@code input} and frees all that it made, save its result: so a step that looks at many
         * points holds few of them at once.
         */
        default Vec scoped(Vec input, UnaryOperator<Vec> work) {
            return work.apply(input);
        }
    }
}
