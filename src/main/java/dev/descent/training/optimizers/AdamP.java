package dev.descent.training.optimizers;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.spec.Unwrapped;
import dev.descent.training.Optimizer;
import dev.descent.training.State;
import dev.descent.training.StepContext;
import dev.descent.training.WeightDecay;
import dev.descent.training.tensor.Vec;
import java.util.Optional;
import java.util.Set;

/**
 * AdamP: {@link Adam} without the part of its step that only lengthens weights whose length does not matter.
 *
 * <pre>
 *   m ← β₁m + (1 − β₁)g
 *   v ← β₂v + (1 − β₂)g²
 *   u = d / (√v/√(1 − β₂ᵗ) + ε),  d = m, or β₁m + (1 − β₁)g with Nesterov
 *   u, r ← {@link Projection}(u, θ, g)
 *   θ ← (1 − ηλr)θ − η/(1 − β₁ᵗ) · u
 * </pre>
 *
 * <p>Symbols: θ parameters, g gradient, m and v moments, u update, all {@code [P]}, products element by element; η the
 * learning rate; λ decoupled weight decay, of which the projected weights keep the part r; t the step counted from 1; β₁
 * is what a schedule that moves the momentum moves. State: 2 vectors. The projection looks at the gradient of this step,
 * not at its mean, and at θ before it decays. Source: Heo et al., "AdamP: slowing down the slowdown for momentum
 * optimizers on scale-invariant weights", arXiv:2006.08217. For networks with normalization layers; elsewhere it is Adam.
 */
@Strategy(
        type = "adamp",
        title = "AdamP",
        description = "AdamW whose steps do not lengthen weights that a normalization layer follows.",
        paper = "arXiv:2006.08217")
public record AdamP(
        @Option(value = "Decay β₁ of the mean gradient.", min = 0, below = 1)
        double beta1,

        @Option(value = "Decay β₂ of the mean squared gradient.", min = 0, below = 1)
        double beta2,

        @Option(value = "ε, added to denominators and norms.", above = 0, max = 1)
        double epsilon,

        @Option("Whether to look ahead along the mean gradient.")
        boolean nesterov,

        @Unwrapped @Option("Which weights are projected.") Projection projection)
        implements Optimizer {
    public AdamP {
        Options.check(AdamP.class, beta1, beta2, epsilon, nesterov, projection);
    }

    public AdamP() {
        this(0.9, 0.999, 1e-8, false, new Projection());
    }

    @Override
    public State init(Vec parameters) {
        return State.EMPTY.with("m", parameters.zeros()).with("v", parameters.zeros());
    }

    @Override
    public Step step(Vec parameters, Vec gradient, State state, StepContext context) {
        State next = state.next();
        double decay1 = context.momentum().orElse(beta1);
        double root2 = Math.sqrt(1 - Math.pow(beta2, next.steps()));
        Vec m = state.get("m").lerp(gradient, 1 - decay1);
        Vec v = state.get("v").lerp(gradient.square(), 1 - beta2);
        Vec direction = nesterov ? m.lerp(gradient, 1 - decay1) : m;
        Vec update = direction.div(v.sqrt().mul(1 / root2).add(epsilon));
        Projection.Projected projected =
                projection.apply(parameters, update, gradient, context.rate() * context.decay(), epsilon, context);
        double rate = context.rate() / (1 - Math.pow(decay1, next.steps()));
        return new Step(
                projected.parameters().addScaled(-rate, projected.update()),
                next.with("m", m).with("v", v));
    }

    @Override
    public double defaultLearningRate() {
        return 1e-3;
    }

    @Override
    public boolean decaysItself() {
        return true;
    }

    @Override
    public boolean takesMomentum() {
        return true;
    }

    @Override
    public Optional<String> objectionTo(WeightDecay decay) {
        return Projection.objectionTo(decay);
    }

    @Override
    public int stateVectors() {
        return 2;
    }

    @Override
    public Set<Trait> traits() {
        return Set.of(Trait.SEES_THE_SHAPE);
    }
}
