package dev.descent.training.curvature;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.CurvatureRule;
import dev.descent.training.State;
import dev.descent.training.StepContext;
import dev.descent.training.WeightDecay;
import dev.descent.training.decay.Decoupled;
import dev.descent.training.tensor.Vec;

/**
 * Sophia-H: steps by the momentum over a running Hessian diagonal, no coordinate further than the learning rate.
 *
 * <pre>
 *   every k steps:  h ← β₂h + (1 − β₂) u ⊙ Hu
 *   m ← β₁m + (1 − β₁)g
 *   θ ← θ − η clip(m / max(γh, ε), 1)
 * </pre>
 *
 * <p>Symbols: θ parameters, g gradient, m momentum, h the diagonal, u a random probe, all {@code [P]}; H the Hessian of
 * the batch's loss, of which u ⊙ Hu is Hutchinson's estimate of the diagonal; η the learning rate; clip to [−1, 1]. h
 * starts at zero and is refreshed before steps 1, k + 1, 2k + 1, ...; nothing is corrected for bias. Estimates may be
 * negative: ε then stands for them, and the coordinate steps by its sign. State: 2 vectors; a refresh takes the memory
 * of a gradient of a gradient. Source: Liu et al., "Sophia: a scalable stochastic second-order optimizer for language
 * model pre-training", arXiv:2305.14342. Not for ReLU networks of few layers, whose Hessian says little; use
 * {@link SophiaG} where the loss is a likelihood.
 */
@Strategy(
        type = "sophia_h",
        title = "Sophia-H",
        description = "Momentum over a Hessian diagonal that Hutchinson's method estimates every few steps, clipped "
                + "coordinate by coordinate.",
        paper = "arXiv:2305.14342")
public record SophiaH(
        @Option(value = "Decay β₁ of the momentum.", min = 0, below = 1)
        double beta1,

        @Option(value = "Decay β₂ of the diagonal, per refresh.", min = 0, below = 1)
        double beta2,

        @Option(value = "γ, the factor of the diagonal: a greater one clips fewer coordinates.", above = 0, max = 1000)
        double gamma,

        @Option(value = "ε, the least value of the denominator.", above = 0, max = 1)
        double epsilon,

        @Option(value = "k, steps from one refresh of the diagonal to the next.", min = 1, max = 1_000_000)
        int interval,

        @Option("What u is drawn from: gaussian, or rademacher for a fair -1 or 1, whose estimates vary less.")
        Probe probe)
        implements CurvatureRule {
    public enum Probe {
        GAUSSIAN,
        RADEMACHER
    }

    public SophiaH {
        Options.check(SophiaH.class, beta1, beta2, gamma, epsilon, interval, probe);
    }

    public SophiaH() {
        this(0.96, 0.99, 0.01, 1e-12, 10, Probe.GAUSSIAN);
    }

    @Override
    public State init(Vec parameters) {
        return State.EMPTY.with("m", parameters.zeros()).with("h", parameters.zeros());
    }

    @Override
    public Step step(Vec parameters, Vec gradient, Curvature curvature, State state, StepContext context) {
        Vec h = state.get("h");
        if (state.steps() % interval == 0) {
            Vec u = probe(parameters.size(), context);
            h = h.lerp(u.mul(curvature.hessianTimes(u)), 1 - beta2);
        }
        Vec m = state.get("m").lerp(gradient, 1 - beta1);
        Vec denominator = h.mul(gamma).clamp(epsilon, Double.POSITIVE_INFINITY);
        return new Step(
                parameters.addScaled(-context.rate(), m.div(denominator).clamp(-1, 1)),
                state.next().with("m", m).with("h", h));
    }

    private Vec probe(long size, StepContext context) {
        return switch (probe) {
            case GAUSSIAN -> context.noise().normal(context.step(), 0, size);
            case RADEMACHER -> {
                Vec uniform = context.noise().uniform(context.step(), 0, size).add(-0.5);
                yield uniform.less(uniform.zeros()).mul(-2).add(1);
            }
        };
    }

    @Override
    public double defaultLearningRate() {
        return 6e-4;
    }

    @Override
    public WeightDecay defaultWeightDecay() {
        return new Decoupled(0.1, true);
    }

    @Override
    public int stateVectors() {
        return 2;
    }
}
