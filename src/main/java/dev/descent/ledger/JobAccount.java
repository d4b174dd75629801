package dev.descent.ledger;

import dev.descent.accounting.PrivacyEvent;

/**
 * What a private job has reserved and been charged. Steps are counted in whole events.
 *
 * @param event what so many steps in a row do together
 * @param delta at which the job reports its own ε
 * @param budgeted whether its data had a budget when it was submitted; otherwise nothing was set aside
 * @param reservedSteps those that were planned, and those that were repeated after a worker vanished
 * @param settled whether the job has ended and what was not charged is released
 */
public record JobAccount(
        PrivacyEvent event,
        long stepsPerEvent,
        double delta,
        boolean budgeted,
        long reservedSteps,
        long chargedSteps,
        boolean settled) {
    /** What the job does to its data if it takes all steps. */
    public PrivacyEvent reserved() {
        return event.times(reservedSteps / stepsPerEvent);
    }

    /** What it has been charged for. */
    public PrivacyEvent charged() {
        return event.times(chargedSteps / stepsPerEvent);
    }
}
