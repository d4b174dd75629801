package dev.descent.datasets.encoding;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * (x - mean) / deviation, or x itself if it is not to be standardized.
 *
 * @param deviation of the population, so divided by the number of values; 0 for values that are all the same, which are
 *     encoded as 0
 */
record Scaling(double mean, double deviation, boolean standardize) {
    double apply(double value) {
        if (!standardize) {
            return value;
        }
        return deviation == 0 ? 0 : (value - mean) / deviation;
    }

    /** The value that {@link #apply} takes to this. */
    double invert(double encoded) {
        return standardize ? encoded * deviation + mean : encoded;
    }

    /** By how much a value grows when its encoded value grows by one. */
    double unit() {
        return standardize ? deviation : 1;
    }

    Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("mean", mean);
        json.put("standard_deviation", deviation);
        json.put("standardize", standardize);
        return json;
    }

    /** Values by their place; NaN is passed over. */
    interface Values {
        double at(int i);
    }

    /**
     * Two passes, over values divided by the largest, so that no square overflows. Mean 0 and deviation 0 if there is no
     * value.
     */
    static Scaling fit(int size, Values values, boolean standardize) {
        double least = Double.POSITIVE_INFINITY;
        double greatest = Double.NEGATIVE_INFINITY;
        int count = 0;
        for (int i = 0; i < size; i++) {
            double value = values.at(i);
            if (!Double.isNaN(value)) {
                least = Math.min(least, value);
                greatest = Math.max(greatest, value);
                count++;
            }
        }
        if (count == 0 || least == greatest) {
            return new Scaling(count == 0 ? 0 : least, 0, standardize);
        }
        double unit = Math.max(Math.abs(least), Math.abs(greatest));
        double sum = 0;
        for (int i = 0; i < size; i++) {
            double value = values.at(i);
            sum += Double.isNaN(value) ? 0 : value / unit;
        }
        double mean = sum / count;
        double squares = 0;
        for (int i = 0; i < size; i++) {
            double value = values.at(i);
            double away = Double.isNaN(value) ? 0 : value / unit - mean;
            squares += away * away;
        }
        return new Scaling(mean * unit, Math.sqrt(squares / count) * unit, standardize);
    }
}
