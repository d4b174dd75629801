package dev.descent.training;

import dev.descent.training.tensor.Examples;

/**
 * The data of a run.
 *
 * @param set what is known of the training examples, in their order
 * @param validation may be empty; early stopping needs some
 */
public record TrainingData(Examples training, TrainingSet set, Examples validation) {
    public TrainingData {
        if (training.size() != set.size()) {
            throw new IllegalArgumentException(
                    "there are " + training.size() + " examples, and something is known of " + set.size());
        }
    }

    public static TrainingData of(Examples training, Examples validation) {
        return new TrainingData(training, TrainingSet.of(training), validation);
    }
}
