package dev.descent.training.models.layers;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cross-correlation of images x {@code [B, C, H, W]} with filters W {@code [F, C/groups, k, k]}, plus b {@code [F]}.
 *
 * <p>The output is {@code [B, F, H', W']} with H' = ⌊(H + 2·padding − k)/stride⌋ + 1.
 *
 * @param input of one example
 * @param window its size k, stride and zero padding
 */
record Convolution(Dimensions input, int filters, Window window, int groups, boolean bias) implements Layer {
    @Override
    public List<Parameter> parameters() {
        long channels = input.channels() / groups;
        long size = window.size();
        Initialization initialization = Initialization.fanIn(channels * size * size);
        List<Parameter> parameters = new ArrayList<>();
        parameters.add(new Parameter("weight", List.of((long) filters, channels, size, size), initialization));
        if (bias) {
            parameters.add(new Parameter("bias", List.of((long) filters), initialization));
        }
        return parameters;
    }

    @Override
    public Dimensions output() {
        return window.over(input, filters);
    }

    @Override
    public PtNDArray forward(PtNDArray input, Weights own, Pass pass) {
        return convolve(input, own.parameter(0), bias ? own.parameter(1) : null);
    }

    // The binding takes null for "no bias", which its declaration does not say.
    @SuppressWarnings("NullAway")
    private PtNDArray convolve(PtNDArray input, PtNDArray weight, @Nullable PtNDArray bias) {
        return JniUtils.convolution(input, weight, bias, window.strides(), window.paddings(), new Shape(1, 1), groups);
    }

    @Override
    public String pytorch() {
        return "nn.Conv2d(" + input.channels() + ", " + filters + ", " + window.pytorch()
                + (groups == 1 ? "" : ", groups=" + groups)
                + (bias ? "" : ", bias=False")
                + ")";
    }
}
