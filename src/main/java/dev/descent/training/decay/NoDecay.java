package dev.descent.training.decay;

import dev.descent.spec.Strategy;
import dev.descent.training.WeightDecay;
import dev.descent.training.tensor.Vec;

/** Leaves the parameters where they are. */
@Strategy(type = "none", title = "No weight decay", description = "Leaves the parameters where they are.")
public record NoDecay() implements WeightDecay {
    @Override
    public Vec gradient(Vec gradient, Vec parameters) {
        return gradient;
    }

    @Override
    public Vec parameters(Vec parameters, double rate) {
        return parameters;
    }
}
