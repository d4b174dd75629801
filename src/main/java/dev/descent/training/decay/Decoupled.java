package dev.descent.training.decay;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.WeightDecay;
import dev.descent.training.tensor.Vec;

/**
 * Weight decay apart from the gradient: θ ← (1 − ηλ)θ, before the optimizer's step.
 *
 * <p>Symbols: θ parameters {@code [P]}, η the learning rate of the step, λ the rate. Source: Loshchilov and Hutter,
 * "Decoupled weight decay regularization", arXiv:1711.05101, in PyTorch's form, where η is the whole learning rate
 * and not the schedule's factor alone.
 */
@Strategy(
        type = "decoupled",
        title = "Decoupled weight decay",
        description = "Shrinks the parameters by learning rate times rate before each step, apart from the gradient.",
        paper = "arXiv:1711.05101")
public record Decoupled(
        @Option(value = "How fast parameters shrink, per unit of learning rate.", min = 0, max = 10)
        double rate) implements WeightDecay {
    public Decoupled {
        Options.check(Decoupled.class, rate);
    }

    public Decoupled() {
        this(1e-2);
    }

    @Override
    public Vec gradient(Vec gradient, Vec parameters) {
        return gradient;
    }

    @Override
    public Vec parameters(Vec parameters, double learningRate) {
        return rate == 0 ? parameters : parameters.mul(1 - learningRate * rate);
    }

    @Override
    public double decoupledRate() {
        return rate;
    }
}
