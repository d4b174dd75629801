package dev.descent.training.models.layers;

import java.util.List;

/**
 * An array of numbers that a layer keeps but does not learn by gradients.
 *
 * @param name PyTorch's name within the layer, such as {@code running_mean}
 * @param initial what every element is before training
 * @param perPass what is added to every element at the start of each training pass: 1 for a counter
 */
record Buffer(String name, List<Long> shape, float initial, float perPass) {
    Buffer {
        shape = List.copyOf(shape);
    }

    Buffer under(String prefix) {
        return new Buffer(prefix + "." + name, shape, initial, perPass);
    }
}
