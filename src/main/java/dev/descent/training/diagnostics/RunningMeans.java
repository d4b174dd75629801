package dev.descent.training.diagnostics;

import java.util.Map;

/** The mean of what was measured of each example. Sums are kept in floats, so that a run that goes on has the same. */
final class RunningMeans {
    private static final String SUMS = "sums";
    private static final String COUNTS = "counts";

    private final float[] sums;
    private final float[] counts;

    RunningMeans(int examples, Map<String, float[]> from) {
        sums = from.containsKey(SUMS) ? from.get(SUMS).clone() : new float[examples];
        counts = from.containsKey(COUNTS) ? from.get(COUNTS).clone() : new float[examples];
    }

    void add(int example, double value) {
        sums[example] += (float) value;
        counts[example]++;
    }

    /** {@code [N]}; NaN where nothing was measured. */
    float[] means() {
        float[] means = new float[sums.length];
        for (int i = 0; i < means.length; i++) {
            means[i] = counts[i] == 0 ? Float.NaN : sums[i] / counts[i];
        }
        return means;
    }

    Map<String, float[]> state() {
        return Map.of(SUMS, sums, COUNTS, counts);
    }
}
