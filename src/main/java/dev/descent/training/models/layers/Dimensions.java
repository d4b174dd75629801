package dev.descent.training.models.layers;

import dev.descent.training.tensor.Signature;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The shape of what one example is between two layers, without the batch axis.
 *
 * @param sizes {@code [D]}, or {@code [C, H, W]} for an image
 */
public record Dimensions(List<Integer> sizes) {
    public Dimensions {
        sizes = List.copyOf(sizes);
    }

    public static Dimensions flat(int width) {
        return new Dimensions(List.of(width));
    }

    public static Dimensions image(int channels, int height, int width) {
        return new Dimensions(List.of(channels, height, width));
    }

    /** What the real features of one example look like. */
    static Dimensions of(Signature signature) {
        return new Dimensions(signature.shape());
    }

    public boolean isImage() {
        return sizes.size() == 3;
    }

    /** C of an image, D of anything else. */
    public int channels() {
        return sizes.get(0);
    }

    public int height() {
        return sizes.get(1);
    }

    public int width() {
        return sizes.get(2);
    }

    /** The number of elements. */
    public long count() {
        return sizes.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    }

    /** {@code 3 x 32 x 32}. */
    @Override
    public String toString() {
        return sizes.stream().map(String::valueOf).collect(Collectors.joining(" x "));
    }
}
