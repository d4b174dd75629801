package dev.descent.training;

import dev.descent.spec.Family;
import java.util.Optional;
import java.util.OptionalDouble;

/** The learning rate as a function of the step. */
@Family(value = "schedules", description = "The learning rate as a function of the step.")
public interface Schedule {
    /**
     * The rate of one step.
     *
     * @param step t, counted from 0: the first update uses t = 0
     * @param steps T, the number of steps of the job
     * @param base the spec's learning rate
     */
    double rate(long step, long steps, double base);

    /** The momentum of one step, for schedules that move it along with the rate. */
    default OptionalDouble momentum(long step, long steps) {
        return OptionalDouble.empty();
    }

    /** The validation metric that the schedule reacts to, such as loss; empty for most, which react to none. */
    default Optional<String> watches() {
        return Optional.empty();
    }

    /**
     * What is remembered after an evaluation.
     *
     * @param value of the metric that the schedule {@linkplain #watches watches}
     * @param greaterIsBetter whether a greater value of it is better
     * @param base the spec's learning rate
     */
    default Reaction react(Reaction before, double value, boolean greaterIsBetter, double base) {
        return before;
    }

    /**
     * How a schedule has reacted so far.
     *
     * @param factor what every rate is multiplied by
     * @param best the best value of the watched metric; NaN before the first evaluation
     * @param stale evaluations since then that count
     * @param cooldown evaluations left that do not count
     */
    record Reaction(double factor, double best, int stale, int cooldown) {
        public static final Reaction NONE = new Reaction(1, Double.NaN, 0, 0);
    }
}
