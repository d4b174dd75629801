package dev.descent.training.models.layers;

import java.util.List;

/**
 * An array of numbers that a layer learns.
 *
 * @param name PyTorch's name within the layer, such as {@code weight}
 */
record Parameter(String name, List<Long> shape, Initialization initialization) {
    Parameter {
        shape = List.copyOf(shape);
    }

    Parameter under(String prefix) {
        return new Parameter(prefix + "." + name, shape, initialization);
    }
}
