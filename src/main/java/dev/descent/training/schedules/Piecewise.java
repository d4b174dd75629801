package dev.descent.training.schedules;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.spec.Unwrapped;
import dev.descent.training.Schedule;
import java.util.List;

/**
 * Any curve through given points: η·y, where y is the factor of the last knot, or lies on the line to the next.
 *
 * <p>Symbols: η the base rate. Before the first knot and after the last y is theirs. Knots are counted after the
 * warm-up. The default keeps the rate over half of the job and then lets it fall to zero.
 */
@Strategy(
        type = "piecewise",
        title = "Piecewise curve",
        description = "The learning rate at given places, with jumps or straight lines between them.")
public record Piecewise(
        @Option(value = "The points, in rising order.", minSize = 1, maxSize = 100)
        List<Knot> knots,

        @Option("Whether places are steps, or fractions of all steps.")
        Unit unit,

        @Option("What lies between two knots: the factor of the earlier one, or a straight line.")
        Interpolation interpolation,

        @Unwrapped @Option("A rise at the start.") Warmup warmup)
        implements Schedule {
    public Piecewise {
        Options.check(Piecewise.class, knots, unit, interpolation, warmup);
        knots = List.copyOf(knots);
        unit.check(knots.stream().map(Knot::at).toList(), "/knots");
    }

    public Piecewise() {
        this(List.of(new Knot(0.5, 1), new Knot(1, 0)), Unit.FRACTION, Interpolation.LINEAR, new Warmup());
    }

    /** What lies between two knots. */
    public enum Interpolation {
        CONSTANT,
        LINEAR
    }

    @Override
    public double rate(long step, long steps, double base) {
        return warmup.rate(
                step,
                steps,
                (t, total) -> base * (interpolation == Interpolation.LINEAR ? onLine(t, total) : onStairs(t, total)));
    }

    private double onStairs(long step, long steps) {
        double factor = knots.get(0).factor();
        for (Knot knot : knots) {
            factor = unit.step(knot.at(), steps) <= step ? knot.factor() : factor;
        }
        return factor;
    }

    private double onLine(long step, long steps) {
        int next = 0;
        while (next < knots.size() && unit.position(knots.get(next).at(), steps) <= step) {
            next++;
        }
        Knot left = knots.get(Math.max(0, next - 1));
        if (next == 0 || next == knots.size()) {
            return left.factor();
        }
        Knot right = knots.get(next);
        double from = unit.position(left.at(), steps);
        double part = (step - from) / (unit.position(right.at(), steps) - from);
        return left.factor() + part * (right.factor() - left.factor());
    }
}
