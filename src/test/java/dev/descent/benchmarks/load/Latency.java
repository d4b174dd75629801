package dev.descent.benchmarks.load;

import java.util.Arrays;

/** Times of many repetitions, in milliseconds. */
record Latency(double median, double p95, double most) {
    /** Something that is done again and again. */
    @FunctionalInterface
    interface Work {
        void run(int repetition) throws Exception;
    }

    static Latency of(int warmUp, int repetitions, Work work) throws Exception {
        double[] millis = new double[repetitions];
        for (int i = -warmUp; i < repetitions; i++) {
            long start = System.nanoTime();
            work.run(i + warmUp);
            if (i >= 0) {
                millis[i] = (System.nanoTime() - start) / 1e6;
            }
        }
        return of(millis);
    }

    static Latency of(double[] millis) {
        double[] sorted = millis.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        return new Latency(sorted[n / 2], sorted[Math.min(n - 1, n * 95 / 100)], sorted[n - 1]);
    }

    @Override
    public String toString() {
        return "median %.1f, 95 %% below %.1f, most %.1f ms".formatted(median, p95, most);
    }
}
