package dev.descent.training.optimizers;

import dev.descent.spec.Strategy;
import dev.descent.training.Optimizer;
import dev.descent.training.State;
import dev.descent.training.StepContext;
import dev.descent.training.WeightDecay;
import dev.descent.training.tensor.Vec;
import java.util.Optional;
import java.util.Set;

/**
 * Stochastic gradient Langevin dynamics: gradient descent with as much noise as makes its steps samples of the posterior.
 *
 * <pre>
 *   θ ← θ − (ηN/2)g + √η ξ,    ξ ~ N(0, I)
 * </pre>
 *
 * <p>Symbols: θ parameters, g gradient of the mean loss, ξ noise, all {@code [P]}; N the number of examples trained on;
 * η the learning rate, which is the <i>variance</i> of the noise of a step and not its standard deviation. State: none.
 * The distribution of θ comes close to exp(−N · loss): the posterior, if the loss is the mean negative log-likelihood.
 * A {@code coupled} weight decay of rate λ is its prior, a Gaussian of precision Nλ; a decoupled one is refused.
 * Transforms of the gradient, such as clipping, change the distribution. Source: Welling and Teh, "Bayesian learning via
 * stochastic gradient Langevin dynamics", ICML 2011, where η = a(b + t)<sup>−γ</sup> with γ ∈ (½, 1]: a fixed η leaves an
 * error of the order of η. The gradient's own noise adds to the variance as long as η is large. θ at the end is one sample
 * and no optimum; N η/2 is what compares with the rate of SGD.
 */
@Strategy(
        type = "sgld",
        title = "SGLD",
        description =
                "Langevin dynamics: steps with noise that sample the posterior. The learning rate is the variance of "
                        + "the noise; multiply it by half the number of examples to compare it with that of SGD.")
public record Sgld() implements Optimizer {
    private static final int STREAM = 0;

    @Override
    public State init(Vec parameters) {
        return State.EMPTY;
    }

    @Override
    public Step step(Vec parameters, Vec gradient, State state, StepContext context) {
        Vec noise = context.noise().normal(context.step(), STREAM, parameters.size());
        return new Step(
                parameters
                        .addScaled(-context.rate() * context.examples() / 2, gradient)
                        .addScaled(Math.sqrt(context.rate()), noise),
                state.next());
    }

    @Override
    public double defaultLearningRate() {
        return 1e-5;
    }

    @Override
    public Optional<String> objectionTo(WeightDecay decay) {
        return decay.decoupledRate() > 0
                ? Optional.of("samples from a distribution that a decoupled weight decay is no part of; "
                        + "a coupled one is a Gaussian prior")
                : Optional.empty();
    }

    @Override
    public int stateVectors() {
        return 0;
    }

    @Override
    public Set<Trait> traits() {
        return Set.of(Trait.MOVES_WITHOUT_GRADIENT);
    }
}
