package dev.descent.training.optimizers;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.Optimizer;
import dev.descent.training.State;
import dev.descent.training.StepContext;
import dev.descent.training.WeightDecay;
import dev.descent.training.decay.Coupled;
import dev.descent.training.decay.Decoupled;
import dev.descent.training.tensor.Layout;
import dev.descent.training.tensor.Segments;
import dev.descent.training.tensor.Vec;
import java.util.Optional;

/**
 * SGD-SaI: SGD with momentum and a step size for each tensor, fixed once and for all by the first gradient.
 *
 * <pre>
 *   q = ‖g₁‖₂ / (σ(g₁) + ε)                 for each tensor, at the first step
 *   b₁ = g₁,  b ← μb + (1 − μ)g
 *   θ ← θ − ηqb
 * </pre>
 *
 * <p>Symbols: θ parameters, g gradient, b momentum buffer, all {@code [P]}; q one number for each tensor, its
 * signal-to-noise ratio; σ the standard deviation of its elements around their mean, unbiased (over n − 1); η the
 * learning rate; μ momentum, which a schedule may move if it is not 0. State: 1 vector, none for μ = 0, and q. Source:
 * Xu et al., "No more Adam: learning rate scaling at initialization is all you need", arXiv:2412.11768. Its decoupled
 * weight decay, 0.01 unless the spec says otherwise, is not multiplied by q.
 *
 * <p>q is 1 where the first gradient tells nothing: for a tensor of one element, or whose first gradient is the same in
 * all of its elements, zero included. By the formula q would be ‖g₁‖/ε there, a hundred million times too large, or 0,
 * which would leave the tensor as it is for ever. Not where the first batch is unlike the others: nothing corrects q.
 */
@Strategy(
        type = "sgd_sai",
        title = "SGD-SaI",
        description =
                "SGD with momentum and a step size for each tensor that the first gradient fixes: Adam's reach with "
                        + "half of its memory.",
        paper = "arXiv:2412.11768")
public record SgdSai(
        @Option(value = "μ, the decay of the mean gradient.", min = 0, below = 1)
        double momentum,

        @Option(value = "ε, added to the standard deviation.", above = 0, max = 1)
        double epsilon)
        implements Optimizer {
    /** A standard deviation of this part of the norm is rounding. */
    private static final double NOTHING = 1e-6;

    public SgdSai {
        Options.check(SgdSai.class, momentum, epsilon);
    }

    public SgdSai() {
        this(0.9, 1e-8);
    }

    @Override
    public State init(Vec parameters) {
        return momentum == 0 ? State.EMPTY : State.EMPTY.with("b", parameters.zeros());
    }

    @Override
    public Step step(Vec parameters, Vec gradient, State state, StepContext context) {
        boolean first = state.steps() == 0;
        Vec q = first ? signalToNoise(gradient, context.layout()) : state.get("q");
        State next = state.next().with("q", q);
        Vec direction = gradient;
        if (momentum > 0) {
            double mu = context.momentum().orElse(momentum);
            direction = first ? gradient : state.get("b").lerp(gradient, 1 - mu);
            next = next.with("b", direction);
        }
        Vec scaled = direction.mul(q.spread(Segments.tensors(context.layout())));
        return new Step(parameters.addScaled(-context.rate(), scaled), next);
    }

    private Vec signalToNoise(Vec gradient, Layout layout) {
        Segments tensors = Segments.tensors(layout);
        Vec mean = gradient.sums(tensors).div(PerTensor.of(gradient, layout, Layout.Entry::size));
        Vec squares = gradient.sub(mean.spread(tensors)).square().sums(tensors);
        Vec deviation = squares.div(PerTensor.of(gradient, layout, entry -> Math.max(1, entry.size() - 1)))
                .sqrt();
        Vec norm = gradient.square().sums(tensors).sqrt();
        Vec tells = norm.mul(NOTHING).less(deviation);
        return norm.div(deviation.add(epsilon)).sub(tells).mul(tells).add(1);
    }

    @Override
    public double defaultLearningRate() {
        return 1e-2;
    }

    @Override
    public WeightDecay defaultWeightDecay() {
        return new Decoupled();
    }

    @Override
    public Optional<String> objectionTo(WeightDecay decay) {
        return decay instanceof Coupled
                ? Optional.of("measures the first gradient, which a coupled weight decay changes; use a decoupled one")
                : Optional.empty();
    }

    @Override
    public boolean takesMomentum() {
        return momentum > 0;
    }

    @Override
    public int stateVectors() {
        return momentum == 0 ? 0 : 1;
    }
}
