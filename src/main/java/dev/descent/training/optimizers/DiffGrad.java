package dev.descent.training.optimizers;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.Optimizer;
import dev.descent.training.State;
import dev.descent.training.StepContext;
import dev.descent.training.tensor.Vec;

/**
 * diffGrad: Adam whose step is damped, down to one half, where the gradient hardly changes.
 *
 * <pre>
 *   m ← β₁m + (1 − β₁)g
 *   v ← β₂v + (1 − β₂)g²
 *   ξ = 1/(1 + exp(−|g′ − g|))
 *   θ ← θ − η√(1 − β₂ᵗ)/(1 − β₁ᵗ) · ξm / (√v + ε)
 * </pre>
 *
 * <p>Symbols: θ parameters, g gradient, g′ that of the step before, 0 at first, m and v moments, ξ ∈ [½, 1) friction,
 * all {@code [P]}, products element by element; η the learning rate; t the step counted from 1; β₁ is what a schedule
 * that moves the momentum moves. State: 3 vectors. Source: Dubey et al., "diffGrad: an optimization method for
 * convolutional neural networks", arXiv:1909.11015, in the authors' second version; in their first, with which the paper
 * was made, g′ is always g and ξ always one half. ε is not divided by √(1 − β₂ᵗ), unlike {@link Adam}'s; gradients are
 * meant to be of the order of 1, because ξ knows no scale.
 */
@Strategy(
        type = "diffgrad",
        title = "diffGrad",
        description = "Adam with steps that are damped where the gradient hardly changes from step to step.",
        paper = "arXiv:1909.11015")
public record DiffGrad(
        @Option(value = "Decay β₁ of the mean gradient.", min = 0, below = 1)
        double beta1,

        @Option(value = "Decay β₂ of the mean squared gradient.", min = 0, below = 1)
        double beta2,

        @Option(value = "ε, added to the denominator.", above = 0, max = 1)
        double epsilon)
        implements Optimizer {
    public DiffGrad {
        Options.check(DiffGrad.class, beta1, beta2, epsilon);
    }

    public DiffGrad() {
        this(0.9, 0.999, 1e-8);
    }

    @Override
    public State init(Vec parameters) {
        return State.EMPTY
                .with("m", parameters.zeros())
                .with("v", parameters.zeros())
                .with("g", parameters.zeros());
    }

    @Override
    public Step step(Vec parameters, Vec gradient, State state, StepContext context) {
        State next = state.next();
        double decay1 = context.momentum().orElse(beta1);
        double rate =
                context.rate() * Math.sqrt(1 - Math.pow(beta2, next.steps())) / (1 - Math.pow(decay1, next.steps()));
        Vec m = state.get("m").lerp(gradient, 1 - decay1);
        Vec v = state.get("v").lerp(gradient.square(), 1 - beta2);
        Vec friction = state.get("g").sub(gradient).abs().sigmoid();
        return new Step(
                parameters.addScaled(-rate, friction.mul(m).div(v.sqrt().add(epsilon))),
                next.with("m", m).with("v", v).with("g", gradient));
    }

    @Override
    public double defaultLearningRate() {
        return 1e-3;
    }

    @Override
    public int stateVectors() {
        return 3;
    }

    @Override
    public boolean takesMomentum() {
        return true;
    }
}
