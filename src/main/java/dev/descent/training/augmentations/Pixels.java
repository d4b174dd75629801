package dev.descent.training.augmentations;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.descent.training.tensor.Batch;
import dev.descent.training.tensor.djl.DjlTensor;
import dev.descent.training.tensor.djl.TorchScript;

/**
 * Images {@code [B, C, H, W]} whose pixels come from other places of the same image.
 *
 * <p>What is told here is one number for each row and each column of an image; the places of its pixels are worked out on
 * the device.
 */
final class Pixels {
    /** Rows and columns behind the last are 0. */
    private static final TorchScript PICK = new TorchScript("x: Tensor, rows: Tensor, columns: Tensor", """
                b = torch.size(x, 0)
                c = torch.size(x, 1)
                h = torch.size(x, 2)
                w = torch.size(x, 3)
                padded = torch.reshape(torch.constant_pad_nd(x, [0, 1, 0, 1], 0), [b, c, -1])
                starts = torch.unsqueeze(torch.mul(rows, torch.add(w, 1)), 2)
                places = torch.reshape(torch.add(starts, torch.unsqueeze(columns, 1)), [b, 1, -1])
                picked = torch.gather(padded, 2, torch.expand(places, [b, c, torch.mul(h, w)]))
                return torch.reshape(picked, [b, c, h, w])
            """);

    /** The place of what is outside of an image. */
    static final int OUTSIDE = -1;

    private Pixels() {}

    /** Where the rows and columns of an image come from. */
    interface Movement {
        /**
         * @param rows {@code [H]}, the row that comes to each place, or {@link #OUTSIDE}; at first all stay where they are
         * @param columns {@code [W]}, likewise
         */
        void of(int example, int[] rows, int[] columns);
    }

    static Batch moved(Batch batch, Movement movement) {
        NDArray x = DjlTensor.array(batch.numeric());
        int height = (int) x.getShape().get(2);
        int width = (int) x.getShape().get(3);
        long[] rows = new long[batch.size() * height];
        long[] columns = new long[batch.size() * width];
        int[] ofRows = new int[height];
        int[] ofColumns = new int[width];
        for (int i = 0; i < batch.size(); i++) {
            stay(ofRows);
            stay(ofColumns);
            movement.of(i, ofRows, ofColumns);
            put(ofRows, rows, i * height);
            put(ofColumns, columns, i * width);
        }
        NDManager manager = x.getManager();
        NDArray moved = PICK.call(
                x,
                manager.create(rows, new Shape(batch.size(), height)),
                manager.create(columns, new Shape(batch.size(), width)));
        return batch.withNumeric(new DjlTensor(moved));
    }

    private static void stay(int[] places) {
        for (int i = 0; i < places.length; i++) {
            places[i] = i;
        }
    }

    private static void put(int[] places, long[] into, int at) {
        for (int i = 0; i < places.length; i++) {
            into[at + i] = places[i] == OUTSIDE ? places.length : places[i];
        }
    }
}
