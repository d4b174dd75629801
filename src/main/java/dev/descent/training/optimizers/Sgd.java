package dev.descent.training.optimizers;

import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.Optimizer;
import dev.descent.training.State;
import dev.descent.training.StepContext;
import dev.descent.training.tensor.Vec;
import java.util.Map;

/**
 * Stochastic gradient descent, with heavy-ball or Nesterov momentum.
 *
 * <pre>
 *   b₁ = g₁,  bₜ = μbₜ₋₁ + (1 − τ)gₜ
 *   θ ← θ − ηb            heavy ball; plain SGD for μ = 0
 *   θ ← θ − η(g + μb)     Nesterov
 * </pre>
 *
 * <p>Symbols: θ parameters, g gradient, b momentum buffer, all {@code [P]}; η the learning rate; μ momentum; τ
 * dampening, which the first step does not know. The learning rate multiplies the whole buffer, as in PyTorch, and not
 * each gradient on its way in; a schedule that moves the momentum moves μ, if it is not 0. State: 1 vector, none for
 * μ = 0. Source: Polyak, doi:10.1016/0041-5553(64)90137-5;
 * Sutskever et al., "On the importance of initialization and momentum in deep learning", ICML 2013.
 */
@Strategy(
        type = "sgd",
        title = "SGD",
        description = "Stochastic gradient descent, with heavy-ball or Nesterov momentum if wanted.",
        paper = "doi:10.1016/0041-5553(64)90137-5")
public record Sgd(
        @Option(value = "μ, how much of the last step goes on into this one.", min = 0, below = 1)
        double momentum,

        @Option(value = "τ, how much less the gradient counts in the buffer.", min = 0, max = 1)
        double dampening,

        @Option("Whether to look ahead along the momentum; needs momentum, and no dampening.")
        boolean nesterov)
        implements Optimizer {
    public Sgd {
        Options.check(Sgd.class, momentum, dampening, nesterov);
        if (nesterov && (momentum == 0 || dampening != 0)) {
            throw new InvalidOptions(
                    "/nesterov",
                    "conflict",
                    "needs a momentum above 0 and a dampening of 0, but they are " + momentum + " and " + dampening);
        }
    }

    public Sgd() {
        this(0, 0, false);
    }

    @Override
    public State init(Vec parameters) {
        return momentum == 0 ? State.EMPTY : State.EMPTY.with("b", parameters.zeros());
    }

    @Override
    public Step step(Vec parameters, Vec gradient, State state, StepContext context) {
        if (momentum == 0) {
            return new Step(parameters.addScaled(-context.rate(), gradient), state.next());
        }
        double mu = context.momentum().orElse(momentum);
        Vec buffer = state.steps() == 0 ? gradient : state.get("b").mul(mu).addScaled(1 - dampening, gradient);
        Vec direction = nesterov ? gradient.addScaled(mu, buffer) : buffer;
        return new Step(
                parameters.addScaled(-context.rate(), direction), state.next().with("b", buffer));
    }

    @Override
    public double defaultLearningRate() {
        return 1e-2;
    }

    @Override
    public int stateVectors() {
        return momentum == 0 ? 0 : 1;
    }

    @Override
    public boolean takesMomentum() {
        return momentum > 0;
    }

    @Override
    public Map<String, Range> quantizable() {
        return momentum == 0 ? Map.of() : Map.of("b", Range.SIGNED);
    }
}
