package dev.descent.ledger;

import dev.descent.accounting.PrivacyEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A private job's row. All counts of steps are of whole events, but for the clean step.
 *
 * @param stepsPerEvent how many steps in a row one event covers
 * @param plannedSteps of the job's spec
 * @param reservedSteps the planned ones and those that are repeated
 * @param attempt tells runs of the same step apart
 * @param chargedTo in this attempt all steps below this one are charged
 * @param cleanStep the step at which a worker let go without having begun it, while no other has taken over
 */
record Reservation(
        String jobId,
        PrivacyEvent event,
        long stepsPerEvent,
        long plannedSteps,
        long reservedSteps,
        long chargedSteps,
        int attempt,
        long chargedTo,
        @Nullable Long cleanStep,
        boolean settled) {
    /** A killed process leaves at most a hundredth of its job's events charged and not begun. */
    private static final long BLOCKS = 100;

    static Reservation read(ResultSet row, int number) throws SQLException {
        return new Reservation(
                row.getString("job_id"),
                EventJson.parse(row.getString("event")),
                row.getLong("steps_per_event"),
                row.getLong("planned_steps"),
                row.getLong("reserved_steps"),
                row.getLong("charged_steps"),
                row.getInt("attempt"),
                row.getLong("charged_to"),
                row.getObject("clean_step", Long.class),
                row.getTimestamp("settled_at") != null);
    }

    /** Up to which step to charge so that this one is charged. */
    long chargeTo(long step) {
        if (step < chargedTo) {
            return chargedTo;
        }
        long block = (events(plannedSteps) + BLOCKS - 1) / BLOCKS;
        return Math.min(plannedSteps, eventOf(step) + block * stepsPerEvent);
    }

    /**
     * How many steps must be paid again if a worker begins here: from the start of the event in which it begins, as another
     * run of any of its steps is that event once more.
     */
    long repeatedFrom(long step) {
        return cleanStep != null && cleanStep == step || chargedTo <= step ? 0 : chargedTo - eventOf(step);
    }

    /** The first step of the event that covers this one. */
    private long eventOf(long step) {
        return step - step % stepsPerEvent;
    }

    /** How many events so many steps are. */
    long events(long steps) {
        return steps / stepsPerEvent;
    }

    long unchargedSteps() {
        return reservedSteps - chargedSteps;
    }
}
