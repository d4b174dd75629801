package dev.descent.training;

import dev.descent.spec.Family;
import dev.descent.training.tensor.Vec;

/** What is done around the update rule: to the gradient before it, to the parameters after it, or to their average. */
@Family(
        value = "transforms",
        description = "What is done to the gradient before the update rule, and to the parameters after it, in order.")
public sealed interface Transform permits GradientTransform, ParameterTransform, WeightAverage {
    /** The state before the first step. */
    default State init(Vec parameters) {
        return State.EMPTY;
    }

    /** How many vectors of the size of θ the state holds. */
    default int stateVectors() {
        return 0;
    }
}
