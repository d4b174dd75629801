package dev.descent.training;

import dev.descent.spec.Family;
import dev.descent.training.decay.NoDecay;
import dev.descent.training.tensor.Vec;
import java.util.Optional;

/**
 * A first-order update rule: parameters, a gradient and a state in; parameters and a state out.
 *
 * <p>It is pure. It never sees an example or a loss, so that whatever made the gradient private stays private here.
 */
@Family(value = "optimizers", description = "First-order update rules: how a gradient moves the parameters.")
public interface Optimizer {
    /** The state before the first step. */
    State init(Vec parameters);

    /**
     * One step.
     *
     * @param gradient of the loss that is minimized, after transforms and coupled weight decay
     */
    Step step(Vec parameters, Vec gradient, State state, StepContext context);

    /** The learning rate that a spec gets which names none. */
    double defaultLearningRate();

    /** The weight decay that a spec gets which names none. */
    default WeightDecay defaultWeightDecay() {
        return new NoDecay();
    }

    /**
     * Whether the rule is still what its name says under this weight decay.
     *
     * @return why not, as the end of a sentence that names the optimizer, or empty if it is
     */
    default Optional<String> objectionTo(WeightDecay decay) {
        return Optional.empty();
    }

    /** How many vectors of the size of θ the state holds. */
    int stateVectors();

    record Step(Vec parameters, State state) {}
}
