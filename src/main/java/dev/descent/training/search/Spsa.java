package dev.descent.training.search;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.SearchRule;
import dev.descent.training.State;
import dev.descent.training.StepContext;
import dev.descent.training.tensor.Noise;
import dev.descent.training.tensor.Vec;

/**
 * Spall's simultaneous perturbation stochastic approximation (SPSA), with his gain sequences.
 *
 * <pre>
 *   aₖ = η/(k + A)^α,  cₖ = c/k^γ
 *   Δⱼ = ±1 with equal chances, each element alone;  j = 1, ..., r
 *   ĝ  = 1/r Σⱼ (L(θ + cₖΔⱼ) − L(θ − cₖΔⱼ)) / (2cₖΔⱼ)
 *   θ  ← θ − aₖ ĝ
 * </pre>
 *
 * <p>Symbols: θ parameters, Δ perturbation, ĝ gradient estimate, all {@code [P]}, division element by element; L the
 * loss of the batch; k the step counted from 1. η is the learning rate of the step: Spall's gain a under a constant
 * schedule; another schedule multiplies the gains. State: none. A step asks for 2r losses. Decoupled weight decay
 * shrinks θ by η and not by aₖ. Source: Spall, "Multivariate stochastic approximation using a simultaneous perturbation
 * gradient approximation", doi:10.1109/9.119632; the exponents, A of about a tenth of the steps, and c of about the
 * standard deviation of the loss are his advice, doi:10.1109/7.705889. Not for large networks, see {@link Mezo}.
 */
@Strategy(
        type = "spsa",
        title = "SPSA",
        description = "Spall's gradient estimate from losses at two points, all coordinates perturbed at once, with"
                + " gains that fall with the step.",
        paper = "doi:10.1109/9.119632")
public record Spsa(
        @Option(value = "c, the width of the first perturbation.", above = 0, max = 10)
        double width,

        @Option(value = "A, steps by which the fall of the gain is put off.", min = 0, max = 1e9)
        double stability,

        @Option(value = "Exponent α by which the gain falls.", min = 0, max = 1)
        double alpha,

        @Option(value = "Exponent γ by which the perturbation shrinks.", min = 0, max = 1)
        double gamma,

        @Option(value = "r, perturbations whose estimates are averaged in a step.", min = 1, max = 10_000)
        int perturbations)
        implements SearchRule {
    public Spsa {
        Options.check(Spsa.class, width, stability, alpha, gamma, perturbations);
    }

    public Spsa() {
        this(1e-2, 100, 0.602, 0.101, 1);
    }

    @Override
    public State init(Vec parameters) {
        return State.EMPTY;
    }

    @Override
    public Step step(Vec parameters, Loss loss, State state, StepContext context) {
        double k = state.steps() + 1.0;
        Vec gradient = Slope.gradient(
                parameters,
                perturbations,
                width / Math.pow(k, gamma),
                j -> signs(context.noise(), context.step(), j, parameters.size()),
                loss);
        return new Step(parameters.addScaled(-context.rate() / Math.pow(k + stability, alpha), gradient), state.next());
    }

    private static Vec signs(Noise noise, long step, int stream, long size) {
        Vec uniform = noise.uniform(step, stream, size);
        Vec half = uniform.slice(0, 1).zeros().add(0.5);
        return uniform.less(half).mul(-2).add(1);
    }

    @Override
    public int evaluations() {
        return 2 * perturbations;
    }

    @Override
    public double defaultLearningRate() {
        return 0.1;
    }

    @Override
    public int stateVectors() {
        return 0;
    }
}
