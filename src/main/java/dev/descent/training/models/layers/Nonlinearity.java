package dev.descent.training.models.layers;

import ai.djl.pytorch.engine.PtNDArray;

/** An {@link Activation} as a layer. */
record Nonlinearity(Activation activation, Dimensions output) implements Layer {
    @Override
    public PtNDArray forward(PtNDArray input, Weights own, Pass pass) {
        return activation.apply(input);
    }

    @Override
    public long activations() {
        return activation.operations() * output.count();
    }

    @Override
    public long inference() {
        return activations();
    }

    @Override
    public String pytorch() {
        return activation.pytorch();
    }
}
