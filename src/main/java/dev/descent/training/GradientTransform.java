package dev.descent.training;

import dev.descent.training.tensor.Vec;

/** Changes the gradient before the update rule sees it. */
public non-sealed interface GradientTransform extends Transform {
    /** @param state as {@link #init} or the last call made it; a transform without memory answers it as it is */
    Transformed apply(Vec gradient, State state, StepContext context);

    record Transformed(Vec gradient, State state) {}
}
