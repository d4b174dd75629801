package dev.descent.training.augmentations;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.descent.spec.InvalidOptions;
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
import java.util.Arrays;

/**
 * Replaces a share of the features of each row by those of other rows of the batch.
 *
 * <pre>
 *   x'ᵢⱼ = x_{r(i,j),j} for j in Iᵢ, xᵢⱼ else    |Iᵢ| = ⌊cM⌋
 * </pre>
 *
 * <p>Symbols: M the number of features, c the share; Iᵢ a uniformly random subset of them, new for each row; r(i, j) a
 * uniformly random row of the batch, new for each feature, and now and then the same. Targets stay. Embedded categories
 * are features, each column of a one-hot category is one too, so that a category may become none or several: embed them
 * instead. Source: the corruption of Bahri et al., "SCARF", arXiv:2106.15147, with c = 0.6, who draw from all training
 * rows and not from the batch.
 */
@Strategy(
        type = "swap",
        title = "Feature swap",
        description = "Replaces a share of the features of each row by those of other rows of the batch; targets stay. "
                + "For tables.",
        paper = "arXiv:2106.15147",
        experimental =
                "The source corrupts rows so for contrastive pre-training; that the target stays what it was, and "
                        + "the default share, are our own.")
public record Swap(
        @Option(value = "c, the part of the features that is replaced, rounded down.", min = 0, max = 1)
        double share) implements Augmentation {
    private static final TorchScript GATHER =
            new TorchScript("x: Tensor, rows: Tensor", "    return torch.gather(x, 0, rows)\n");

    public Swap {
        Options.check(Swap.class, share);
    }

    public Swap() {
        this(0.1);
    }

    @Override
    public void check(Signature signature) {
        if (signature.isImage()) {
            throw new InvalidOptions(
                    "",
                    "does_not_fit",
                    "swap exchanges features of rows, but those of this data are pixels; use mixup");
        }
    }

    @Override
    public boolean couplesExamples() {
        return true;
    }

    @Override
    public Batch apply(Batch batch, Chance chance) {
        NDArray numeric = DjlTensor.array(batch.numeric());
        NDArray categories = DjlTensor.array(batch.categories());
        int numbers = (int) numeric.getShape().get(1);
        // Without embedded features there is no matrix of codes.
        int codes = categories.getShape().dimension() == 2
                ? (int) categories.getShape().get(1)
                : 0;
        int replaced = (int) (share * (numbers + codes));
        if (replaced == 0) {
            return batch;
        }
        long[] ofNumbers = new long[batch.size() * numbers];
        long[] ofCodes = new long[batch.size() * codes];
        int[] features = new int[numbers + codes];
        for (int i = 0; i < batch.size(); i++) {
            Draws draws = chance.ofExample(i);
            Arrays.fill(ofNumbers, i * numbers, (i + 1) * numbers, i);
            Arrays.fill(ofCodes, i * codes, (i + 1) * codes, i);
            Arrays.setAll(features, j -> j);
            for (int k = 0; k < replaced; k++) {
                int chosen = k + draws.below(features.length - k);
                int feature = features[chosen];
                features[chosen] = features[k];
                int row = draws.below(batch.size());
                if (feature < numbers) {
                    ofNumbers[i * numbers + feature] = row;
                } else {
                    ofCodes[i * codes + feature - numbers] = row;
                }
            }
        }
        Batch swapped = batch.withNumeric(new DjlTensor(GATHER.call(
                numeric, numeric.getManager().create(ofNumbers, new Shape(batch.size(), numbers)))));
        return codes == 0
                ? swapped
                : swapped.withCategories(new DjlTensor(GATHER.call(
                        categories, numeric.getManager().create(ofCodes, new Shape(batch.size(), codes)))));
    }
}
