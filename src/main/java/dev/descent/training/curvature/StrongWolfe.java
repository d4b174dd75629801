package dev.descent.training.curvature;

/**
 * Finds a step that lowers the loss enough and flattens the slope enough.
 *
 * <pre>
 *   f(t) ≤ f(0) + c₁tf′(0)  and  |f′(t)| ≤ c₂|f′(0)|      with c₁ = 10⁻⁴, c₂ = 0.9
 * </pre>
 *
 * <p>Steps grow until an interval contains such a t, which is then narrowed down; both by cubic interpolation. Source:
 * Nocedal and Wright, "Numerical optimization", algorithms 3.5 and 3.6, with the safeguards of PyTorch's search: a
 * growing step moves by 1% of the last at least and to its tenfold at most, and one that falls near an end of the
 * interval twice in a row is moved inwards by a tenth.
 *
 * @param start the point at t = 0
 * @param reach the greatest element of the direction
 * @param tolerance an interval that moves no parameter by more is not narrowed further
 */
record StrongWolfe(LinePoint start, double reach, double tolerance) {
    private static final double C1 = 1e-4;
    private static final double C2 = 0.9;
    private static final double LEAST_GROWTH = 0.01;
    private static final double MOST_GROWTH = 10;
    private static final double MARGIN = 0.1;
    private static final int MOST_ROUNDS = 25;

    LinePoint search(Line line, double first) {
        LinePoint previous = start;
        LinePoint point = line.at(first);
        for (int round = 0; round < MOST_ROUNDS; round++) {
            boolean beyond = isTooHigh(point) || round > 1 && point.loss() >= previous.loss();
            if (!beyond && isFlatEnough(point)) {
                return point;
            }
            if (beyond || point.slope() >= 0) {
                return zoom(line, previous, point, round);
            }
            double t = point.t();
            double next = interpolated(previous, point, t + LEAST_GROWTH * (t - previous.t()), MOST_GROWTH * t);
            previous = point;
            point = line.at(next);
        }
        return start.loss() <= point.loss() ? start : point;
    }

    private LinePoint zoom(Line line, LinePoint one, LinePoint other, int rounds) {
        boolean isOneLow = one.loss() <= other.loss();
        LinePoint low = isOneLow ? one : other;
        LinePoint high = isOneLow ? other : one;
        boolean nearEnd = false;
        for (int round = rounds; round < MOST_ROUNDS; round++) {
            double left = Math.min(low.t(), high.t());
            double right = Math.max(low.t(), high.t());
            if ((right - left) * reach < tolerance) {
                break;
            }
            double t = interpolated(low, high, left, right);
            double margin = MARGIN * (right - left);
            boolean near = Math.min(right - t, t - left) < margin;
            if (near && (nearEnd || t >= right || t <= left)) {
                t = right - t < t - left ? right - margin : left + margin;
                near = false;
            }
            nearEnd = near;
            LinePoint point = line.at(t);
            if (isTooHigh(point) || point.loss() >= low.loss()) {
                boolean lower = point.loss() < low.loss();
                high = lower ? low : point;
                low = lower ? point : low;
            } else {
                if (isFlatEnough(point)) {
                    return point;
                }
                high = point.slope() * (high.t() - low.t()) >= 0 ? low : high;
                low = point;
            }
        }
        return low;
    }

    /** A loss that is not a number is too high. */
    private boolean isTooHigh(LinePoint point) {
        return !(point.loss() <= start.loss() + C1 * point.t() * start.slope());
    }

    private boolean isFlatEnough(LinePoint point) {
        return Math.abs(point.slope()) <= -C2 * start.slope();
    }

    /** Where the cubic through two points with their slopes is least, between two bounds; their middle if nowhere. */
    private static double interpolated(LinePoint a, LinePoint b, double least, double most) {
        LinePoint left = a.t() <= b.t() ? a : b;
        LinePoint right = a.t() <= b.t() ? b : a;
        double d1 = left.slope() + right.slope() - 3 * (left.loss() - right.loss()) / (left.t() - right.t());
        double square = d1 * d1 - left.slope() * right.slope();
        double d2 = Math.sqrt(square);
        double t = right.t()
                - (right.t() - left.t()) * ((right.slope() + d2 - d1) / (right.slope() - left.slope() + 2 * d2));
        return Double.isNaN(t) ? (least + most) / 2 : Math.min(Math.max(t, least), most);
    }
}
