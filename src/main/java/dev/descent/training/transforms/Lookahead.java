package dev.descent.training.transforms;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.ParameterTransform;
import dev.descent.training.State;
import dev.descent.training.StepContext;
import dev.descent.training.UpdateRule;
import dev.descent.training.tensor.Vec;

/**
 * Lookahead: after every k steps of the update rule, goes back a part of the way.
 *
 * <pre>
 *   after every k-th step:  φ ← φ + α(θ − φ),  θ ← φ
 * </pre>
 *
 * <p>Symbols: θ parameters, which the update rule moves as it would alone; φ slow parameters, φ₀ = θ₀, both {@code [P]}; α
 * the slow step size. State: 1 vector. The state of the update rule, such as its momentum, is kept when θ is set back, as
 * in most implementations; the paper also tries to interpolate or to reset it. What is evaluated and exported is θ,
 * which equals φ after every k-th step alone. Source: Zhang et al., "Lookahead optimizer: k steps forward, 1 step back",
 * arXiv:1907.08610.
 */
@Strategy(
        type = "lookahead",
        title = "Lookahead",
        description =
                "After every few steps, goes back a part of the way to where they began. Steadies a fast update rule.",
        paper = "arXiv:1907.08610")
public record Lookahead(
        @Option(value = "k, steps of the update rule between two slow ones.", min = 1, max = 1e9)
        long everySteps,

        @Option(value = "α, the part of the way that is kept.", above = 0, max = 1)
        double alpha)
        implements ParameterTransform {
    private static final String SLOW = "slow";

    public Lookahead {
        Options.check(Lookahead.class, everySteps, alpha);
    }

    public Lookahead() {
        this(5, 0.5);
    }

    @Override
    public State init(Vec parameters) {
        return State.EMPTY.with(SLOW, parameters);
    }

    @Override
    public UpdateRule.Step apply(Vec parameters, State state, StepContext context) {
        State next = state.next();
        if (next.steps() % everySteps != 0) {
            return new UpdateRule.Step(parameters, next);
        }
        Vec slow = state.get(SLOW).lerp(parameters, alpha);
        return new UpdateRule.Step(slow, next.with(SLOW, slow));
    }

    @Override
    public int stateVectors() {
        return 1;
    }
}
