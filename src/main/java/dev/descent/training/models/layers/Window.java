package dev.descent.training.models.layers;

import ai.djl.ndarray.types.Shape;

/**
 * A square that slides over an image.
 *
 * @param size of its side in pixels
 * @param stride pixels from one position to the next
 * @param padding rows and columns added on each side of the image
 */
public record Window(int size, int stride, int padding) {
    /** Whether there is at least one position for it. */
    public boolean fits(Dimensions image) {
        return size <= Math.min(image.height(), image.width()) + 2 * padding;
    }

    /** The shape of an image of {@code channels} with one pixel per position: per axis ⌊(n + 2p − k)/s⌋ + 1. */
    Dimensions over(Dimensions image, int channels) {
        return Dimensions.image(channels, positions(image.height()), positions(image.width()));
    }

    private int positions(int length) {
        return (length + 2 * padding - size) / stride + 1;
    }

    Shape sizes() {
        return new Shape(size, size);
    }

    Shape strides() {
        return new Shape(stride, stride);
    }

    Shape paddings() {
        return new Shape(padding, padding);
    }

    /** The arguments of PyTorch's constructors. */
    String pytorch() {
        return size + ", stride=" + stride + (padding == 0 ? "" : ", padding=" + padding);
    }
}
