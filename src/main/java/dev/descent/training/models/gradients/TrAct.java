package dev.descent.training.models.gradients;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.tensor.Draws;
import dev.descent.training.tensor.djl.Constant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * TrAct: the first layer's weights move such that its activations move down their own gradient.
 *
 * <pre>
 *   ∂/∂W ← GᵀX (XᵀX/R + λI)⁻¹
 * </pre>
 *
 * <p>Symbols: X {@code [R, n]} the inputs of the layer, one row for each example, or for each position of a filter in
 * each example; G {@code [R, units]} the gradient by its outputs, with the 1/B of the mean loss in it; λ. Gradients of
 * biases and inputs, and of all other layers, are exact. Where R &lt; n the inverse is taken of the smaller XXᵀ by
 * Woodbury's identity. State: none; a step forms and inverts a matrix of min(R, n)² numbers, for a convolution from a
 * copy of all that its filters see. Source: Petersen et al., "TrAct: making first-layer pre-activations trainable",
 * arXiv:2410.23970, for networks that see images; not for a first layer with thousands of inputs and a batch as large,
 * where the inverse costs more than the network.
 */
@Strategy(
        type = "tract",
        title = "TrAct",
        description =
                "Makes the first layer learn as if its activations were moved by gradient descent, which frees it "
                        + "from the scale and the correlation of its inputs.",
        paper = "arXiv:2410.23970")
public record TrAct(
        @Option(value = "λ, added to the second moments of the inputs before they are inverted.", above = 0)
        double lambda)
        implements WeightGradient {
    public TrAct {
        Options.check(TrAct.class, lambda);
    }

    public TrAct() {
        this(0.1);
    }

    @Override
    public boolean onlyFirstLayer() {
        return true;
    }

    @Override
    public Optional<String> mixing() {
        return Optional.of("scales its gradient by the second moments of the inputs of the batch");
    }

    @Override
    public PtNDArray linear(PtNDArray x, PtNDArray weight, PtNDArray bias, Draws draws) {
        Shape shape = x.getShape();
        PtNDArray rows = x.reshape(new Shape(1, shape.get(0), shape.get(1)));
        return JniUtils.linear(x, filters(weight, () -> rows), bias);
    }

    /** stop(W) + (W − stop(W))M⁻¹, whose derivative by W is the exact one times M⁻¹. */
    @Override
    public PtNDArray filters(PtNDArray weight, Supplier<PtNDArray> patches) {
        NDArray fixed = weight.stopGradient();
        // Closed, because each handle would keep all of the rows.
        try (NDArray seen = patches.get();
                NDArray rows = seen.stopGradient()) {
            NDArray change = weight.sub(fixed)
                    .reshape(rows.getShape().get(0), -1, rows.getShape().get(2));
            return (PtNDArray) fixed.add(whitened(change, rows).reshape(weight.getShape()));
        }
    }

    /** The product of {@code change} {@code [groups, units, n]} and the inverse. */
    private NDArray whitened(NDArray change, NDArray rows) {
        long count = rows.getShape().get(1);
        try (NDArray columns = rows.swapAxes(1, 2)) {
            if (count >= rows.getShape().get(2)) {
                return change.matMul(shifted(columns.matMul(rows).div(Constant.of(count, rows)), lambda)
                        .inverse());
            }
            NDArray inverse = shifted(rows.matMul(columns), lambda * count).inverse();
            NDArray seen = change.matMul(columns).matMul(inverse).matMul(rows);
            return change.sub(seen).div(Constant.of(lambda, change));
        }
    }

    private static NDArray shifted(NDArray matrices, double by) {
        int size = (int) matrices.getShape().get(1);
        NDArray identity = matrices.getManager().eye(size, size, 0, matrices.getDataType());
        return matrices.add(identity.mul(Constant.of(by, identity)));
    }
}
