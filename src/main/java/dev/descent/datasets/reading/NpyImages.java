package dev.descent.datasets.reading;

import dev.descent.datasets.Limits;
import dev.descent.datasets.canonical.ColumnSink;
import java.io.IOException;
import java.util.List;

/**
 * Images of an array {@code [N, H, W]} or {@code [N, H, W, C]}.
 *
 * <p>They are stored with 8 bits a channel. Whole numbers must lie on 0..255. Floats on [0, 1] are multiplied by 255; if
 * any is larger, all must lie on [0, 255]; both are rounded to the nearest byte.
 */
final class NpyImages implements ImageContent.Images {
    private static final double ROUNDING = 0.5;

    private final NpyArray array;
    private final int height;
    private final int width;
    private final int channels;
    private final double scale;

    NpyImages(NpyArray array, Limits limits) {
        List<Integer> shape = array.shape();
        this.array = array;
        if (shape.size() > 4 || array.isText() || shape.size() == 4 && shape.get(3) != 1 && shape.get(3) != 3) {
            throw fault("must have the shape [N, D], [N, H, W] or [N, H, W, C] with 1 or 3 channels but has " + shape);
        }
        height = shape.get(1);
        width = shape.get(2);
        channels = shape.size() == 4 ? shape.get(3) : 1;
        if ((long) height * width > limits.imagePixels()) {
            throw fault("has images of " + height + "x" + width + " pixels; allowed are " + limits.imagePixels());
        }
        scale = scale();
    }

    private double scale() {
        if (array.isByte()) {
            return 1;
        }
        double largest = 0;
        for (long i = 0; i < array.size(); i++) {
            double value = array.number(i);
            if (!(value >= 0 && value <= 255)) {
                throw fault("holds the value " + value + " at place " + i + "; pixels must lie on 0..255 or on [0, 1]");
            }
            largest = Math.max(largest, value);
        }
        return array.isLogical() || array.isFloat() && largest <= 1 ? 255 : 1;
    }

    private RuntimeException fault(String what) {
        return Faults.one(
                Faults.pointer("file", "arrays", array.name()),
                "invalid_images",
                "the array " + array.name() + " " + what);
    }

    List<Integer> shape() {
        return List.of(channels, height, width);
    }

    @Override
    public void write(ColumnSink sink) throws IOException {
        long[] strides = array.strides();
        byte[] image = new byte[channels * height * width];
        for (int n = 0; n < array.shape().get(0); n++) {
            int i = 0;
            for (int c = 0; c < channels; c++) {
                long channel = n * strides[0] + (strides.length == 4 ? c * strides[3] : 0);
                for (int y = 0; y < height; y++) {
                    for (int x = 0; x < width; x++) {
                        double value = array.number(channel + y * strides[1] + x * strides[2]);
                        image[i++] = (byte) (int) (value * scale + ROUNDING);
                    }
                }
            }
            sink.pixels(image);
        }
    }
}
