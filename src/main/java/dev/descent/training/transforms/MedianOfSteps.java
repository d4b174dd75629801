package dev.descent.training.transforms;

import dev.descent.spec.Strategy;
import dev.descent.training.GradientTransform;
import dev.descent.training.State;
import dev.descent.training.StepContext;
import dev.descent.training.tensor.Vec;

/**
 * RM3, the rolling median of three: gₜ ← median(gₜ, gₜ₋₁, gₜ₋₂), coordinate by coordinate.
 *
 * <p>Symbols: gₜ the gradient of step t as it comes in, {@code [P]}. What is missing before the first step is the first
 * gradient: steps 1 and 2 both go by g₁; that is our convention. State: 2 vectors. A direction that only one of three
 * batches asks for is dropped, which keeps a network from memorizing single examples; it also delays the gradient. Source:
 * Zielinski et al., "Weak and strong gradient directions: explaining memorization, generalization, and hardness of
 * examples at scale", arXiv:2003.07422.
 */
@Strategy(
        type = "median_of_steps",
        title = "Rolling median of three gradients",
        description = "RM3: the median of the gradients of this step and the last two, coordinate by coordinate.",
        paper = "arXiv:2003.07422")
public record MedianOfSteps() implements GradientTransform {
    private static final String LAST = "last";
    private static final String BEFORE = "before";

    @Override
    public State init(Vec parameters) {
        return State.EMPTY.with(LAST, parameters.zeros()).with(BEFORE, parameters.zeros());
    }

    @Override
    public Transformed apply(Vec gradient, State state, StepContext context) {
        boolean first = state.steps() == 0;
        Vec last = first ? gradient : state.get(LAST);
        Vec before = first ? gradient : state.get(BEFORE);
        Vec median = last.min(before).max(last.max(before).min(gradient));
        return new Transformed(median, state.next().with(LAST, gradient).with(BEFORE, last));
    }

    @Override
    public int stateVectors() {
        return 2;
    }
}
