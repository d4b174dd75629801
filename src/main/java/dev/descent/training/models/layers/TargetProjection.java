package dev.descent.training.models.layers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.descent.training.tensor.Draws;
import dev.descent.training.tensor.djl.Constant;
import java.util.List;
import java.util.Optional;

/**
 * A layer that learns from the targets, projected at random to its size, and not from the layers behind it.
 *
 * <pre>
 *   l = ½‖Pt − y‖²                                       added to the loss of the example, for its gradient alone
 * </pre>
 *
 * <p>Symbols: y the layer's output {@code [h]}; t the target {@code [K]}, 1 at the class and 0 elsewhere, or the one
 * number of a regression; P {@code [h, K]}, uniform on ±√(6/h) and the same throughout a job. No gradient flows from
 * behind into y, nor from l into the layers in front, where those are such layers too.
 *
 * @param layer with an output of h features
 * @param classes K, or 0 for regression
 * @param stream tells its P from those of other layers
 */
record TargetProjection(Layer layer, int classes, int stream) implements Layer {
    private static final double GAIN_OF_KAIMING = 6;

    @Override
    public List<Parameter> parameters() {
        return layer.parameters();
    }

    @Override
    public List<Buffer> buffers() {
        return layer.buffers();
    }

    @Override
    public Dimensions output() {
        return layer.output();
    }

    @Override
    public Optional<Mixing> mixing() {
        return layer.mixing();
    }

    @Override
    public PtNDArray forward(PtNDArray input, Weights own, Pass pass) {
        PtNDArray output = layer.forward(input, own, pass);
        if (!pass.isTraining()) {
            return output;
        }
        int width = output().channels();
        float[] numbers = projection(pass.projection(stream));
        PtNDArray projection = (PtNDArray) input.getManager().create(numbers, new Shape(numbers.length / width, width));
        PtNDArray targets = pass.targets();
        NDArray goal = classes > 0
                ? JniUtils.embedding(targets, projection, false)
                : targets.reshape(new Shape(targets.size(), 1)).matMul(projection);
        NDArray distance = goal.sub(output).square().sum(new int[] {1}).div(Constant.of(2, output));
        pass.addLocalLosses(distance);
        return (PtNDArray) output.stopGradient();
    }

    /** Pᵀ, row by row. */
    float[] projection(Draws draws) {
        int width = output().channels();
        float[] values = new float[width * Math.max(classes, 1)];
        double bound = Math.sqrt(GAIN_OF_KAIMING / width);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) ((2 * draws.uniform() - 1) * bound);
        }
        return values;
    }

    /** With the distance to the target of each unit. */
    @Override
    public long activations() {
        return layer.activations() + output().count();
    }

    @Override
    public String pytorch() {
        return layer.pytorch();
    }
}
