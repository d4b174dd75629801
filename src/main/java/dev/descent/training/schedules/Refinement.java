package dev.descent.training.schedules;

import java.util.Arrays;

/**
 * What gradient norms say about the best rates.
 *
 * <pre>
 *   wₜ = Gₜ^−p
 *   ηₜ ∝ wₜ · (wₜ₊₁ + ... + w_T)
 * </pre>
 *
 * <p>Symbols: Gₜ the norm of the gradient of step t; p the power. The greatest ηₜ is made 1, the last is 0. Norms are
 * filtered by a running median first. Source: Defazio et al., arXiv:2310.07831.
 */
final class Refinement {
    private Refinement() {}

    /** The odd width nearest to this part of so many values, such that a window is no longer than twice the values. */
    static int width(double fraction, int count) {
        return 2 * Math.min((int) Math.round(fraction * count / 2), count - 1) + 1;
    }

    /**
     * The median of each window of this odd width. Before the first value stands that value again; after the last the
     * values are mirrored.
     */
    static double[] filtered(double[] values, int width) {
        int half = width / 2;
        int last = values.length - 1;
        double[] medians = new double[values.length];
        double[] window = new double[width];
        for (int i = 0; i < values.length; i++) {
            for (int k = 0; k < width; k++) {
                int at = Math.max(0, i - half + k);
                window[k] = values[at <= last ? at : 2 * last - at];
            }
            Arrays.sort(window);
            medians[i] = window[half];
        }
        return medians;
    }

    /** The rates that belong to these positive norms, as parts of the greatest; all zero for a single norm. */
    static double[] factors(double[] norms, int power) {
        // Weights that are all multiplied by one number give the same factors: the least norm keeps them in range.
        double least = Arrays.stream(norms).min().orElseThrow();
        double[] factors = new double[norms.length];
        double greatest = 0;
        double after = 0;
        for (int t = norms.length - 1; t >= 0; t--) {
            double weight = Math.pow(norms[t] / least, -power);
            factors[t] = weight * after;
            greatest = Math.max(greatest, factors[t]);
            after += weight;
        }
        for (int t = 0; t < factors.length && greatest > 0; t++) {
            factors[t] /= greatest;
        }
        return factors;
    }
}
