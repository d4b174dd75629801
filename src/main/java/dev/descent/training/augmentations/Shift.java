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
 * Moves each image by a random number of whole pixels, up or down and left or right.
 *
 * <pre>
 *   x'[c, i, j] = x[c, i − a, j − b]    a, b uniform on {−s, ..., s}, independent
 * </pre>
 *
 * <p>Symbols: s the pixels. What comes in from outside is 0: the mean of the pixels where they are standardized, black
 * where they are not.
 */
@Strategy(
        type = "shift",
        title = "Random shift",
        description =
                "Moves each image by a random number of whole pixels; what comes in from outside is 0, the mean of "
                        + "standardized pixels.")
public record Shift(
        @Option(value = "s, the greatest distance in each direction, in pixels.", min = 0, max = 1000)
        int pixels) implements Augmentation {
    public Shift {
        Options.check(Shift.class, pixels);
    }

    public Shift() {
        this(1);
    }

    @Override
    public void check(Signature signature) {
        Needs.lessThanImage("shift", "pixels", pixels, signature);
    }

    @Override
    public Batch apply(Batch batch, Chance chance) {
        return pixels == 0
                ? batch
                : Pixels.moved(batch, (example, rows, columns) -> {
                    Draws draws = chance.ofExample(example);
                    move(rows, draws.below(2 * pixels + 1) - pixels);
                    move(columns, draws.below(2 * pixels + 1) - pixels);
                });
    }

    private static void move(int[] places, int by) {
        for (int i = 0; i < places.length; i++) {
            int from = i - by;
            places[i] = from >= 0 && from < places.length ? from : Pixels.OUTSIDE;
        }
    }
}
