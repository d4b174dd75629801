package dev.descent.training.optimizers;

import dev.descent.training.tensor.Layout;
import dev.descent.training.tensor.Vec;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Vectors of one constant for each tensor of a layout. */
final class PerTensor {
    private PerTensor() {}

    /** @param any a vector on the engine that the result is to be on */
    static Vec of(Vec any, Layout layout, ToDoubleFunction<Layout.Entry> constant) {
        Vec zero = any.slice(0, 1).zeros();
        List<Vec> constants = layout.entries().stream()
                .map(entry -> zero.add(constant.applyAsDouble(entry)))
                .toList();
        return constants.get(0).concat(constants.subList(1, constants.size()));
    }
}
