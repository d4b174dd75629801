package dev.descent.training.augmentations;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
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
 * Sets a square of each image to 0, in all channels.
 *
 * <p>The centre of the square is a uniformly random pixel, so that part of it may lie outside of the image, which then
 * loses less; the authors found this important. 0 is the mean where pixels are standardized. Source: DeVries and Taylor,
 * "Improved regularization of convolutional neural networks with cutout", arXiv:1708.04552, who take 16 pixels of 32 for
 * ten classes and 8 for a hundred. An odd size is kept here, where their code takes the even one below.
 */
@Strategy(
        type = "cutout",
        title = "Cutout",
        description = "Sets a square at a random place of each image to 0, the mean of standardized pixels.",
        paper = "arXiv:1708.04552")
public record Cutout(
        @Option(
                value = "The side of the square in pixels; the authors take a quarter to half of the image's.",
                min = 0,
                max = 1000)
        int size)
        implements Augmentation {
    private static final TorchScript ERASE = new TorchScript("x: Tensor, rows: Tensor, columns: Tensor", """
                square = torch.logical_and(torch.unsqueeze(rows, 2), torch.unsqueeze(columns, 1))
                return torch.masked_fill(x, torch.unsqueeze(square, 1), 0)
            """);

    public Cutout {
        Options.check(Cutout.class, size);
    }

    @Override
    public void check(Signature signature) {
        Needs.lessThanImage("cutout", "size", size, signature);
    }

    @Override
    public Batch apply(Batch batch, Chance chance) {
        if (size == 0) {
            return batch;
        }
        NDArray x = DjlTensor.array(batch.numeric());
        int height = (int) x.getShape().get(2);
        int width = (int) x.getShape().get(3);
        boolean[] rows = new boolean[batch.size() * height];
        boolean[] columns = new boolean[batch.size() * width];
        for (int i = 0; i < batch.size(); i++) {
            Draws draws = chance.ofExample(i);
            mark(rows, i * height, height, draws.below(height));
            mark(columns, i * width, width, draws.below(width));
        }
        NDManager manager = x.getManager();
        return batch.withNumeric(new DjlTensor(ERASE.call(
                x,
                manager.create(rows, new Shape(batch.size(), height)),
                manager.create(columns, new Shape(batch.size(), width)))));
    }

    private void mark(boolean[] places, int offset, int length, int centre) {
        int from = Math.max(0, centre - size / 2);
        int to = Math.min(length, centre - size / 2 + size);
        Arrays.fill(places, offset + from, offset + to, true);
    }
}
