package dev.descent.training.schedules;

import java.util.Arrays;

/**
 * A symmetric matrix that is zero beside its three middle diagonals.
 *
 * <p>Eigenvalues are found by bisection: the number of those below x is the number of negative pivots of T − xI
 * (Sylvester's law of inertia), which is exact to rounding for every such matrix. Source: Barth, Martin and Wilkinson,
 * "Calculation of the eigenvalues of a symmetric tridiagonal matrix by the method of bisection", 1967.
 *
 * @param diagonal {@code [n]}
 * @param beside {@code [n − 1]}, the elements next to the diagonal
 */
record Tridiagonal(double[] diagonal, double[] beside) {
    /** The k-th eigenvalue in rising order, counted from 0. */
    double eigenvalue(int k) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < diagonal.length; i++) {
            double radius = off(i - 1) + off(i);
            low = Math.min(low, diagonal[i] - radius);
            high = Math.max(high, diagonal[i] + radius);
        }
        while (true) {
            double middle = low + (high - low) / 2;
            if (!(middle > low && middle < high)) {
                return high;
            }
            if (below(middle) > k) {
                high = middle;
            } else {
                low = middle;
            }
        }
    }

    double greatest() {
        return eigenvalue(diagonal.length - 1);
    }

    /** The size of the element between rows i and i + 1. */
    private double off(int i) {
        return i < 0 || i >= diagonal.length - 1 ? 0 : Math.abs(beside[i]);
    }

    /** How many eigenvalues are less than x. */
    private int below(double x) {
        double smallest = Double.MIN_NORMAL
                * Math.max(1, Arrays.stream(beside).map(b -> b * b).max().orElse(0));
        int count = 0;
        double pivot = 1;
        for (int i = 0; i < diagonal.length; i++) {
            double coupling = i == 0 ? 0 : beside[i - 1] * beside[i - 1] / pivot;
            pivot = diagonal[i] - x - coupling;
            if (Math.abs(pivot) < smallest) {
                pivot = -smallest;
            }
            count += pivot < 0 ? 1 : 0;
        }
        return count;
    }
}
