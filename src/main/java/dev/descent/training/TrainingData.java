package dev.descent.training;

import dev.descent.training.tensor.Examples;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The data of a run.
 *
 * @param set what is known of the training examples, in their order
 * @param validation may be empty; early stopping needs some
 * @param targets by the names that the spec's {@linkplain TargetedScore scores} give them
 */
public record TrainingData(Examples training, TrainingSet set, Examples validation, Map<String, TargetSet> targets) {
    public TrainingData {
        if (training.size() != set.size()) {
            throw new IllegalArgumentException(
                    "there are " + training.size() + " examples, and something is known of " + set.size());
        }
        targets = Map.copyOf(targets);
    }

    public TrainingData(Examples training, TrainingSet set, Examples validation) {
        this(training, set, validation, Map.of());
    }

    public static TrainingData of(Examples training, Examples validation) {
        return new TrainingData(training, TrainingSet.of(training), validation);
    }

    /** The same examples, seen through something. */
    TrainingData map(UnaryOperator<Examples> through) {
        Map<String, TargetSet> seen = new LinkedHashMap<>();
        targets.forEach(
                (name, target) -> seen.put(name, new TargetSet(through.apply(target.examples()), target.set())));
        return new TrainingData(through.apply(training), set, through.apply(validation), seen);
    }
}
