package dev.descent.training.optimizers;

import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.spec.Unwrapped;
import dev.descent.training.Optimizer;
import dev.descent.training.State;
import dev.descent.training.StepContext;
import dev.descent.training.WeightDecay;
import dev.descent.training.tensor.Vec;
import java.util.Optional;
import java.util.Set;

/**
 * SGDP: {@link Sgd} without the part of its step that only lengthens weights whose length does not matter.
 *
 * <pre>
 *   b ← μb + (1 − τ)g
 *   u = b, or g + μb with Nesterov
 *   u, r ← {@link Projection}(u, θ, g)
 *   b ← u                                   if the buffer is projected too; not with Nesterov
 *   θ ← (1 − ηλr/(1 − μ))θ − ηu
 * </pre>
 *
 * <p>Symbols: θ parameters, g gradient, b momentum buffer, which starts at 0, u update, all {@code [P]}; η the learning
 * rate; μ momentum, which a schedule may move if it is not 0; τ dampening, which counts in the first step too, unlike
 * SGD's; λ decoupled weight decay, which is as strong as a coupled one would be in the long run of the momentum, and of
 * which the projected weights keep the part r. State: 1 vector, none for μ = 0. Source: Heo et al., "AdamP: slowing down
 * the slowdown for momentum optimizers on scale-invariant weights", arXiv:2006.08217. The authors' code also projects the
 * buffer that is kept, because it is the same array; the paper keeps it as it was. For networks with normalization
 * layers; elsewhere it is SGD.
 */
@Strategy(
        type = "sgdp",
        title = "SGDP",
        description = "SGD with momentum whose steps do not lengthen weights that a normalization layer follows.",
        paper = "arXiv:2006.08217")
public record SgdP(
        @Option(value = "μ, how much of the last step goes on into this one.", min = 0, below = 1)
        double momentum,

        @Option(value = "τ, how much less the gradient counts in the buffer.", min = 0, max = 1)
        double dampening,

        @Option("Whether to look ahead along the momentum, which must not be 0.")
        boolean nesterov,

        @Option(value = "ε, added to norms.", above = 0, max = 1)
        double epsilon,

        @Option("Whether the momentum that is kept is projected too, as in the authors' code but not in the paper; "
                + "without effect with Nesterov.")
        boolean projectBuffer,

        @Unwrapped @Option("Which weights are projected.") Projection projection)
        implements Optimizer {
    public SgdP {
        Options.check(SgdP.class, momentum, dampening, nesterov, epsilon, projectBuffer, projection);
        if (nesterov && momentum == 0) {
            throw new InvalidOptions("/nesterov", "conflict", "needs a momentum above 0");
        }
    }

    public SgdP() {
        this(0, 0, false, 1e-8, true, new Projection());
    }

    @Override
    public State init(Vec parameters) {
        return momentum == 0 ? State.EMPTY : State.EMPTY.with("b", parameters.zeros());
    }

    @Override
    public Step step(Vec parameters, Vec gradient, State state, StepContext context) {
        double mu = momentum == 0 ? 0 : context.momentum().orElse(momentum);
        Vec fresh = gradient.mul(1 - dampening);
        Vec buffer = momentum == 0 ? fresh : fresh.addScaled(mu, state.get("b"));
        Vec update = nesterov ? gradient.addScaled(mu, buffer) : buffer;
        double shrinkage = context.rate() * context.decay() / (1 - mu);
        Projection.Projected projected = projection.apply(parameters, update, gradient, shrinkage, epsilon, context);
        Vec moved = projected.parameters().addScaled(-context.rate(), projected.update());
        if (momentum == 0) {
            return new Step(moved, state.next());
        }
        return new Step(moved, state.next().with("b", projectBuffer && !nesterov ? projected.update() : buffer));
    }

    @Override
    public double defaultLearningRate() {
        return 1e-2;
    }

    @Override
    public boolean decaysItself() {
        return true;
    }

    @Override
    public boolean takesMomentum() {
        return momentum > 0;
    }

    @Override
    public Optional<String> objectionTo(WeightDecay decay) {
        return Projection.objectionTo(decay);
    }

    @Override
    public int stateVectors() {
        return momentum == 0 ? 0 : 1;
    }

    @Override
    public Set<Trait> traits() {
        return Set.of(Trait.SEES_THE_SHAPE);
    }
}
