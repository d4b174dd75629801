package dev.descent.training;

import dev.descent.training.tensor.Vec;

/** Changes the parameters after the update rule's step. */
public non-sealed interface ParameterTransform extends Transform {
    UpdateRule.Step apply(Vec parameters, State state, StepContext context);
}
