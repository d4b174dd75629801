package dev.descent.ledger;

import dev.descent.accounting.PrivacyEvent;

/**
 * What a private job does to its data.
 *
 * @param event what so many steps in a row do together; it happens as a whole when the first of them is taken
 * @param steps how many are planned, at least 1
 * @param stepsPerEvent how many steps one event covers, at least 1; the last event may cover fewer
 * @param delta the δ at which the job reports its own ε; the budget has a δ of its own
 */
public record Cost(PrivacyEvent event, long steps, long stepsPerEvent, double delta) {
    public Cost {
        requireAtLeastOne("steps", steps);
        requireAtLeastOne("steps per event", stepsPerEvent);
        if (!(delta > 0 && delta < 1)) {
            throw new IllegalArgumentException("delta must be between 0 and 1, both excluded, but is " + delta);
        }
    }

    /** A job of which every step is an event of its own. */
    public Cost(PrivacyEvent event, long steps, double delta) {
        this(event, steps, 1, delta);
    }

    private static void requireAtLeastOne(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1 but is " + value);
        }
    }

    /** How many events the steps come to. */
    public long events() {
        return (steps + stepsPerEvent - 1) / stepsPerEvent;
    }

    /** All steps together. */
    public PrivacyEvent total() {
        return event.times(events());
    }
}
