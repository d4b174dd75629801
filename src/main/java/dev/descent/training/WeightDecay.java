package dev.descent.training;

import dev.descent.spec.Family;
import dev.descent.training.tensor.Vec;

/** Pulls the parameters towards zero. */
@Family(value = "weight_decay", description = "How the parameters are pulled towards zero.")
public interface WeightDecay {
    /** The gradient that the optimizer sees instead of {@code gradient}. */
    Vec gradient(Vec gradient, Vec parameters);

    /** The parameters that the optimizer starts its step from instead of {@code parameters}. */
    Vec parameters(Vec parameters, double rate);

    /** The loss that {@link #gradient} is the gradient of, of size one. */
    default Vec loss(Vec loss, Vec parameters) {
        return loss;
    }

    /** λ, if parameters shrink apart from the gradient: by ηλ a step, or whatever the decay makes of λ; 0 if not. */
    default double decoupledRate() {
        return 0;
    }
}
