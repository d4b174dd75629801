package dev.descent.training.reweighting;

import java.util.Arrays;

/** Weights of a batch from what they are proportional to. */
final class MeanOne {
    private MeanOne() {}

    static double[] of(double[] proportions) {
        double mean = Arrays.stream(proportions).sum() / proportions.length;
        return Arrays.stream(proportions).map(x -> x / mean).toArray();
    }
}
