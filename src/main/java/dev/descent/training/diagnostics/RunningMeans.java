package dev.descent.training.diagnostics;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The mean of what was measured of each example. Sums are kept in floats, so that a run that goes on has the same. */
final class RunningMeans {
    private static final String SUMS = "sums";
    private static final String COUNTS = "counts";

    private final String prefix;
    private final float[] sums;
    private final float[] counts;

    RunningMeans(int examples, Map<String, float[]> from) {
        this(examples, "", from);
    }

    /** @param prefix of its names in the state, where there are several */
    RunningMeans(int examples, String prefix, Map<String, float[]> from) {
        this.prefix = prefix;
        sums = kept(from, prefix + SUMS, new float[examples]);
        counts = kept(from, prefix + COUNTS, new float[examples]);
    }

    /** Numbers that were kept under this name, or {@code start}. */
    static float[] kept(Map<String, float[]> from, String name, float[] start) {
        return from.getOrDefault(name, start).clone();
    }

    /** Numbers that were kept under this name, or NaN for every example. */
    static float[] unknown(int examples, String name, Map<String, float[]> from) {
        float[] nothing = new float[examples];
        Arrays.fill(nothing, Float.NaN);
        return kept(from, name, nothing);
    }

    void add(int example, double value) {
        sums[example] += (float) value;
        counts[example]++;
    }

    /** {@code [N]}; NaN where nothing was measured. */
    float[] means() {
        return means(List.of(this));
    }

    /** The means of all that was measured in several parts. */
    static float[] means(List<RunningMeans> parts) {
        float[] means = new float[parts.get(0).sums.length];
        for (int i = 0; i < means.length; i++) {
            double sum = 0;
            double count = 0;
            for (RunningMeans part : parts) {
                sum += part.sums[i];
                count += part.counts[i];
            }
            means[i] = count == 0 ? Float.NaN : (float) (sum / count);
        }
        return means;
    }

    Map<String, float[]> state() {
        return Map.of(prefix + SUMS, sums, prefix + COUNTS, counts);
    }
}
