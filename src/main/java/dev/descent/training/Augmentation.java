package dev.descent.training;

import dev.descent.spec.Family;
import dev.descent.spec.InvalidOptions;
import dev.descent.training.tensor.Batch;
import dev.descent.training.tensor.Signature;

/**
 * What is done to the examples of a training batch before the network sees them.
 *
 * <p>It never touches evaluation: validation, predictions, and the losses by which an audit judges its canaries are of
 * the examples as they are. An augmented batch is a function of the examples, seed, step, the place of the augmentation
 * in its list and the places of the examples in the batch. All passes of a step therefore see the same, a run that goes
 * on sees what it would have seen, and copies of an example in one batch are augmented differently. Numbers are in the
 * unit that the network sees: where features or pixels are standardized, 0 is their mean and 1 a standard deviation.
 */
@Family(
        value = "augmentations",
        description = "What is done to the examples of a training batch before the network sees them, in order.")
public interface Augmentation {
    /** @throws InvalidOptions if examples of this signature cannot be augmented like this */
    void check(Signature signature);

    /**
     * The batch with its examples augmented; of the same shape.
     *
     * <p>Where it does not {@linkplain #couplesExamples couple examples}, the batch may be a part of that of the step,
     * and each example becomes what it becomes in the whole.
     */
    Batch apply(Batch batch, Chance chance);

    /** Whether what an example becomes depends on others in the batch, so that no gradient is of one example alone. */
    default boolean couplesExamples() {
        return false;
    }

    /** Whether examples get a second target, see {@link Batch#mix}. */
    default boolean mixesTargets() {
        return false;
    }
}
