package dev.descent.training.decay;

import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.WeightDecay;
import dev.descent.training.tensor.Vec;

/**
 * Weight decay apart from the gradient: θ ← (1 − ηλ)θ, or θ ← (1 − λ)θ, before the optimizer's step.
 *
 * <p>Symbols: θ parameters {@code [P]}, η the learning rate of the step, λ the rate. Source: Loshchilov and Hutter,
 * "Decoupled weight decay regularization", arXiv:1711.05101, in PyTorch's form, where η is the whole learning rate
 * and not the schedule's factor alone. Without η it is what AdaBelief's authors call fixed decay; a λ that is usual
 * with η is then a hundred or a thousand times too large.
 */
@Strategy(
        type = "decoupled",
        title = "Decoupled weight decay",
        description = "Shrinks the parameters by learning rate times rate, or by the rate alone, before each step and "
                + "apart from the gradient.",
        paper = "arXiv:1711.05101")
public record Decoupled(
        @Option(value = "λ, how fast parameters shrink: per unit of learning rate, or per step.", min = 0, max = 10)
        double rate,

        @Option("Whether the learning rate multiplies λ, so that the decay follows the schedule.")
        boolean scaledByRate)
        implements WeightDecay {
    public Decoupled {
        Options.check(Decoupled.class, rate, scaledByRate);
        if (!scaledByRate && rate > 1) {
            throw new InvalidOptions(
                    "/rate",
                    "conflict",
                    "must be at most 1 where the learning rate does not multiply it, but is " + rate);
        }
    }

    public Decoupled(double rate) {
        this(rate, true);
    }

    public Decoupled() {
        this(1e-2, true);
    }

    @Override
    public Vec gradient(Vec gradient, Vec parameters) {
        return gradient;
    }

    @Override
    public Vec parameters(Vec parameters, double learningRate) {
        return rate == 0 ? parameters : parameters.mul(1 - (scaledByRate ? learningRate : 1) * rate);
    }

    @Override
    public double decoupledRate() {
        return rate;
    }
}
