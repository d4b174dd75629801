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
import org.jspecify.annotations.Nullable;

/**
 * Sophia-G: steps by the momentum over a running Gauss-Newton diagonal, no coordinate further than the learning rate.
 *
 * <pre>
 *   every k steps:  h ← β₂h + (1 − β₂)g̃²            released
 *                   h ← β₂h + (1 − β₂)Bg̃²           paper
 *   m ← β₁m + (1 − β₁)g
 *   θ ← θ − η clip(m / (ρBh + ε), 1)                 released
 *   θ ← θ − η clip(m / max(ρh, ε), 1)                paper
 * </pre>
 *
 * <p>Symbols: θ parameters, g gradient, m momentum, h the diagonal, all {@code [P]}; g̃ the gradient of the mean loss
 * with labels drawn from the network's own prediction (the Gauss-Newton-Bartlett estimator); B the batch scale; η the
 * learning rate; clip to [−1, 1]. h starts at zero and is refreshed before steps k + 1, 2k + 1, ..., so that the first
 * k steps are steps by the sign; nothing is corrected for bias. Transforms of the gradient act on g̃ too. State: 2
 * vectors. Source: Liu et al., "Sophia: a scalable stochastic second-order optimizer for language model pre-training",
 * arXiv:2305.14342, and the authors' code, which writes γ as ρ and counts B in tokens. Not for losses that are no
 * likelihood, and not for small batches.
 */
@Strategy(
        type = "sophia_g",
        title = "Sophia-G",
        description = "Momentum over a Gauss-Newton diagonal that is estimated every few steps, clipped coordinate by "
                + "coordinate. Needs a loss that is a likelihood.",
        paper = "arXiv:2305.14342")
public record SophiaG(
        @Option(value = "Decay β₁ of the momentum.", min = 0, below = 1)
        double beta1,

        @Option(value = "Decay β₂ of the diagonal, per refresh.", min = 0, below = 1)
        double beta2,

        @Option(value = "ρ, the factor of the diagonal: a greater one clips fewer coordinates.", above = 0, max = 1000)
        double rho,

        @Option("Which form of the update: released, the authors' code, or paper.")
        Form form,

        @Option(
                value = "B, how many predictions the loss is a mean of. Null: the number of examples in the batch.",
                min = 1,
                max = 1e9)
        @Nullable
        Long batchScale,

        @Option(value = "k, steps from one refresh of the diagonal to the next.", min = 1, max = 1_000_000)
        int interval,

        @Option(
                value = "ε, added to the denominator in the released form, its least value in the paper's.",
                above = 0,
                max = 1)
        double epsilon)
        implements CurvatureRule {
    public enum Form {
        RELEASED,
        PAPER
    }

    public SophiaG {
        Options.check(SophiaG.class, beta1, beta2, rho, form, batchScale, interval, epsilon);
    }

    public SophiaG() {
        this(0.965, 0.99, 0.04, Form.RELEASED, null, 10, 1e-15);
    }

    @Override
    public State init(Vec parameters) {
        return State.EMPTY.with("m", parameters.zeros()).with("h", parameters.zeros());
    }

    @Override
    public Step step(Vec parameters, Vec gradient, Curvature curvature, State state, StepContext context) {
        double scale = batchScale == null ? curvature.batchSize() : batchScale;
        boolean refresh = state.steps() > 0 && state.steps() % interval == 0;
        Vec h = refresh ? refreshed(state.get("h"), curvature.sampledLabelGradient(), scale) : state.get("h");
        Vec m = state.get("m").lerp(gradient, 1 - beta1);
        Vec denominator = switch (form) {
            case RELEASED -> h.mul(rho * scale).add(epsilon);
            case PAPER -> h.mul(rho).clamp(epsilon, Double.POSITIVE_INFINITY);
        };
        return new Step(
                parameters.addScaled(-context.rate(), m.div(denominator).clamp(-1, 1)),
                state.next().with("m", m).with("h", h));
    }

    private Vec refreshed(Vec h, Vec sampled, double scale) {
        Vec estimate = form == Form.PAPER ? sampled.square().mul(scale) : sampled.square();
        return h.lerp(estimate, 1 - beta2);
    }

    @Override
    public boolean samplesLabels() {
        return true;
    }

    @Override
    public double defaultLearningRate() {
        return 1e-4;
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
