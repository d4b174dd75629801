package dev.descent.training.augmentations;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.Augmentation;
import dev.descent.training.Chance;
import dev.descent.training.tensor.Batch;
import dev.descent.training.tensor.Signature;

/**
 * Mirrors images from left to right with a probability, each by a coin of its own.
 *
 * <pre>
 *   x'[c, i, j] = x[c, i, W − 1 − j]
 * </pre>
 *
 * <p>Not for what means something else in a mirror, such as digits and letters.
 */
@Strategy(
        type = "flip",
        title = "Horizontal flip",
        description = "Mirrors images from left to right with a probability. Not for digits and letters.")
public record Flip(
        @Option(value = "How likely an image is mirrored.", min = 0, max = 1)
        double probability) implements Augmentation {
    public Flip {
        Options.check(Flip.class, probability);
    }

    public Flip() {
        this(0.5);
    }

    @Override
    public void check(Signature signature) {
        Needs.image("flip", signature);
    }

    @Override
    public Batch apply(Batch batch, Chance chance) {
        return probability == 0
                ? batch
                : Pixels.moved(batch, (example, rows, columns) -> {
                    if (chance.ofExample(example).uniform() < probability) {
                        for (int j = 0; j < columns.length; j++) {
                            columns[j] = columns.length - 1 - j;
                        }
                    }
                });
    }
}
