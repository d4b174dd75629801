package dev.descent.training.decay;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.WeightDecay;
import dev.descent.training.tensor.Vec;

/**
 * Weight decay as an L2 penalty: g ← g + λθ, before anything else in the optimizer.
 *
 * <p>The penalty is λ‖θ‖²/2. Symbols: g gradient {@code [P]}, θ parameters {@code [P]}, λ the rate. An adaptive
 * optimizer divides the penalty by its denominator along with the gradient; use {@link Decoupled} with those.
 */
@Strategy(
        type = "coupled",
        title = "Coupled weight decay",
        description = "An L2 penalty: rate times the parameters is added to the gradient.")
public record Coupled(
        @Option(value = "The penalty's factor λ.", min = 0, max = 10)
        double rate) implements WeightDecay {
    public Coupled {
        Options.check(Coupled.class, rate);
    }

    public Coupled() {
        this(1e-4);
    }

    @Override
    public Vec gradient(Vec gradient, Vec parameters) {
        return rate == 0 ? gradient : gradient.addScaled(rate, parameters);
    }

    @Override
    public Vec parameters(Vec parameters, double learningRate) {
        return parameters;
    }

    @Override
    public Vec loss(Vec loss, Vec parameters) {
        return rate == 0 ? loss : loss.addScaled(rate / 2, parameters.square().sum());
    }
}
