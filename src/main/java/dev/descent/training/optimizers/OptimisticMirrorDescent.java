package dev.descent.training.optimizers;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.Optimizer;
import dev.descent.training.State;
import dev.descent.training.StepContext;
import dev.descent.training.tensor.Vec;

/**
 * Optimistic mirror descent in Euclidean space: a gradient step, and another towards where the next gradient is
 * expected, which is taken back when it is known.
 *
 * <pre>
 *   θ ← θ − (α + β)ηg + βh
 *   h ← ηg                              the hint: the step of the last gradient
 * </pre>
 *
 * <p>Symbols: θ parameters, g gradient, both {@code [P]}; η the learning rate; h starts at this step's ηg, so that the
 * first step is αηg, or at 0, as theory has it, so that it is (α + β)ηg. State: 1 vector. For a constant rate and
 * α = β = 1 this is θ ← θ − η(2gₜ − gₜ₋₁). Where the rate changes, the hint is taken back with the rate that it was made
 * with, so that θ + βh is always where plain descent on the same gradients with the rates αη would be; the form with one
 * η for both gradients, which optax has, drifts away from there. Source: Rakhlin and Sridharan, "Online learning with
 * predictable sequences", COLT 2013; for adversarial and stochastic losses Chen et al., arXiv:2302.04552, whose rate
 * η = D/√(δ + 4G² + Σ‖gₛ − gₛ₋₁‖²) needs bounds that a network does not have. Meant for games and slowly changing
 * gradients: the noise of a batch is amplified.
 */
@Strategy(
        type = "optimistic_mirror_descent",
        title = "Optimistic mirror descent",
        description =
                "Gradient steps that expect the next gradient to be like the last. For gradients that change slowly.",
        paper = "arXiv:2302.04552")
public record OptimisticMirrorDescent(
        @Option(value = "α, how much of the gradient is descended.", above = 0, max = 10)
        double alpha,

        @Option(value = "β, how much of it is expected to come again.", min = 0, max = 10)
        double beta,

        @Option("What the gradient before the first one is taken to be.")
        FirstHint firstHint)
        implements Optimizer {
    public enum FirstHint {
        GRADIENT,
        ZERO
    }

    public OptimisticMirrorDescent {
        Options.check(OptimisticMirrorDescent.class, alpha, beta, firstHint);
    }

    public OptimisticMirrorDescent() {
        this(1, 1, FirstHint.GRADIENT);
    }

    @Override
    public State init(Vec parameters) {
        return State.EMPTY.with("h", parameters.zeros());
    }

    @Override
    public Step step(Vec parameters, Vec gradient, State state, StepContext context) {
        Vec hint = gradient.mul(context.rate());
        Vec last = state.steps() == 0 && firstHint == FirstHint.GRADIENT ? hint : state.get("h");
        return new Step(
                parameters.addScaled(-alpha - beta, hint).addScaled(beta, last),
                state.next().with("h", hint));
    }

    @Override
    public double defaultLearningRate() {
        return 1e-2;
    }

    @Override
    public int stateVectors() {
        return 1;
    }
}
