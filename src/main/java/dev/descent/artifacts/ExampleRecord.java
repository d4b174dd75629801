package dev.descent.artifacts;

import dev.descent.datasets.Dataset;
import dev.descent.datasets.Encoding;
import dev.descent.datasets.Table;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What a job found out about each of its training examples, N of them.
 *
 * @param rows in the data set, counted from 0, in rising order
 * @param classes the names of the classes; empty where targets are numbers
 * @param labels the class number or the number in the unit of the data, {@code [N]}
 * @param predicted the same of what the network predicts, NaN where that is not known; empty where it was not asked for
 * @param scores by name, {@code [N]} each; NaN where nothing is known
 * @param lowerIsHarder the scores that are lower for harder examples
 */
public record ExampleRecord(
        int[] rows,
        List<String> classes,
        double[] labels,
        double[] predicted,
        Map<String, float[]> scores,
        List<String> lowerIsHarder) {
    /** A score of this name is the prediction, as the network sees targets. */
    public static final String PREDICTED = "predicted";

    static final String ROW = "row";
    static final String LABEL = "label";

    public ExampleRecord {
        classes = List.copyOf(classes);
        scores = Collections.unmodifiableMap(new LinkedHashMap<>(scores));
        lowerIsHarder = List.copyOf(lowerIsHarder);
    }

    /**
     * The record of a run.
     *
     * @param rows of the table, in the order of the training examples, which is that of the table
     * @param scores of the training examples; one called {@value #PREDICTED} is decoded
     */
    public static ExampleRecord of(
            Table table, int[] rows, Encoding encoding, Map<String, float[]> scores, List<String> lowerIsHarder) {
        Map<String, float[]> others = new LinkedHashMap<>(scores);
        float[] encoded = others.remove(PREDICTED);
        List<String> classes = table.dataset().task() == Dataset.Task.CLASSIFICATION
                ? table.dataset().classes()
                : List.of();
        double[] predicted = encoded == null
                ? new double[0]
                : IntStream.range(0, encoded.length)
                        .mapToDouble(i -> classes.isEmpty() ? decoded(encoding, encoded[i]) : encoded[i])
                        .toArray();
        return new ExampleRecord(
                rows.clone(),
                classes,
                Arrays.stream(rows).mapToDouble(table::target).toArray(),
                predicted,
                others,
                lowerIsHarder);
    }

    private static double decoded(Encoding encoding, float value) {
        return Float.isNaN(value) ? Double.NaN : ((Number) encoding.prediction(value)).doubleValue();
    }
}
