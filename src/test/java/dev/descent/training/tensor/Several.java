package dev.descent.training.tensor;

import java.util.List;
import java.util.function.UnaryOperator;

/** A list of vectors as one value. */
public record Several(List<Vec> all) implements Vectors<Several> {
    public Several {
        all = List.copyOf(all);
    }

    @Override
    public Several map(UnaryOperator<Vec> change) {
        return new Several(all.stream().map(change).toList());
    }
}
