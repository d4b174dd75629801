package dev.descent.training.augmentations;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.Augmentation;
import dev.descent.training.Chance;
import dev.descent.training.tensor.Batch;
import dev.descent.training.tensor.Signature;
import dev.descent.training.tensor.Vec;

/**
 * Adds normal noise to every numeric feature or pixel.
 *
 * <pre>
 *   x' = x + σξ    ξ ~ N(0, I)
 * </pre>
 *
 * <p>Symbols: σ the deviation, in the unit that the network sees: standard deviations of a feature where features are
 * standardized. The columns of a one-hot category get noise too, embedded categories none. Source: Bishop, "Training with
 * noise is equivalent to Tikhonov regularization", doi:10.1162/neco.1995.7.1.108. It gives no privacy.
 */
@Strategy(
        type = "noise",
        title = "Normal noise",
        description = "Adds normal noise to every numeric feature or pixel. It gives no privacy.",
        paper = "doi:10.1162/neco.1995.7.1.108")
public record Noise(
        @Option(
                value =
                        "σ, the standard deviation, in the unit that the network sees: 1 is a deviation of standardized "
                                + "features.",
                min = 0,
                max = 1000)
        double deviation)
        implements Augmentation {
    public Noise {
        Options.check(Noise.class, deviation);
    }

    public Noise() {
        this(0.1);
    }

    @Override
    public void check(Signature signature) {
        Needs.numbers("noise", signature);
    }

    @Override
    public Batch apply(Batch batch, Chance chance) {
        if (deviation == 0) {
            return batch;
        }
        Vec x = batch.numeric().vec();
        Vec noise = chance.normal(batch.size(), Math.toIntExact(x.size() / batch.size()));
        return batch.withNumeric(
                x.addScaled(deviation, noise).reshape(batch.numeric().shape()));
    }
}
