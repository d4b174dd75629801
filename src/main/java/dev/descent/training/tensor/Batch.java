package dev.descent.training.tensor;

import java.util.List;
import java.util.Optional;

/**
 * The examples of one step, on the device.
 *
 * @param numeric {@code [B, D]} real features, or {@code [B, C, H, W]} pixels
 * @param categories {@code [B, K]} codes of categorical features that are embedded; anything where there are none
 * @param targets {@code [B]} class numbers or real targets
 * @param size B
 * @param mix where examples are mixtures of two
 */
public record Batch(Tensor numeric, Tensor categories, Tensor targets, int size, Optional<Mix> mix) {
    public Batch(Tensor numeric, Tensor categories, Tensor targets, int size) {
        this(numeric, categories, targets, size, Optional.empty());
    }

    /** The same examples with other real features. */
    public Batch withNumeric(Tensor other) {
        return new Batch(other, categories, targets, size, mix);
    }

    /** The same examples with other codes. */
    public Batch withCategories(Tensor other) {
        return new Batch(numeric, other, targets, size, mix);
    }

    /** These examples, none of which is a mixture, and then others. */
    public Batch followedBy(Batch others) {
        return new Batch(
                joined(numeric, others.numeric),
                joined(categories, others.categories),
                joined(targets, others.targets),
                size + others.size);
    }

    private static Tensor joined(Tensor first, Tensor second) {
        long[] shape = first.shape().clone();
        shape[0] += second.shape()[0];
        return first.vec().concat(List.of(second.vec())).reshape(shape);
    }

    /**
     * The loss of an example is {@code share} of that with its own target and the rest of that with another.
     *
     * @param targets {@code [B]}, of the partners
     * @param share λ, on [0, 1]
     */
    public record Mix(Tensor targets, double share) {}
}
