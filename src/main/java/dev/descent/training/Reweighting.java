package dev.descent.training;

import dev.descent.spec.Family;
import dev.descent.spec.InvalidOptions;
import java.util.List;
import java.util.Optional;

/**
 * How much each example of a batch counts: its loss is multiplied by a weight.
 *
 * <p>Weights are constants of differentiation. Their mean is one, over the batch or over all examples, so that the
 * learning rate keeps its meaning.
 */
@Family(value = "reweighting", description = "How much each example of a batch counts.")
public interface Reweighting {
    /**
     * The weights of these examples.
     *
     * @throws InvalidOptions with pointers into this reweighting if the examples are not of the kind that it needs
     */
    Weighting over(TrainingSet set);

    /** Why it cannot work with this objective, as the end of a sentence that names it, or empty if it can. */
    default Optional<String> objectionTo(Objective objective) {
        return Optional.empty();
    }

    /**
     * Whether the weight of an example says something of others, so that what the example gives away is not bounded by
     * what happens to it alone.
     */
    default boolean couplesExamples() {
        return true;
    }

    /** Whether weights follow the losses, so that a batch weighs its examples anew at every point. */
    default boolean followsLosses() {
        return false;
    }

    /** Columns whose numbers say how much examples count, and are for no network to see. */
    default List<String> numberColumns() {
        return List.of();
    }
}
