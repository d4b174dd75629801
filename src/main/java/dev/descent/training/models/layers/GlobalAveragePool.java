package dev.descent.training.models.layers;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;

/** The mean of each channel. */
record GlobalAveragePool(int channels) implements Layer {
    private static final Shape ONE_PIXEL = new Shape(1, 1);

    @Override
    public Dimensions output() {
        return Dimensions.image(channels, 1, 1);
    }

    @Override
    public PtNDArray forward(PtNDArray input, Weights own, Pass pass) {
        return JniUtils.adaptiveAvgPool(input, ONE_PIXEL);
    }

    @Override
    public String pytorch() {
        return "nn.AdaptiveAvgPool2d(1)";
    }
}
