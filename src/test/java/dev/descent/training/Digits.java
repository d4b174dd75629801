package dev.descent.training;

import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.Signature;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/** The handwritten digits that come with Descent, 64 pixels between 0 and 1 each. */
record Digits(List<float[]> rows) implements Examples {
    private static final int PIXELS = 64;
    private static final float WHITE = 16;

    static Digits all() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Objects.requireNonNull(
                        Digits.class.getResourceAsStream("/dev/descent/datasets/builtin/digits.csv.gz"))),
                StandardCharsets.UTF_8))) {
            return new Digits(lines.lines().map(Digits::numbers).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static float[] numbers(String line) {
        String[] cells = line.split(",", -1);
        float[] numbers = new float[cells.length];
        for (int i = 0; i < cells.length; i++) {
            numbers[i] = Float.parseFloat(cells[i]);
        }
        return numbers;
    }

    @Override
    public Signature signature() {
        return new Signature(List.of(PIXELS), List.of(), 10);
    }

    @Override
    public int size() {
        return rows.size();
    }

    @Override
    public void numeric(int row, FloatBuffer into) {
        for (float pixel : Arrays.copyOf(rows.get(row), PIXELS)) {
            into.put(pixel / WHITE);
        }
    }

    @Override
    public void categories(int row, IntBuffer into) {}

    @Override
    public float target(int row) {
        return rows.get(row)[PIXELS];
    }

    @Override
    public double targetScale() {
        return 1;
    }
}
