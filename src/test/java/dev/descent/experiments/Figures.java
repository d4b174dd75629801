package dev.descent.experiments;

import java.util.Collection;
import java.util.Locale;

/** Means and deviations, and how they are written. */
record Figures(double mean, double deviation, int count) {
    static Figures of(Collection<Double> values) {
        double mean = values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
        double squares = values.stream()
                .mapToDouble(value -> (value - mean) * (value - mean))
                .sum();
        return new Figures(mean, Math.sqrt(squares / Math.max(1, values.size() - 1)), values.size());
    }

    /** {@code 0.951 ± 0.004}. */
    @Override
    public String toString() {
        return text("%.4g", mean) + (count > 1 ? " ± " + text("%.2g", deviation) : "");
    }

    static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
