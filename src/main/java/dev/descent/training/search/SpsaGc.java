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
 * SPSA with gradient correction (SPSA-GC): Nesterov's momentum over the estimates of {@link Spsa}.
 *
 * <pre>
 *   aₖ = η/(k + o)^α,  cₖ = c/k^γ
 *   uⱼ = ±U[½, 1], each element alone;  j = 1, ..., r
 *   ĝ  = 1/r Σⱼ (L(θ + cₖuⱼ) − L(θ − cₖuⱼ)) / (2cₖuⱼ)
 *   m₁ = ĝ,  m ← βm + ĝ
 *   θ  ← θ − aₖ(ĝ + βm)
 * </pre>
 *
 * <p>Symbols: θ parameters, u perturbation, ĝ gradient estimate, m momentum, all {@code [P]}, division element by
 * element; L the loss of the batch; k the step counted from 1; η the learning rate of the step, which is the authors'
 * gain a under a constant schedule. State: 1 vector. A step asks for 2r losses. Source: Oh et al., "BlackVIP: black-box
 * visual prompting for robust transfer learning", CVPR 2023, arXiv:2303.14773, in the form of its code: losses are taken
 * at θ, and not at the point ahead as in the paper's formula; so the first step is (1 + β)ĝ. The authors use o = 1,
 * α 0.4 to 0.5, c 0.005 to 0.01 and β 0.9 to 0.95, for some thousands of parameters.
 */
@Strategy(
        type = "spsa_gc",
        title = "SPSA with gradient correction",
        description = "SPSA under Nesterov's momentum, as made to learn prompts for models whose inside is hidden.",
        paper = "arXiv:2303.14773")
public record SpsaGc(
        @Option(value = "c, the width of the first perturbation.", above = 0, max = 10)
        double width,

        @Option(value = "o, steps by which the fall of the gain is put off.", min = 0, max = 1e9)
        double stability,

        @Option(value = "Exponent α by which the gain falls.", min = 0, max = 1)
        double alpha,

        @Option(value = "Exponent γ by which the perturbation shrinks.", min = 0, max = 1)
        double gamma,

        @Option(value = "β, how much of the momentum goes on into the next step.", min = 0, below = 1)
        double beta,

        @Option(value = "r, perturbations whose estimates are averaged in a step.", min = 1, max = 10_000)
        int perturbations)
        implements SearchRule {
    public SpsaGc {
        Options.check(SpsaGc.class, width, stability, alpha, gamma, beta, perturbations);
    }

    public SpsaGc() {
        this(1e-2, 1, 0.4, 0.1, 0.9, 1);
    }

    @Override
    public State init(Vec parameters) {
        return State.EMPTY.with("m", parameters.zeros());
    }

    @Override
    public Step step(Vec parameters, Loss loss, State state, StepContext context) {
        double k = state.steps() + 1.0;
        Vec gradient = Slope.gradient(
                parameters,
                perturbations,
                width / Math.pow(k, gamma),
                j -> segmented(context.noise(), context.step(), j, parameters.size()),
                loss);
        // m is zero before the first step, which makes m₁ = ĝ.
        Vec m = gradient.addScaled(beta, state.get("m"));
        double gain = context.rate() / Math.pow(k + stability, alpha);
        return new Step(
                parameters.addScaled(-gain, gradient.addScaled(beta, m)),
                state.next().with("m", m));
    }

    /** Uniform on [−1, −½) and [½, 1), from uniform on [0, 1): the lower half goes to the left. */
    private static Vec segmented(Noise noise, long step, int stream, long size) {
        Vec uniform = noise.uniform(step, stream, size);
        Vec half = uniform.slice(0, 1).zeros().add(0.5);
        return uniform.sub(uniform.less(half));
    }

    @Override
    public int evaluations() {
        return 2 * perturbations;
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
