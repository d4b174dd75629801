package dev.descent.training.objectives;

import dev.descent.training.Objective;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts hits and misses.
 *
 * <ul>
 *   <li>{@code loss}: the mean of the losses.
 *   <li>{@code accuracy}: the part of examples whose likeliest class is the true one; of equals, the first is likeliest.
 *   <li>{@code macro_f1}: the mean over classes of 2TP/(2TP + FP + FN). A class that neither occurs nor is predicted has
 *       no F1 and is left out.
 *   <li>{@code top_k_accuracy}: the part of examples whose true class is among the k likeliest.
 * </ul>
 */
final class ClassificationEvaluation implements Objective.Evaluation {
    private final int classes;
    private final int k;
    private final long[] truePositives;
    private final long[] predicted;
    private final long[] actual;
    private long examples;
    private long amongTopK;
    private double lossSum;

    ClassificationEvaluation(int classes, int k) {
        this.classes = classes;
        this.k = k;
        truePositives = new long[classes];
        predicted = new long[classes];
        actual = new long[classes];
    }

    @Override
    public void add(float[] outputs, float[] targets, float[] losses) {
        for (int i = 0; i < targets.length; i++) {
            int truth = (int) targets[i];
            int guess = Classification.likeliest(outputs, i * classes, classes);
            examples++;
            lossSum += losses[i];
            actual[truth]++;
            predicted[guess]++;
            if (guess == truth) {
                truePositives[truth]++;
            }
            if (rank(outputs, i * classes, truth) < k) {
                amongTopK++;
            }
        }
    }

    @Override
    public Map<String, Double> metrics() {
        if (examples == 0) {
            throw new IllegalStateException("no examples were added");
        }
        long right = 0;
        double f1Sum = 0;
        int present = 0;
        for (int c = 0; c < classes; c++) {
            right += truePositives[c];
            if (actual[c] + predicted[c] > 0) {
                // TP + FN = actual, TP + FP = predicted.
                f1Sum += 2.0 * truePositives[c] / (actual[c] + predicted[c]);
                present++;
            }
        }
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put(Classification.LOSS, lossSum / examples);
        metrics.put(Classification.ACCURACY, (double) right / examples);
        metrics.put(Classification.MACRO_F1, f1Sum / present);
        metrics.put(Classification.TOP_K_ACCURACY, (double) amongTopK / examples);
        return metrics;
    }

    /** How many classes are likelier. A score that is not a number is the least likely. */
    private int rank(float[] scores, int offset, int truth) {
        float own = scores[offset + truth];
        if (Float.isNaN(own)) {
            return classes;
        }
        int rank = 0;
        for (int c = 0; c < classes; c++) {
            float other = scores[offset + c];
            if (other > own || other == own && c < truth) {
                rank++;
            }
        }
        return rank;
    }
}
