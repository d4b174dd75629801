package dev.descent.training.schedules;

import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.spec.Unwrapped;
import dev.descent.training.Schedule;
import java.util.OptionalDouble;

/**
 * One rise of the rate and one fall, while the momentum falls and rises.
 *
 * <p>The rate goes from η/d to η by step pT − 1, and from there to η/(dD) at the last step, T − 1; the momentum goes
 * from its maximum to its minimum and back. In three phases the rate is back at η/d, and the momentum at its maximum,
 * by step 2pT − 2, and only then the rate falls to η/(dD). Symbols: η the base rate, here the greatest; T the number of
 * steps after the warm-up; p the rise fraction; d and D the initial and the final divisor. Between these steps, which
 * need not be whole, lies half a cosine or a straight line, as in PyTorch. Source: Smith and Topin, "Super-convergence",
 * arXiv:1708.07120. Not with a rate that is right for a constant schedule: the greatest rate should be several times
 * larger.
 */
@Strategy(
        type = "one_cycle",
        title = "One cycle",
        description = "One rise of the learning rate and one long fall, while the momentum moves the other way.",
        paper = "arXiv:1708.07120")
public record OneCycle(
        @Option(value = "p, the part of all steps over which the rate rises.", min = 0, max = 1)
        double riseFraction,

        @Option(value = "d: the first rate is the base rate divided by it.", min = 1, max = 1e6)
        double initialDivisor,

        @Option(value = "D: the last rate is the first rate divided by it.", min = 1, max = 1e9)
        double finalDivisor,

        @Option("The form of rise and fall.") Anneal anneal,

        @Option("Whether the fall first mirrors the rise, and only then goes on to the last rate.")
        boolean threePhase,

        @Option("Whether the momentum is moved too; false for update rules that have none.")
        boolean cycleMomentum,

        @Option(value = "The momentum at the greatest rate.", min = 0, below = 1)
        double minMomentum,

        @Option(value = "The momentum at both ends.", min = 0, below = 1)
        double maxMomentum,

        @Unwrapped @Option("A rise at the start.") Warmup warmup)
        implements Schedule {
    public OneCycle {
        Options.check(
                OneCycle.class,
                riseFraction,
                initialDivisor,
                finalDivisor,
                anneal,
                threePhase,
                cycleMomentum,
                minMomentum,
                maxMomentum,
                warmup);
        if (minMomentum > maxMomentum) {
            throw new InvalidOptions(
                    "/min_momentum",
                    "conflict",
                    "must be at most max_momentum, " + maxMomentum + ", but is " + minMomentum);
        }
        if (threePhase && riseFraction > 0.5) {
            throw new InvalidOptions(
                    "/rise_fraction",
                    "conflict",
                    "must be at most 0.5 in three phases, of which two take so long, but is " + riseFraction);
        }
    }

    public OneCycle() {
        this(0.3, 25, 1e4, Anneal.COSINE, false, true, 0.85, 0.95, new Warmup());
    }

    /** The form of a rise or a fall. */
    public enum Anneal {
        COSINE,
        LINEAR;

        double between(double start, double end, double part) {
            return this == COSINE
                    ? end + (start - end) * (1 + Math.cos(Math.PI * part)) / 2
                    : start + (end - start) * part;
        }
    }

    @Override
    public double rate(long step, long steps, double base) {
        double first = base / initialDivisor;
        return warmup.rate(step, steps, (t, total) -> at(t, total, first, base, first / finalDivisor));
    }

    @Override
    public OptionalDouble momentum(long step, long steps) {
        if (!cycleMomentum) {
            return OptionalDouble.empty();
        }
        long length = warmup.length(steps);
        long total = Math.max(1, steps - length);
        return OptionalDouble.of(at(Math.max(0, step - length), total, maxMomentum, minMomentum, maxMomentum));
    }

    private double at(long step, long steps, double start, double peak, double end) {
        double top = riseFraction * steps - 1;
        double last = steps - 1.0;
        if (step <= top) {
            return anneal.between(start, peak, part(step, 0, top));
        }
        if (!threePhase) {
            return anneal.between(peak, end, part(step, top, last));
        }
        double back = 2 * top;
        return step <= back
                ? anneal.between(peak, start, part(step, top, back))
                : anneal.between(start, end, part(step, back, last));
    }

    private static double part(long step, double from, double to) {
        return to > from ? Math.min(1, (step - from) / (to - from)) : 1;
    }
}
