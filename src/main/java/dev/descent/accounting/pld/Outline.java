package dev.descent.accounting.pld;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;

/**
 * A composition seen through its moments: where its loss lies, and which exponential tilt brings the tail that matters to
 * the middle.
 *
 * <p>K(θ) = log E[e^(θL)] of the sum L of all losses is the sum over the parts, and θ times their Rényi divergence of order
 * θ + 1. Every θ bounds ε and δ:
 *
 * <pre>
 *   log δ ≤ K(θ) - θε + θ log θ - (1 + θ) log(1 + θ)
 * </pre>
 */
final class Outline {
    /** What a window leaves out on either side, as a share of the tilted distribution. */
    private static final double LOG_LEFT_OUT = Math.log(1e-14);

    /**
     * Rounding is about 1e-16 T e^g of δ, where g of the bound on log δ is given up for a weaker tilt, with which the
     * distribution may be much narrower: this keeps it under 1e-9, as measured.
     */
    private static final double ROUNDING = 1e5;

    private static final double LEAST_TILT = 1e-15;
    private static final double GREATEST_TILT = 1e15;

    /** How often a bracket of a tilt is narrowed: nothing is steep where it ends. */
    private static final int REFINEMENTS = 16;

    private final List<Part> parts;
    private final List<? extends Losses> losses;

    /** @param losses of each part once */
    Outline(List<Part> parts, List<? extends Losses> losses) {
        this.parts = parts;
        this.losses = losses;
    }

    /** The other direction. */
    Outline reversed() {
        return new Outline(parts, losses.stream().map(Losses::reversed).toList());
    }

    static Outline sketch(List<Part> parts, double logTail) {
        return new Outline(
                parts,
                parts.stream().map(part -> new Sketch(part.curve(), logTail)).toList());
    }

    /**
     * Where to look, as losses.
     *
     * @param topTilt the tilt that bounds best what is above the top
     */
    record Window(double bottom, double top, double topTilt) {}

    /** How many mechanisms are run. */
    double times() {
        return parts.stream().mapToDouble(Part::times).sum();
    }

    /** A bound on the probability that any loss is infinite. */
    double infinite() {
        return sum(Losses::infinite);
    }

    /** The width of all parts together, each counted once. */
    double width() {
        return losses.stream().mapToDouble(one -> one.highest() - one.lowest()).sum();
    }

    double logMoment(double tilt) {
        return sum(one -> one.logMoment(tilt));
    }

    private double sum(ToDoubleFunction<Losses> property) {
        double sum = 0;
        for (int i = 0; i < parts.size(); i++) {
            sum += parts.get(i).times() * property.applyAsDouble(losses.get(i));
        }
        return sum;
    }

    /** The tilt that bounds ε best at δ. */
    double tiltForDelta(double logDelta) {
        return best(tilt -> epsilon(tilt, logDelta));
    }

    double epsilon(double tilt, double logDelta) {
        return (logMoment(tilt) - logDelta + conversion(tilt)) / tilt;
    }

    /** The tilt that bounds δ best at ε. */
    double tiltForEpsilon(double epsilon) {
        return best(tilt -> logDelta(tilt, epsilon));
    }

    double logDelta(double tilt, double epsilon) {
        return logMoment(tilt) - tilt * epsilon + conversion(tilt);
    }

    private static double conversion(double tilt) {
        return tilt * (Math.log(tilt) - Math.log1p(tilt)) - Math.log1p(tilt);
    }

    /** The weakest tilt with which the tail above ε keeps its digits, given the one that bounds it best. */
    double weakest(double best, double epsilon) {
        double enough = logMoment(best) - best * epsilon + Math.max(0, Math.log(ROUNDING / times()));
        if (enough >= 0) {
            return 0;
        }
        double low = 0;
        double high = best;
        for (int i = 0; i < REFINEMENTS; i++) {
            double middle = (low + high) / 2;
            if (logMoment(middle) - middle * epsilon <= enough) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return high;
    }

    /**
     * All but a negligible share of the tilted distribution, by Chernoff's bounds from tilts further on and back.
     *
     * @param scale where to begin to look for these
     */
    Window window(double tilt, double scale) {
        double moment = logMoment(tilt);
        DoubleUnaryOperator top = more -> (logMoment(tilt + more) - moment - LOG_LEFT_OUT) / more;
        DoubleUnaryOperator bottom = less -> (logMoment(tilt - less) - moment - LOG_LEFT_OUT) / less;
        double more = walk(top, scale);
        double less = walk(bottom, scale);
        return new Window(
                Math.max(sum(Losses::lowest), -bottom.applyAsDouble(less)),
                Math.min(sum(Losses::highest), top.applyAsDouble(more)),
                tilt + more);
    }

    /** Where a function that falls and then rises is least. */
    private static double best(DoubleUnaryOperator bound) {
        double middle = walk(bound, 1);
        double low = Math.log(middle / 2);
        double high = Math.log(middle * 2);
        for (int i = 0; i < REFINEMENTS; i++) {
            double third = (high - low) / 3;
            if (bound.applyAsDouble(Math.exp(low + third)) < bound.applyAsDouble(Math.exp(high - third))) {
                high -= third;
            } else {
                low += third;
            }
        }
        return Math.exp((low + high) / 2);
    }

    /** The same within a factor of two. */
    private static double walk(DoubleUnaryOperator bound, double start) {
        double at = start;
        double value = bound.applyAsDouble(at);
        for (double factor : new double[] {0.5, 2}) {
            while (at * factor >= LEAST_TILT && at * factor <= GREATEST_TILT) {
                double next = bound.applyAsDouble(at * factor);
                if (Double.isFinite(value) && !(next < value)) {
                    break;
                }
                value = next;
                at *= factor;
            }
        }
        return at;
    }
}
