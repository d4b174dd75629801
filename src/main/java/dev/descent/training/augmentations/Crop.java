package dev.descent.training.augmentations;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.Augmentation;
import dev.descent.training.Chance;
import dev.descent.training.tensor.Batch;
import dev.descent.training.tensor.Draws;
import dev.descent.training.tensor.Signature;

/**
 * Widens each image on all sides and cuts a window of its own size out of it, at a random place.
 *
 * <pre>
 *   x'[c, i, j] = padded[c, a + i, b + j]    a, b uniform on {0, ..., 2p}, independent
 * </pre>
 *
 * <p>Symbols: p the padding. The image has the size that it had. With {@code zero} it is what {@code shift} by p makes of
 * it; the other fills leave no border that a network could see. Source: He et al., arXiv:1512.03385, section 4.2, with
 * p = 4 and zeros for images of 32 pixels.
 */
@Strategy(
        type = "crop",
        title = "Random crop after padding",
        description = "Widens each image on all sides and cuts a window of its own size out of it, at a random place.",
        paper = "arXiv:1512.03385")
public record Crop(
        @Option(value = "p, the width of what is added on each side, in pixels.", min = 0, max = 1000)
        int padding,

        @Option(
                "What is added. zero: 0, the mean of standardized pixels; edge: the outermost pixel again; reflect: the "
                        + "image mirrored at its outermost pixel, which is not repeated.")
        Fill fill)
        implements Augmentation {
    public enum Fill {
        ZERO,
        EDGE,
        REFLECT;

        /** The place on 0, ..., n − 1 that stands at a place outside. */
        int at(int place, int n) {
            if (place >= 0 && place < n) {
                return place;
            }
            return switch (this) {
                case ZERO -> Pixels.OUTSIDE;
                case EDGE -> place < 0 ? 0 : n - 1;
                case REFLECT -> place < 0 ? -place : 2 * (n - 1) - place;
            };
        }
    }

    public Crop {
        Options.check(Crop.class, padding, fill);
    }

    public Crop() {
        this(4, Fill.ZERO);
    }

    @Override
    public void check(Signature signature) {
        Needs.lessThanImage("crop", "padding", padding, signature);
    }

    @Override
    public Batch apply(Batch batch, Chance chance) {
        return padding == 0
                ? batch
                : Pixels.moved(batch, (example, rows, columns) -> {
                    Draws draws = chance.ofExample(example);
                    cut(rows, draws.below(2 * padding + 1) - padding);
                    cut(columns, draws.below(2 * padding + 1) - padding);
                });
    }

    private void cut(int[] places, int from) {
        for (int i = 0; i < places.length; i++) {
            places[i] = fill.at(from + i, places.length);
        }
    }
}
