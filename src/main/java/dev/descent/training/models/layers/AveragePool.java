package dev.descent.training.models.layers;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;

/** The mean of each position of a window, per channel; padding counts as zeros. */
record AveragePool(Dimensions input, Window window) implements Layer {
    @Override
    public Dimensions output() {
        return window.over(input, input.channels());
    }

    @Override
    public PtNDArray forward(PtNDArray input, Weights own, Pass pass) {
        return JniUtils.avgPool(input, window.sizes(), window.strides(), window.paddings(), false, true);
    }

    @Override
    public String pytorch() {
        return "nn.AvgPool2d(" + window.pytorch() + ")";
    }
}
