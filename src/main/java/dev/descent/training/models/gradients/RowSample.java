package dev.descent.training.models.gradients;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;

/**
 * Rows that stand for all rows of a matrix, each with a factor, such that the weighted sum over them estimates the sum
 * over all.
 *
 * @param rows without repetitions, rising
 * @param factors of the rows
 */
record RowSample(int[] rows, double[] factors) {
    private static final double EPSILON = 1e-8;

    /** From this probability of the winners on, the other rows are left out, at the price of a bias. */
    private static final double NEARLY_ALL = 0.999;

    /** The part of each row in the sum of all norms. */
    static double[] probabilities(double[] norms) {
        double sum = Arrays.stream(norms).sum();
        return Arrays.stream(norms)
                .map(norm -> (norm + EPSILON) / (sum + EPSILON))
                .toArray();
    }

    /**
     * The likeliest rows for certain, and draws from the others, at most {@code size} in all.
     *
     * @param uniform numbers uniform on [0, 1)
     */
    static RowSample winnersAndDraws(double[] probabilities, int size, DoubleSupplier uniform) {
        int[] order = IntStream.range(0, probabilities.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -probabilities[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        int winners = winners(probabilities, order, size);
        double[] factors = new double[probabilities.length];
        double certain = 0;
        for (int i = 0; i < winners; i++) {
            factors[order[i]] = 1;
            certain += probabilities[order[i]];
        }
        int[] others = Arrays.copyOfRange(order, winners, order.length);
        Arrays.sort(others);
        int draws = certain > NEARLY_ALL ? 0 : size - winners;
        for (int i = 0; i < draws; i++) {
            int row = drawn(probabilities, others, uniform.getAsDouble());
            factors[row] += (1 - certain) / (draws * probabilities[row]);
        }
        int[] rows = IntStream.range(0, factors.length)
                .filter(row -> factors[row] > 0)
                .toArray();
        return new RowSample(
                rows, Arrays.stream(rows).mapToDouble(row -> factors[row]).toArray());
    }

    /** How many rows are certain: what makes (1 − P)/(draws left) the least, with P the probability of the certain ones. */
    private static int winners(double[] probabilities, int[] order, int size) {
        int best = 0;
        double least = 1.0 / size;
        double certain = 0;
        for (int c = 1; c < size; c++) {
            certain += probabilities[order[c - 1]];
            double score = (1 - certain) / (size - c);
            if (score < least || (best == 0 && score == least)) {
                least = score;
                best = c;
            }
        }
        return best;
    }

    private static int drawn(double[] probabilities, int[] others, double uniform) {
        double total =
                Arrays.stream(others).mapToDouble(row -> probabilities[row]).sum();
        double left = uniform * total;
        for (int row : others) {
            left -= probabilities[row];
            if (left < 0) {
                return row;
            }
        }
        return others[others.length - 1];
    }
}
