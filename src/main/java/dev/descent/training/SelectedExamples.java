package dev.descent.training;

import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.Signature;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Some of the training examples, as if there were no others. */
record SelectedExamples(Examples examples, int[] rows) implements Examples {
    static TrainingData of(TrainingData data, int[] rows, Examples validation) {
        return new TrainingData(
                new SelectedExamples(data.training(), rows), new SelectedSet(data.set(), rows), validation);
    }

    @Override
    public Signature signature() {
        return examples.signature();
    }

    @Override
    public int size() {
        return rows.length;
    }

    @Override
    public void numeric(int row, FloatBuffer into) {
        examples.numeric(rows[row], into);
    }

    @Override
    public void categories(int row, IntBuffer into) {
        examples.categories(rows[row], into);
    }

    @Override
    public float target(int row) {
        return examples.target(rows[row]);
    }

    @Override
    public double targetScale() {
        return examples.targetScale();
    }

    /** What is known of them. */
    record SelectedSet(TrainingSet set, int[] rows) implements TrainingSet {
        @Override
        public int size() {
            return rows.length;
        }

        @Override
        public double[] numbers(String column) {
            double[] all = set.numbers(column);
            return Arrays.stream(rows).mapToDouble(row -> all[row]).toArray();
        }

        @Override
        public Groups groups(@Nullable String column) {
            Groups all = set.groups(column);
            return new Groups(IntStream.of(rows).map(row -> all.of()[row]).toArray(), all.names());
        }
    }
}
