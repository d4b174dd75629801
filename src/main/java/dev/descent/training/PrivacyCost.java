package dev.descent.training;

import dev.descent.accounting.PrivacyEvent;

/**
 * What a private run gives away of its data.
 *
 * @param event by so many steps in a row together
 * @param steps how many are planned
 * @param stepsPerEvent how many steps one event covers; the last may cover fewer
 * @param delta δ, at which ε is told
 */
public record PrivacyCost(PrivacyEvent event, long steps, long stepsPerEvent, double delta) {
    /** What all steps give away together. */
    public PrivacyEvent total() {
        return event.times((steps + stepsPerEvent - 1) / stepsPerEvent);
    }
}
