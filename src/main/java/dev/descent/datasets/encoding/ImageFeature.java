package dev.descent.datasets.encoding;

import dev.descent.datasets.Table;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Pixels on [0, 1], then standardized channel by channel. */
final class ImageFeature implements FeatureEncoding {
    private static final double WHITE = 255;

    private final String name;
    private final int index;
    private final List<Integer> shape;
    private final List<Scaling> channels;
    private final int width;
    /** What each of the 256 values of a byte becomes in each channel. */
    private final float[][] encoded;

    /** @param channels one scaling for each channel, of pixels on [0, 1] */
    ImageFeature(String name, int index, List<Integer> shape, List<Scaling> channels) {
        this.name = name;
        this.index = index;
        this.shape = List.copyOf(shape);
        this.channels = List.copyOf(channels);
        this.width = shape.stream().reduce(1, Math::multiplyExact);
        this.encoded = new float[channels.size()][256];
        for (int c = 0; c < encoded.length; c++) {
            for (int value = 0; value < 256; value++) {
                encoded[c][value] = encode(c, value);
            }
        }
    }

    private float encode(int channel, double pixel) {
        return (float) channels.get(channel).apply(pixel / WHITE);
    }

    @Override
    public String name() {
        return name;
    }

    List<Integer> shape() {
        return shape;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public void numeric(Table table, int row, FloatBuffer into) {
        byte[] pixels = new byte[width];
        table.pixels(index, row, pixels);
        int plane = width / encoded.length;
        int i = 0;
        for (float[] channel : encoded) {
            for (int end = i + plane; i < end; i++) {
                into.put(channel[pixels[i] & 0xFF]);
            }
        }
    }

    @Override
    public void numeric(Cell value, FloatBuffer into) {
        int plane = width / encoded.length;
        for (int i = 0; i < width; i++) {
            into.put(encode(i / plane, value.pixels()[i]));
        }
    }

    /** Means and deviations of the channels over these rows; sums of bytes are exact. */
    static ImageFeature fit(Table table, int index, String name, List<Integer> shape, int[] rows, boolean standardize) {
        int channels = shape.get(0);
        int plane = shape.get(1) * shape.get(2);
        byte[] pixels = new byte[channels * plane];
        long[][] histogram = new long[channels][256];
        for (int row : rows) {
            table.pixels(index, row, pixels);
            for (int i = 0; i < pixels.length; i++) {
                histogram[i / plane][pixels[i] & 0xFF]++;
            }
        }
        List<Scaling> scalings = new ArrayList<>();
        for (long[] counts : histogram) {
            scalings.add(scaling(counts, (double) rows.length * plane, standardize));
        }
        return new ImageFeature(name, index, shape, scalings);
    }

    private static Scaling scaling(long[] counts, double pixels, boolean standardize) {
        double sum = 0;
        for (int value = 0; value < counts.length; value++) {
            sum += counts[value] * (value / WHITE);
        }
        double mean = pixels == 0 ? 0 : sum / pixels;
        double squares = 0;
        int values = 0;
        for (int value = 0; value < counts.length; value++) {
            double away = value / WHITE - mean;
            squares += counts[value] * away * away;
            values += counts[value] > 0 ? 1 : 0;
        }
        return new Scaling(mean, values <= 1 ? 0 : Math.sqrt(squares / pixels), standardize);
    }

    @Override
    public Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("type", "image");
        json.put("name", name);
        json.put("shape", shape);
        json.put("channels", channels.stream().map(Scaling::toJson).toList());
        return json;
    }
}
