package dev.descent.datasets.generated;

import dev.descent.datasets.Dataset.Task;
import dev.descent.datasets.Feature;
import dev.descent.datasets.canonical.Content;
import dev.descent.datasets.canonical.MemoryContent;
import dev.descent.datasets.canonical.MemoryContent.Column;
import dev.descent.datasets.canonical.Schema;
import dev.descent.training.tensor.Draws;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.Randomness.Purpose;
import java.util.ArrayList;
import java.util.List;

/** Points with a class or a real target, made one after the other. */
final class Points {
    private static final String TARGET = "y";

    /** Makes one point: fills {@code features} and returns the target. */
    interface Maker {
        double make(Draws draws, double[] features);
    }

    private Points() {}

    /** Draws that belong to the whole set, not to one of its rows. */
    static Draws shared(long seed) {
        return new Randomness(seed).draws(Purpose.DATA, 0, 1);
    }

    /** @param classes their number, or 0 for real targets */
    static Content make(int rows, int features, int classes, long seed, Maker maker) {
        Randomness randomness = new Randomness(seed);
        double[][] columns = new double[features][rows];
        double[] targets = new double[rows];
        double[] point = new double[features];
        for (int row = 0; row < rows; row++) {
            targets[row] = maker.make(randomness.draws(Purpose.DATA, row, 0), point);
            for (int i = 0; i < features; i++) {
                columns[i][row] = point[i];
            }
        }
        List<Feature> schema = new ArrayList<>();
        List<Column> values = new ArrayList<>();
        for (int i = 0; i < features; i++) {
            schema.add(new Feature("x" + i, Feature.Type.NUMERIC, List.of(), List.of(), 0));
            values.add(MemoryContent.numbers(columns[i]));
        }
        List<String> names = new ArrayList<>();
        for (int i = 0; i < classes; i++) {
            names.add(Integer.toString(i));
        }
        if (classes > 0) {
            int[] codes = new int[rows];
            for (int row = 0; row < rows; row++) {
                codes[row] = (int) targets[row];
            }
            values.add(MemoryContent.codes(codes));
        } else {
            values.add(MemoryContent.numbers(targets));
        }
        Task task = classes > 0 ? Task.CLASSIFICATION : Task.REGRESSION;
        return new MemoryContent(new Schema(rows, schema, TARGET, task, names), values);
    }
}
