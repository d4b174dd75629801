package dev.descent.training.curvature;

import java.util.ArrayList;
import java.util.List;

/** A symmetric tridiagonal matrix that grows by a row and a column at a time. */
final class Tridiagonal {
    private static final int MOST_HALVINGS = 200;

    private final List<Double> diagonal = new ArrayList<>();
    private final List<Double> besides = new ArrayList<>();

    /** @param beside the element that ties this row to the one before; 0 in the first */
    void add(double element, double beside) {
        diagonal.add(element);
        besides.add(beside);
    }

    /** No eigenvalue is farther from zero (Gershgorin). */
    double bound() {
        double bound = 0;
        for (int i = 0; i < diagonal.size(); i++) {
            double next = i + 1 < diagonal.size() ? besides.get(i + 1) : 0;
            bound = Math.max(bound, Math.abs(diagonal.get(i)) + Math.abs(besides.get(i)) + Math.abs(next));
        }
        return bound;
    }

    /** The greatest absolute eigenvalue. */
    double norm() {
        return Math.max(greatest(1), greatest(-1));
    }

    /** The greatest eigenvalue of this matrix times a sign, by bisection. */
    private double greatest(int sign) {
        double low = -bound();
        double high = bound();
        for (int i = 0; i < MOST_HALVINGS && low < high; i++) {
            double middle = low + (high - low) / 2;
            if (middle <= low || middle >= high) {
                break;
            }
            if (hasEigenvalueAbove(middle, sign)) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    /** By Sturm's sequence: the pivots of T − xI have as many signs as its eigenvalues. */
    private boolean hasEigenvalueAbove(double x, int sign) {
        double pivot = 1;
        for (int i = 0; i < diagonal.size(); i++) {
            double beside = besides.get(i);
            pivot = sign * diagonal.get(i) - x - (i == 0 ? 0 : beside * beside / pivot);
            if (pivot > 0) {
                return true;
            }
            if (pivot == 0) {
                pivot = -Double.MIN_NORMAL;
            }
        }
        return false;
    }
}
