package dev.descent.training.tensor;

import java.util.List;

/**
 * What goes into a network and what comes out.
 *
 * @param shape of the real features of one example: {@code [D]} for a table, {@code [C, H, W]} for an image
 * @param cardinalities how many codes each embedded categorical feature has, the code for unknown values included
 * @param classes number of classes; 0 for regression
 */
public record Signature(List<Integer> shape, List<Integer> cardinalities, int classes) {
    public Signature {
        shape = List.copyOf(shape);
        cardinalities = List.copyOf(cardinalities);
    }

    /** How many real features an example has. */
    public int width() {
        return shape.stream().reduce(1, Math::multiplyExact);
    }

    public boolean isImage() {
        return shape.size() == 3;
    }

    /** How many numbers the network answers with: one per class, or one. */
    public int outputs() {
        return Math.max(classes, 1);
    }
}
