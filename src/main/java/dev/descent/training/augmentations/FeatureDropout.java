package dev.descent.training.augmentations;

import ai.djl.ndarray.NDArray;
import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.Augmentation;
import dev.descent.training.Chance;
import dev.descent.training.tensor.Batch;
import dev.descent.training.tensor.Draws;
import dev.descent.training.tensor.Signature;
import dev.descent.training.tensor.djl.DjlTensor;
import dev.descent.training.tensor.djl.TorchScript;

/**
 * Sets each numeric feature of each example to 0 with a probability, independently.
 *
 * <p>0 is what a missing number is taken for where features are standardized: their mean. The others stay as they are,
 * unlike behind a dropout layer, which makes them greater. Of a one-hot category each column is a feature; embedded
 * categories stay. Source: the masking noise of Vincent et al., "Stacked denoising autoencoders", JMLR 11 (2010).
 */
@Strategy(
        type = "feature_dropout",
        title = "Feature dropout",
        description = "Sets each numeric feature or pixel to 0, the mean of standardized features, with a probability.")
public record FeatureDropout(
        @Option(value = "How likely a feature is set to 0.", min = 0, max = 1)
        double probability) implements Augmentation {
    private static final TorchScript ERASE = new TorchScript(
            "x: Tensor, mask: Tensor", "    return torch.masked_fill(x, torch.reshape(mask, torch.size(x)), 0)\n");

    public FeatureDropout {
        Options.check(FeatureDropout.class, probability);
    }

    public FeatureDropout() {
        this(0.1);
    }

    @Override
    public void check(Signature signature) {
        Needs.numbers("feature_dropout", signature);
    }

    /** The probability is rounded to a multiple of 2⁻³². */
    @Override
    public Batch apply(Batch batch, Chance chance) {
        if (probability == 0) {
            return batch;
        }
        NDArray x = DjlTensor.array(batch.numeric());
        int width = (int) (x.size() / batch.size());
        long threshold = Math.round(probability * 0x1.0p32);
        boolean[] mask = new boolean[Math.toIntExact(x.size())];
        int[] words = new int[width];
        for (int i = 0; i < batch.size(); i++) {
            Draws draws = chance.ofExample(i);
            draws.bits(words);
            for (int j = 0; j < width; j++) {
                mask[i * width + j] = (words[j] & 0xFFFFFFFFL) < threshold;
            }
        }
        return batch.withNumeric(new DjlTensor(ERASE.call(x, x.getManager().create(mask))));
    }
}
