package dev.descent.training.optimizers;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.Optimizer;
import dev.descent.training.State;
import dev.descent.training.StepContext;
import dev.descent.training.tensor.Vec;
import java.util.Map;

/**
 * RMSProp: steps by the gradient over the root of its mean square, or of its variance.
 *
 * <pre>
 *   v ← αv + (1 − α)g²
 *   m ← αm + (1 − α)g,  s = max(v − m², 0)      centered; else s = v
 *   u = g / (√s + ε)
 *   b ← μb + u                                  b = u for μ = 0
 *   θ ← θ − ηb
 * </pre>
 *
 * <p>Symbols: θ parameters, g gradient, v and m moments, b momentum buffer, all {@code [P]}, products element by
 * element; η the learning rate, which multiplies the whole buffer; μ momentum, which a schedule may move if it is not 0.
 * State: 1 vector, 1 more if centered, 1 more with momentum. ε stands outside the root, as in PyTorch; the maximum, which
 * PyTorch lacks, is for v − m² that rounding made negative. Source: Hinton, lecture 6e of "Neural networks for machine
 * learning", 2012; centered: Graves, "Generating sequences with recurrent neural networks", 2013. Not centered where
 * gradients hardly change from step to step, as in large batches: their variance vanishes, and the step becomes as large
 * as g/ε. The mean square has no bias correction: the first steps are 1/√(1 − α) times longer than η.
 */
@Strategy(
        type = "rmsprop",
        title = "RMSProp",
        description = "Steps by the gradient over the root of its mean square, with momentum if wanted.")
public record RmsProp(
        @Option(value = "α, the decay of the moments.", min = 0, below = 1)
        double decay,

        @Option(value = "ε, added to the denominator.", above = 0, max = 1)
        double epsilon,

        @Option(value = "μ, how much of the last step goes on into this one.", min = 0, below = 1)
        double momentum,

        @Option("Whether to divide by the root of the variance instead of the mean square.")
        boolean centered)
        implements Optimizer {
    public RmsProp {
        Options.check(RmsProp.class, decay, epsilon, momentum, centered);
    }

    public RmsProp() {
        this(0.99, 1e-8, 0, false);
    }

    @Override
    public State init(Vec parameters) {
        State state = State.EMPTY.with("v", parameters.zeros());
        state = centered ? state.with("m", parameters.zeros()) : state;
        return momentum == 0 ? state : state.with("b", parameters.zeros());
    }

    @Override
    public Step step(Vec parameters, Vec gradient, State state, StepContext context) {
        Vec v = state.get("v").lerp(gradient.square(), 1 - decay);
        State next = state.next().with("v", v);
        Vec spread = v;
        if (centered) {
            Vec m = state.get("m").lerp(gradient, 1 - decay);
            next = next.with("m", m);
            spread = v.sub(m.square()).clamp(0, Double.POSITIVE_INFINITY);
        }
        Vec direction = gradient.div(spread.sqrt().add(epsilon));
        if (momentum > 0) {
            direction = direction.addScaled(context.momentum().orElse(momentum), state.get("b"));
            next = next.with("b", direction);
        }
        return new Step(parameters.addScaled(-context.rate(), direction), next);
    }

    @Override
    public double defaultLearningRate() {
        return 1e-2;
    }

    @Override
    public int stateVectors() {
        return 1 + (centered ? 1 : 0) + (momentum == 0 ? 0 : 1);
    }

    @Override
    public boolean takesMomentum() {
        return momentum > 0;
    }

    /** Not if centered: v − m² is a small difference, of which the rounding of v to eight bits leaves nothing. */
    @Override
    public Map<String, Range> quantizable() {
        return centered ? Map.of() : Map.of("v", Range.SIGNED);
    }
}
