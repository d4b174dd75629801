package dev.descent.training.optimizers;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.Optimizer;
import dev.descent.training.State;
import dev.descent.training.StepContext;
import dev.descent.training.tensor.Vec;

/**
 * signSGD: steps by the sign of the gradient, or of its mean (Signum).
 *
 * <pre>
 *   m ← μm + (1 − μ)g              m = g for μ = 0
 *   θ ← θ − η sign(m)
 * </pre>
 *
 * <p>Symbols: θ parameters, g gradient, m its mean, which starts at 0, all {@code [P]}; η the learning rate, by which
 * every coordinate moves; sign(0) = 0; μ momentum, which a schedule may move if it is not 0. State: 1 vector, none for
 * μ = 0. Source: Bernstein et al., "signSGD: compressed optimisation for non-convex problems", arXiv:1802.04434. Without
 * momentum it is not for small batches: where single examples disagree, the sign of their mean is not the mean of the
 * signs, and it may not converge.
 */
@Strategy(
        type = "signsgd",
        title = "signSGD",
        description =
                "Steps by the sign of the gradient, or with momentum of its mean (Signum): all coordinates move by "
                        + "the learning rate.",
        paper = "arXiv:1802.04434")
public record SignSgd(
        @Option(value = "μ, the decay of the mean gradient; 0 for the gradient itself.", min = 0, below = 1)
        double momentum)
        implements Optimizer {
    public SignSgd {
        Options.check(SignSgd.class, momentum);
    }

    public SignSgd() {
        this(0);
    }

    @Override
    public State init(Vec parameters) {
        return momentum == 0 ? State.EMPTY : State.EMPTY.with("m", parameters.zeros());
    }

    @Override
    public Step step(Vec parameters, Vec gradient, State state, StepContext context) {
        if (momentum == 0) {
            return new Step(parameters.addScaled(-context.rate(), gradient.sign()), state.next());
        }
        Vec m = state.get("m").lerp(gradient, 1 - context.momentum().orElse(momentum));
        return new Step(
                parameters.addScaled(-context.rate(), m.sign()), state.next().with("m", m));
    }

    @Override
    public double defaultLearningRate() {
        return 1e-4;
    }

    @Override
    public int stateVectors() {
        return momentum == 0 ? 0 : 1;
    }

    @Override
    public boolean takesMomentum() {
        return momentum > 0;
    }
}
