package dev.descent.training.optimizers;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.Optimizer;
import dev.descent.training.State;
import dev.descent.training.StepContext;
import dev.descent.training.tensor.Segments;
import dev.descent.training.tensor.Vec;

/**
 * Normalized gradient descent: steps of a fixed length along the gradient, or along its mean.
 *
 * <pre>
 *   m ← μm + (1 − μ)g              m = g for μ = 0
 *   θ ← θ − ηm / (‖m‖₂ + ε)
 * </pre>
 *
 * <p>Symbols: θ parameters, g gradient, m mean gradient, which starts at 0, all {@code [P]}; η the learning rate, here
 * the length of a step; μ momentum. The norm is over all parameters, as in theory, or over each tensor, which is another
 * method: every tensor then moves by η. A gradient of zero moves nothing. State: 1 vector, none for μ = 0. Source of the
 * form with momentum: Cutkosky and Mehta, "Momentum improves normalized SGD", arXiv:2002.03305. It does not come to rest
 * at a minimum, because its steps keep their length: let the rate decay.
 */
@Strategy(
        type = "normalized_gd",
        title = "Normalized gradient descent",
        description = "Steps of a fixed length along the gradient or its mean. Needs a learning rate that decays.",
        paper = "arXiv:2002.03305")
public record NormalizedGd(
        @Option("Over what the norm is taken.") Scope scope,

        @Option(value = "μ, the decay of the mean gradient; 0 for the gradient itself.", min = 0, below = 1)
        double momentum,

        @Option(value = "ε, added to the norm.", above = 0, max = 1)
        double epsilon)
        implements Optimizer {
    public enum Scope {
        GLOBAL,
        TENSOR
    }

    public NormalizedGd {
        Options.check(NormalizedGd.class, scope, momentum, epsilon);
    }

    public NormalizedGd() {
        this(Scope.GLOBAL, 0, 1e-6);
    }

    @Override
    public State init(Vec parameters) {
        return momentum == 0 ? State.EMPTY : State.EMPTY.with("m", parameters.zeros());
    }

    @Override
    public Step step(Vec parameters, Vec gradient, State state, StepContext context) {
        if (momentum == 0) {
            return new Step(moved(parameters, gradient, context), state.next());
        }
        Vec m = state.get("m").lerp(gradient, 1 - context.momentum().orElse(momentum));
        return new Step(moved(parameters, m, context), state.next().with("m", m));
    }

    private Vec moved(Vec parameters, Vec direction, StepContext context) {
        Vec length = direction.norm().add(epsilon);
        if (scope == Scope.TENSOR) {
            Segments tensors = Segments.tensors(context.layout());
            length = direction.square().sums(tensors).sqrt().add(epsilon).spread(tensors);
        }
        return parameters.addScaled(-context.rate(), direction.div(length));
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
}
