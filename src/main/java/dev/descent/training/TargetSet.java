package dev.descent.training;

import dev.descent.training.tensor.Examples;

/**
 * Examples that a run does not learn from, but that it is to become good at.
 *
 * @param set what is known of them, in their order
 */
public record TargetSet(Examples examples, TrainingSet set) {}
