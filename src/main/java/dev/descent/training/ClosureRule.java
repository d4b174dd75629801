package dev.descent.training;

import dev.descent.training.tensor.Vec;
import java.util.function.UnaryOperator;

/** An update rule that asks for loss and gradient at points of its own choice in each step, such as a line search. */
public non-sealed interface ClosureRule extends UpdateRule {
    Step step(Vec parameters, Loss loss, State state, StepContext context);

    /** The loss of this step's batch as a function of the parameters. */
    interface Loss {
        /** The loss and its gradient, both including coupled weight decay. */
        Value at(Vec parameters);

        /** The loss alone, of size one: cheaper. */
        Vec valueAt(Vec parameters);

        /** H(parameters)·v, with H the Hessian of the loss. */
        Vec hessianTimes(Vec parameters, Vec v);

        /** The outputs z = f(parameters) of the network, {@code [B·K]}, and the gradient of the loss there. */
        Outputs outputsAt(Vec parameters);

        /**
         * The outputs at some parameters and their pull-back Jᵀc, where c is chosen when the outputs are known: a
         * gradient with respect to the parameters without a new gradient of the loss.
         */
        PullBack pullBack(Vec parameters, UnaryOperator<Vec> cotangent);

        /** The outputs alone: cheaper. */
        Vec outputs(Vec parameters);

        /** B, the number of examples in the batch. */
        int batchSize();

        /**
         * Runs {@code work} on {@code input} and frees all that it made, save its result. A rule that makes many vectors
         * on its way to one makes them here. What {@code work} asks of the loss is not reported.
         */
        Vec scoped(Vec input, UnaryOperator<Vec> work);
    }

    /** @param loss of size one */
    record Value(Vec loss, Vec gradient) {}

    /**
     * @param outputs {@code [B·K]}
     * @param gradient of the loss with respect to the outputs, {@code [B·K]}
     * @param loss of size one
     */
    record Outputs(Vec outputs, Vec gradient, Vec loss) {}

    /**
     * @param outputs {@code [B·K]}
     * @param gradient Jᵀc, {@code [P]}
     */
    record PullBack(Vec outputs, Vec gradient) {}
}
