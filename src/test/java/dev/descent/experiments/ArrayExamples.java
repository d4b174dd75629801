package dev.descent.experiments;

import dev.descent.datasets.builtin.BuiltIn;
import dev.descent.datasets.canonical.ColumnSink;
import dev.descent.datasets.canonical.Content;
import dev.descent.training.tensor.Draws;
import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.Signature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Examples in two arrays. */
record ArrayExamples(Signature signature, float[][] inputs, float[] targets) implements Examples {
    private static final float WHITE = 255;

    /** Images of a built-in set, such as {@code glyphs?rows=1000&seed=3}, with pixels on [-0.5, 0.5]. */
    static ArrayExamples images(String name) {
        BuiltIn set = BuiltIn.find(name).orElseThrow();
        try (Content content = set.maker().make()) {
            List<float[]> images = new ArrayList<>();
            List<Float> labels = new ArrayList<>();
            content.write(0, new Sink() {
                @Override
                public void pixels(byte[] image) {
                    float[] scaled = new float[image.length];
                    for (int i = 0; i < image.length; i++) {
                        scaled[i] = (image[i] & 0xFF) / WHITE - 0.5f;
                    }
                    images.add(scaled);
                }
            });
            content.write(1, new Sink() {
                @Override
                public void code(int value) {
                    labels.add((float) value);
                }
            });
            float[] targets = new float[labels.size()];
            for (int i = 0; i < targets.length; i++) {
                targets[i] = labels.get(i);
            }
            List<Integer> shape = content.schema().features().get(0).shape();
            return new ArrayExamples(new Signature(shape, List.of(), 10), images.toArray(new float[0][]), targets);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A built-in table of numbers whose features are standardized, in a random order of rows; the target too if real. */
    static ArrayExamples table(String name) {
        BuiltIn set = BuiltIn.find(name).orElseThrow();
        try (Content content = set.maker().make()) {
            int features = content.schema().features().size();
            List<double[]> columns = new ArrayList<>();
            for (int i = 0; i <= features; i++) {
                List<Double> values = new ArrayList<>();
                content.write(i, new Sink() {
                    @Override
                    public void number(double value) {
                        values.add(value);
                    }

                    @Override
                    public void code(int value) {
                        values.add((double) value);
                    }
                });
                columns.add(values.stream().mapToDouble(Double::doubleValue).toArray());
            }
            int classes = content.schema().classes().size();
            int rows = columns.get(0).length;
            int[] order = new Randomness(1).draws(Randomness.Purpose.DATA, 0, 2).permutation(rows);
            float[][] inputs = new float[rows][features];
            float[] targets = new float[rows];
            for (int i = 0; i <= features; i++) {
                double[] column = classes > 0 && i == features ? columns.get(i) : standardized(columns.get(i));
                for (int row = 0; row < rows; row++) {
                    float value = (float) column[order[row]];
                    if (i == features) {
                        targets[row] = value;
                    } else {
                        inputs[row][i] = value;
                    }
                }
            }
            return new ArrayExamples(new Signature(List.of(features), List.of(), classes), inputs, targets);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double[] standardized(double[] column) {
        Figures figures = Figures.of(Arrays.stream(column).boxed().toList());
        double scale = figures.deviation() == 0 ? 1 : figures.deviation();
        return Arrays.stream(column).map(x -> (x - figures.mean()) / scale).toArray();
    }

    ArrayExamples slice(int from, int to) {
        return new ArrayExamples(
                signature, Arrays.copyOfRange(inputs, from, to), Arrays.copyOfRange(targets, from, to));
    }

    /** These rows. */
    ArrayExamples rows(int... rows) {
        float[][] kept = new float[rows.length][];
        float[] ofThem = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            kept[i] = inputs[rows[i]];
            ofThem[i] = targets[rows[i]];
        }
        return new ArrayExamples(signature, kept, ofThem);
    }

    /** The same examples, a part of whose labels is replaced by uniformly random other ones. */
    ArrayExamples withWrongLabels(double part, long seed) {
        float[] changed = targets.clone();
        for (int row = 0; row < changed.length; row++) {
            Draws draws = new Randomness(seed).draws(Randomness.Purpose.DATA, row, 0);
            if (draws.uniform() < part) {
                changed[row] = (changed[row] + 1 + draws.below(signature.classes() - 1)) % signature.classes();
            }
        }
        return new ArrayExamples(signature, inputs, changed);
    }

    /** The rows for which these and {@code other} have different targets. */
    ArrayExamples whereTargetsDiffer(ArrayExamples other) {
        List<float[]> rows = new ArrayList<>();
        List<Float> labels = new ArrayList<>();
        for (int row = 0; row < inputs.length; row++) {
            if (targets[row] != other.targets[row]) {
                rows.add(inputs[row]);
                labels.add(targets[row]);
            }
        }
        float[] kept = new float[labels.size()];
        for (int i = 0; i < kept.length; i++) {
            kept[i] = labels.get(i);
        }
        return new ArrayExamples(signature, rows.toArray(new float[0][]), kept);
    }

    @Override
    public int size() {
        return inputs.length;
    }

    @Override
    public void numeric(int row, FloatBuffer into) {
        into.put(inputs[row]);
    }

    @Override
    public void categories(int row, IntBuffer into) {}

    @Override
    public float target(int row) {
        return targets[row];
    }

    @Override
    public double targetScale() {
        return 1;
    }

    private abstract static class Sink implements ColumnSink {
        @Override
        public void number(double value) {
            throw new IllegalStateException("a number where none was expected");
        }

        @Override
        public void code(int value) {
            throw new IllegalStateException("a code where none was expected");
        }

        @Override
        public void pixels(byte[] image) {
            throw new IllegalStateException("an image where none was expected");
        }

        @Override
        public void text(@Nullable String value) {
            throw new IllegalStateException("a text where none was expected");
        }
    }
}
