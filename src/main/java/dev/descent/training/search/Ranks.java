package dev.descent.training.search;

import java.util.Comparator;
import java.util.stream.IntStream;

/** The order of losses. A loss that is no number is worse than any number. */
final class Ranks {
    private Ranks() {}

    /** The positions of the losses from the least to the greatest; equal losses stay in their order. */
    static int[] ascending(float[] losses) {
        // Float.compare puts NaN behind everything, and the sort is stable.
        return IntStream.range(0, losses.length)
                .boxed()
                .sorted(Comparator.comparing(i -> losses[i]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** rank/(n − 1) − ½ for ranks 0, ..., n − 1 of rising losses; equal losses share the mean of their ranks. */
    static double[] centered(float[] losses) {
        int[] order = ascending(losses);
        double[] ranks = new double[losses.length];
        for (int from = 0; from < order.length; ) {
            int to = from;
            while (to < order.length && Float.compare(losses[order[to]], losses[order[from]]) == 0) {
                to++;
            }
            double shared = (from + to - 1) / 2.0 / (order.length - 1) - 0.5;
            for (int i = from; i < to; i++) {
                ranks[order[i]] = shared;
            }
            from = to;
        }
        return ranks;
    }
}
