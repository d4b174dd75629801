package dev.descent.training;

import dev.descent.spec.InvalidOptions;
import dev.descent.training.tensor.Examples;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What is known of the examples that are trained on, beside what the network is given of them. */
public interface TrainingSet {
    /** N. */
    int size();

    /**
     * A number for each example, in the unit of the data, NaN where it is missing.
     *
     * @throws InvalidOptions at {@code ""} if there is no such column of numbers
     */
    double[] numbers(String column);

    /**
     * The examples by a column of categories, or by class.
     *
     * @param column null for the class
     * @throws InvalidOptions at {@code ""} if there is no such column, or there are no classes
     */
    Groups groups(@Nullable String column);

    /**
     * A weight for each example, from a column.
     *
     * @return {@code [N]}, none negative, their mean one
     * @throws InvalidOptions at {@code ""} if there is no such column, or its numbers are no weights
     */
    default float[] weights(String column) {
        double[] numbers = numbers(column);
        double sum = 0;
        for (int i = 0; i < numbers.length; i++) {
            if (!(numbers[i] >= 0 && numbers[i] < Double.POSITIVE_INFINITY)) {
                throw new InvalidOptions(
                        "",
                        "invalid_weights",
                        "weights must be at least 0 and finite, but column \"" + column + "\" "
                                + (Double.isNaN(numbers[i]) ? "lacks one" : "has " + numbers[i]) + " in training row "
                                + i
                                + ", counted from 0");
            }
            sum += numbers[i];
        }
        if (sum == 0) {
            throw new InvalidOptions("", "invalid_weights", "all weights in column \"" + column + "\" are 0");
        }
        float[] weights = new float[numbers.length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) (numbers[i] * (numbers.length / sum));
        }
        return weights;
    }

    /**
     * What an earlier job found out about these examples.
     *
     * @throws InvalidOptions at {@code /job} or {@code /score} if there is no such job, or it found out no such thing
     */
    default Scores scores(String job, String score) {
        throw new InvalidOptions("/job", "unknown_job", "there is no job \"" + job + "\"");
    }

    /**
     * A score of the examples.
     *
     * @param values {@code [N]}; NaN where the earlier job knows nothing of an example
     * @param higherIsHarder whether a greater number says that an example is harder
     */
    record Scores(double[] values, boolean higherIsHarder) {}

    /** Examples of which nothing is known but their classes. */
    static TrainingSet of(Examples examples) {
        return new TrainingSet() {
            @Override
            public int size() {
                return examples.size();
            }

            @Override
            public double[] numbers(String column) {
                throw unknown(column);
            }

            @Override
            public Groups groups(@Nullable String column) {
                if (column != null) {
                    throw unknown(column);
                }
                int classes = examples.signature().classes();
                if (classes == 0) {
                    throw new InvalidOptions("", "conflict", "needs a column, because the target has no classes");
                }
                List<String> names = new ArrayList<>();
                IntStream.range(0, classes).forEach(c -> names.add(Integer.toString(c)));
                return new Groups(
                        IntStream.range(0, size())
                                .map(row -> (int) examples.target(row))
                                .toArray(),
                        names);
            }

            private InvalidOptions unknown(String column) {
                return new InvalidOptions("", "unknown_column", "there is no column \"" + column + "\"");
            }
        };
    }
}
