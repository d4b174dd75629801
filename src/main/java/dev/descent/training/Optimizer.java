package dev.descent.training;

import dev.descent.training.tensor.Vec;
import java.util.Map;
import java.util.Optional;

/**
 * A first-order update rule: parameters, a gradient and a state in; parameters and a state out.
 *
 * <p>It is pure. It never sees an example or a loss, so that whatever made the gradient private stays private here.
 */
public non-sealed interface Optimizer extends UpdateRule {
    /**
     * One step.
     *
     * @param parameters after decoupled weight decay, unless the rule {@linkplain #decaysItself decays itself}
     * @param gradient of the loss that is minimized, after transforms and coupled weight decay
     */
    Step step(Vec parameters, Vec gradient, State state, StepContext context);

    /** Whether decoupled weight decay is part of the rule, which then finds λ in {@link StepContext#decay}. */
    default boolean decaysItself() {
        return false;
    }

    /** Whether the rule has a momentum that a schedule may set through {@link StepContext#momentum}. */
    default boolean takesMomentum() {
        return false;
    }

    /** The moments in its state, if they are those of Adam. */
    default Optional<AdamMoments> moments() {
        return Optional.empty();
    }

    /** The vectors of the state that may be kept in eight bits, and what values they have; none by default. */
    default Map<String, Range> quantizable() {
        return Map.of();
    }

    /** The values of a vector of the state. */
    enum Range {
        SIGNED,
        NON_NEGATIVE
    }
}
