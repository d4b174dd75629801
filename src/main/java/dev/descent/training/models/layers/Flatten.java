package dev.descent.training.models.layers;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;

/** All elements of an example in one row, channel by channel. */
record Flatten(Dimensions input) implements Layer {
    @Override
    public Dimensions output() {
        return Dimensions.flat(Math.toIntExact(input.count()));
    }

    @Override
    public PtNDArray forward(PtNDArray input, Weights own, Pass pass) {
        return input.reshape(new Shape(-1, this.input.count()));
    }

    /** A view. */
    @Override
    public long activations() {
        return 0;
    }

    @Override
    public String pytorch() {
        return "nn.Flatten()";
    }
}
