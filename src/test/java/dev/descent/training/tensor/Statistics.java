package dev.descent.training.tensor;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.numbers.gamma.RegularizedGamma;

/** Tests of random numbers. */
public final class Statistics {
    private Statistics() {}

    /** √n · sup|Fₙ − F|; above 2.0 with a probability of 0.0007 if the numbers are from F. */
    public static double kolmogorovSmirnov(double[] sample, DoubleUnaryOperator distribution) {
        double[] sorted = sample.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        double greatest = 0;
        for (int i = 0; i < n; i++) {
            double f = distribution.applyAsDouble(sorted[i]);
            greatest = Math.max(greatest, Math.max((i + 1.0) / n - f, f - (double) i / n));
        }
        return Math.sqrt(n) * greatest;
    }

    /** The standard normal distribution function, by Simpson's rule. */
    public static double normal(double x) {
        if (Math.abs(x) > 8) {
            return x < 0 ? 0 : 1;
        }
        int steps = 200;
        double h = x / steps;
        double sum = density(0) + density(x);
        for (int i = 1; i < steps; i++) {
            sum += (i % 2 == 1 ? 4 : 2) * density(i * h);
        }
        return 0.5 + sum * h / 3;
    }

    private static double density(double x) {
        return Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }

    /**
     * The probability of counts that are at least as far from their law as these (Pearson's χ² test), 0 if what is
     * impossible was counted. Of each possible cell at least 5 must be expected.
     */
    public static double chiSquare(long[] counts, double[] law) {
        long all = Arrays.stream(counts).sum();
        double statistic = 0;
        int cells = 0;
        for (int i = 0; i < counts.length; i++) {
            double expected = all * law[i];
            if (expected == 0) {
                if (counts[i] > 0) {
                    return 0;
                }
                continue;
            }
            if (expected < 5) {
                throw new IllegalArgumentException("of cell " + i + " only " + expected + " are expected");
            }
            statistic += (counts[i] - expected) * (counts[i] - expected) / expected;
            cells++;
        }
        return cells < 2 ? 1 : RegularizedGamma.Q.value((cells - 1) / 2.0, statistic / 2);
    }

    /** √n times the sample correlation: nearly standard normal for independent numbers. */
    public static double correlation(double[] a, double[] b) {
        double meanA = Arrays.stream(a).average().orElseThrow();
        double meanB = Arrays.stream(b).average().orElseThrow();
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.length; i++) {
            ab += (a[i] - meanA) * (b[i] - meanB);
            aa += (a[i] - meanA) * (a[i] - meanA);
            bb += (b[i] - meanB) * (b[i] - meanB);
        }
        return Math.sqrt(a.length) * ab / Math.sqrt(aa * bb);
    }
}
