package dev.descent.datasets;

import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.Signature;
import java.util.List;
import java.util.Map;

/** How rows of one data set become examples: fitted once, stored with the model, applied again at prediction. */
public interface Encoding {
    Signature signature();

    /** Rows of the data set that it was fitted on, encoded. */
    Examples examples(Table table, int[] rows);

    /**
     * New rows, encoded; each is a map from feature name to value, or a list of values in the order of the features that
     * are trained on. In a map a feature that is not named is missing, and ignored features and the target may stand
     * there unread. An image is nested lists {@code [C][H][W]}, or {@code [H][W]} if it has one channel, of numbers on
     * 0..255, as a preview shows them.
     *
     * @throws dev.descent.spec.InvalidOptions with a pointer such as {@code /instances/3/age} for every bad value
     */
    Examples instances(List<?> instances);

    /** What a network's output means in the data set's own terms: a class name, or a number in the target's unit. */
    Object prediction(double value);

    /** Everything that {@link Encodings#read} needs to make it again, as JSON values. */
    Map<String, Object> toJson();
}
