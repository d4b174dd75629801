package dev.descent.training.models.layers;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.function.UnaryOperator;

/** Functions of each element alone, with PyTorch's constants. */
public enum Activation {
    /** x, and no layer at all. */
    NONE("Identity()", 0, x -> x),
    /** max(0, x). */
    RELU("ReLU()", 1, JniUtils::relu),
    /** x for x &gt; 0, else x/100. */
    LEAKY_RELU("LeakyReLU()", 1, x -> JniUtils.leakyRelu(x, 0.01)),
    /** x for x &gt; 0, else eˣ − 1. */
    ELU("ELU()", 1, x -> JniUtils.elu(x, 1)),
    /** ELU with the scale and slope of arXiv:1706.02515, which keep mean and variance. */
    SELU("SELU()", 1, JniUtils::selu),
    /** xΦ(x) with Φ the normal distribution function, exact. */
    GELU("GELU()", 1, JniUtils::gelu),
    /** xσ(x) with σ the logistic function. */
    SILU("SiLU()", 2, Activation::silu),
    /** x tanh(ln(1 + eˣ)). */
    MISH("Mish()", 3, Activation::mish),
    TANH("Tanh()", 1, JniUtils::tanh),
    /** 1/(1 + e⁻ˣ). */
    SIGMOID("Sigmoid()", 1, JniUtils::sigmoid),
    /** ln(1 + eˣ). */
    SOFTPLUS("Softplus()", 1, JniUtils::softPlus),
    /** x/(1 + |x|). */
    SOFTSIGN("Softsign()", 1, JniUtils::softSign);

    private final String module;
    private final int operations;
    private final UnaryOperator<PtNDArray> function;

    Activation(String module, int operations, UnaryOperator<PtNDArray> function) {
        this.module = module;
        this.operations = operations;
        this.function = function;
    }

    PtNDArray apply(PtNDArray input) {
        return function.apply(input);
    }

    // What these make on their way is closed at once; a way back keeps by itself what it needs of it.

    private static PtNDArray silu(PtNDArray x) {
        try (PtNDArray gate = JniUtils.sigmoid(x)) {
            return JniUtils.mul(x, gate);
        }
    }

    private static PtNDArray mish(PtNDArray x) {
        try (PtNDArray softened = JniUtils.softPlus(x);
                PtNDArray gate = JniUtils.tanh(softened)) {
            return JniUtils.mul(x, gate);
        }
    }

    /** How many arrays of the size of the input the function makes. */
    int operations() {
        return operations;
    }

    String pytorch() {
        return "nn." + module;
    }
}
