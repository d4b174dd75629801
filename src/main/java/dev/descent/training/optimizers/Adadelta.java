package dev.descent.training.optimizers;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.Optimizer;
import dev.descent.training.State;
import dev.descent.training.StepContext;
import dev.descent.training.tensor.Vec;

/**
 * Adadelta: steps by the ratio of the root mean squares of past steps and of gradients.
 *
 * <pre>
 *   v ← ρv + (1 − ρ)g²
 *   d = √(u + ε) / √(v + ε) · g
 *   u ← ρu + (1 − ρ)d²
 *   θ ← θ − ηd
 * </pre>
 *
 * <p>Symbols: θ parameters, g gradient, v mean squared gradient, u mean squared step as it was before this one, all
 * {@code [P]}, products element by element; η the learning rate, 1 in the paper, which has none. State: 2 vectors. ε
 * stands inside both roots and so decides the first steps, which are about √(ε/v) long: with a small ε training starts
 * slowly. Source: Zeiler, "ADADELTA: an adaptive learning rate method", arXiv:1212.5701, where ρ is 0.95; the defaults
 * are PyTorch's.
 */
@Strategy(
        type = "adadelta",
        title = "Adadelta",
        description =
                "Steps whose size comes from the sizes of past steps and gradients, without a learning rate to tune.",
        paper = "arXiv:1212.5701")
public record Adadelta(
        @Option(value = "ρ, the decay of both mean squares.", min = 0, below = 1)
        double decay,

        @Option(value = "ε, added under both roots: its own root is how long the first steps are.", above = 0, max = 1)
        double epsilon)
        implements Optimizer {
    public Adadelta {
        Options.check(Adadelta.class, decay, epsilon);
    }

    public Adadelta() {
        this(0.9, 1e-6);
    }

    @Override
    public State init(Vec parameters) {
        return State.EMPTY.with("v", parameters.zeros()).with("u", parameters.zeros());
    }

    @Override
    public Step step(Vec parameters, Vec gradient, State state, StepContext context) {
        Vec v = state.get("v").lerp(gradient.square(), 1 - decay);
        Vec u = state.get("u");
        Vec direction = u.add(epsilon).sqrt().div(v.add(epsilon).sqrt()).mul(gradient);
        return new Step(
                parameters.addScaled(-context.rate(), direction),
                state.next().with("v", v).with("u", u.lerp(direction.square(), 1 - decay)));
    }

    @Override
    public double defaultLearningRate() {
        return 1;
    }

    @Override
    public int stateVectors() {
        return 2;
    }
}
