package dev.descent.training.models.layers;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;

/** The greatest value in each position of a window, per channel. Padding never wins. */
record MaxPool(Dimensions input, Window window) implements Layer {
    private static final int FLOATS_PER_INDEX = 2;

    @Override
    public Dimensions output() {
        return window.over(input, input.channels());
    }

    @Override
    public PtNDArray forward(PtNDArray input, Weights own, Pass pass) {
        return JniUtils.maxPool(input, window.sizes(), window.strides(), window.paddings(), false);
    }

    /** The way back needs to know which pixel won. */
    @Override
    public long activations() {
        return (1 + FLOATS_PER_INDEX) * output().count();
    }

    @Override
    public String pytorch() {
        return "nn.MaxPool2d(" + window.pytorch() + ")";
    }
}
