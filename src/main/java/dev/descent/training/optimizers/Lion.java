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
 * Lion: steps by the sign of an interpolated momentum, so that every coordinate moves by the learning rate.
 *
 * <pre>
 *   θ ← θ − η sign(β₁m + (1 − β₁)g)
 *   m ← β₂m + (1 − β₂)g
 * </pre>
 *
 * <p>Symbols: θ parameters, g gradient, m momentum, all {@code [P]}; η the learning rate; sign(0) = 0. The update uses
 * the momentum as it was before this step. State: 1 vector. Source: Chen et al., "Symbolic discovery of optimization
 * algorithms", arXiv:2302.06675, which advises a learning rate 3 to 10 times smaller than AdamW's and a weight decay as
 * many times larger. Not for small batches, whose noise the sign amplifies.
 */
@Strategy(
        type = "lion",
        title = "Lion",
        description = "Steps by the sign of the momentum: half of Adam's memory, and a step of equal size everywhere.",
        paper = "arXiv:2302.06675")
public record Lion(
        @Option(value = "Share β₁ of the momentum in the step's direction.", min = 0, below = 1)
        double beta1,

        @Option(value = "Decay β₂ of the momentum.", min = 0, below = 1)
        double beta2)
        implements Optimizer {
    public Lion {
        Options.check(Lion.class, beta1, beta2);
    }

    public Lion() {
        this(0.9, 0.99);
    }

    @Override
    public State init(Vec parameters) {
        return State.EMPTY.with("m", parameters.zeros());
    }

    @Override
    public Step step(Vec parameters, Vec gradient, State state, StepContext context) {
        Vec m = state.get("m");
        Vec direction = m.lerp(gradient, 1 - beta1).sign();
        return new Step(
                parameters.addScaled(-context.rate(), direction), state.next().with("m", m.lerp(gradient, 1 - beta2)));
    }

    @Override
    public double defaultLearningRate() {
        return 1e-4;
    }

    @Override
    public int stateVectors() {
        return 1;
    }

    @Override
    public Map<String, Range> quantizable() {
        return Map.of("m", Range.SIGNED);
    }
}
