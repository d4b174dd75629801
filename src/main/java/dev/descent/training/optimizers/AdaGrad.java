package dev.descent.training.optimizers;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.Optimizer;
import dev.descent.training.State;
import dev.descent.training.StepContext;
import dev.descent.training.tensor.Vec;
import java.util.Map;

/**
 * AdaGrad: a step for each coordinate that shrinks with all the gradients it has seen.
 *
 * <pre>
 *   a ← a + g²
 *   θ ← θ − η/(1 + (t − 1)κ) · g / (√a + ε)
 * </pre>
 *
 * <p>Symbols: θ parameters, g gradient, a accumulator, which starts at a₀, all {@code [P]}, products element by element;
 * η the learning rate; κ its own decay; t the step counted from 1. State: 1 vector. As in PyTorch ε stands outside the
 * root and a₀ is 0, so that the first step of every coordinate is η. Source: Duchi et al., "Adaptive subgradient methods
 * for online learning and stochastic optimization", JMLR 12, 2011. Meant for sparse gradients; on long runs of dense ones
 * the steps die out, which {@link RmsProp} and {@link Adam} were made to avoid.
 */
@Strategy(
        type = "adagrad",
        title = "AdaGrad",
        description = "Steps that shrink with the sum of all squared gradients of a coordinate. For sparse gradients.")
public record AdaGrad(
        @Option(value = "κ, how fast the learning rate decays of itself, beside the schedule.", min = 0, max = 1000)
        double learningRateDecay,

        @Option(value = "a₀, where the sum of squared gradients starts.", min = 0, max = 1e6)
        double initialAccumulator,

        @Option(value = "ε, added to the denominator.", above = 0, max = 1)
        double epsilon)
        implements Optimizer {
    public AdaGrad {
        Options.check(AdaGrad.class, learningRateDecay, initialAccumulator, epsilon);
    }

    public AdaGrad() {
        this(0, 0, 1e-10);
    }

    @Override
    public State init(Vec parameters) {
        return State.EMPTY.with("a", parameters.zeros().add(initialAccumulator));
    }

    @Override
    public Step step(Vec parameters, Vec gradient, State state, StepContext context) {
        Vec a = state.get("a").add(gradient.square());
        double rate = context.rate() / (1 + state.steps() * learningRateDecay);
        return new Step(
                parameters.addScaled(-rate, gradient.div(a.sqrt().add(epsilon))),
                state.next().with("a", a));
    }

    @Override
    public double defaultLearningRate() {
        return 1e-2;
    }

    @Override
    public int stateVectors() {
        return 1;
    }

    @Override
    public Map<String, Range> quantizable() {
        return Map.of("a", Range.SIGNED);
    }
}
