package dev.descent.perturbation;

import dev.descent.accounting.GaussianPrivacy;
import dev.descent.accounting.Neighbours;
import dev.descent.accounting.PrivacyEvent;

/**
 * Normal noise on every coordinate of a vector in the cube [-1, 1]^d.
 *
 * <pre>
 *   x + N(0, s² I),   s = 2R/μ(ε, δ),   R = √d
 * </pre>
 *
 * <p>All vectors of the cube have a norm of at most R, so that two of them are at most 2R apart, and μ(ε, δ) is the
 * largest μ for which μ-Gaussian privacy is within (ε, δ). Hides which of any two vectors was there. Source: Balle and
 * Wang, arXiv:1805.06530, theorem 8. The noise on each coordinate grows with √d: not for many coordinates.
 *
 * @param coordinates d
 * @param deviation s
 */
record CubeMechanism(int coordinates, double deviation) {
    /** Rounding in the calibration is of the order of 1e-16. */
    private static final double ROUNDED_UP = 1 + 1e-12;

    static CubeMechanism calibrated(int coordinates, double epsilon, double delta) {
        return new CubeMechanism(
                coordinates, sensitivity(coordinates) / GaussianPrivacy.mu(epsilon, delta) * ROUNDED_UP);
    }

    private static double sensitivity(int coordinates) {
        return 2 * Math.sqrt(coordinates);
    }

    /**
     * What is charged: noise s at a sensitivity of 2R.
     *
     * <p>That is the sensitivity where a row is replaced by any other. It is charged under {@link Neighbours#ZERO_OUT}, the
     * relation that ledgers are kept in, so that it adds up with what jobs cost. A null row counts as the middle of the
     * cube, which is at most R from every other: what is charged is then more than what is given away, never less.
     */
    PrivacyEvent event() {
        return new PrivacyEvent.Gaussian(deviation, sensitivity(coordinates), Neighbours.ZERO_OUT);
    }

    /** The deviation for a coordinate that was scaled from [low, high], in its own unit. */
    double deviation(double low, double high) {
        return deviation * (high - low) / 2;
    }
}
