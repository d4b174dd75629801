package dev.descent.training;

import dev.descent.training.tensor.Vec;
import java.util.function.UnaryOperator;

/** An update rule that takes a gradient as an {@link Optimizer} does, and also asks how the loss bends. */
public non-sealed interface CurvatureRule extends UpdateRule {
    /**
     * One step.
     *
     * @param parameters after decoupled weight decay
     * @param gradient after transforms and coupled weight decay
     */
    Step step(Vec parameters, Vec gradient, Curvature curvature, State state, StepContext context);

    /** Whether the rule asks for {@link Curvature#sampledLabelGradient}, which needs a loss that is a likelihood. */
    default boolean samplesLabels() {
        return false;
    }

    /** How the loss of this step's batch bends at the parameters before this step's weight decay. */
    interface Curvature {
        /** H·v, with H the Hessian of the loss. */
        Vec hessianTimes(Vec v);

        /**
         * The gradient of the mean loss with labels drawn from the network's own prediction, after the transforms of the
         * job: what the Gauss-Newton-Bartlett estimator squares.
         */
        Vec sampledLabelGradient();

        /** B, the number of examples in the batch. */
        int batchSize();

        /**
         * Runs {@code work} on {@code input} and frees all that it made, save its result; for rules that make many
         * vectors on their way.
         */
        default Vec scoped(Vec input, UnaryOperator<Vec> work) {
            return work.apply(input);
        }
    }
}
