package dev.descent.training.models.layers;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;

/** y = xWᵀ + b, with x {@code [B, inputs]}, W {@code [units, inputs]} and b {@code [units]}. */
record Dense(int inputs, int units) implements Layer {
    @Override
    public List<Parameter> parameters() {
        Initialization initialization = Initialization.fanIn(inputs);
        return List.of(
                new Parameter("weight", List.of((long) units, (long) inputs), initialization),
                new Parameter("bias", List.of((long) units), initialization));
    }

    @Override
    public Dimensions output() {
        return Dimensions.flat(units);
    }

    @Override
    public PtNDArray forward(PtNDArray input, Weights own, Pass pass) {
        return JniUtils.linear(input, own.parameter(0), own.parameter(1));
    }

    @Override
    public String pytorch() {
        return "nn.Linear(" + inputs + ", " + units + ")";
    }
}
