package dev.descent.training;

import dev.descent.spec.InvalidOptions;

/** A score that compares the training examples with those of another data set. */
public interface TargetedScore extends ExampleScore {
    /** The data set: its id, its name, or the name of a built-in set. */
    String target();

    /** The same score with the target by another name. */
    TargetedScore withTarget(String name);

    /** @throws InvalidOptions with pointers into this score if the target is not of the kind that it needs */
    void check(TrainingSet target);
}
