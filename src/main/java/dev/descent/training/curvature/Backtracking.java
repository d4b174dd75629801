package dev.descent.training.curvature;

import dev.descent.training.ClosureRule;
import dev.descent.training.tensor.Vec;

/**
 * Finds a bound of the curvature along a gradient by trying the step that it allows.
 *
 * <p>L doubles until f(θ − g/L) ≤ f(θ) − ‖g‖²/(2L). Losses are taken for equal when they differ by less than their
 * rounding: a step that promises less would never pass.
 */
final class Backtracking {
    /** A few units in the last place of a 32-bit float. */
    private static final double ROUNDING = 0x1p-21;

    private static final int MOST_DOUBLINGS = 60;

    private Backtracking() {}

    static double bound(ClosureRule.Loss loss, Vec at, double here, Vec gradient, double known) {
        double squared = gradient.square().sum().value();
        double bound = known;
        for (int i = 0; i < MOST_DOUBLINGS; i++) {
            double there = loss.valueAt(at.addScaled(-1 / bound, gradient)).value();
            if (there <= here - squared / (2 * bound) + ROUNDING * Math.abs(here)) {
                return bound;
            }
            bound *= 2;
        }
        return bound;
    }
}
