package dev.descent.ledger;

import dev.descent.accounting.PrivacyEvent;

/**
 * Something made of private data that anybody may use from now on, for any purpose, at no further cost.
 *
 * @param event all that was done to the data; the parts of a composition are counted by themselves
 * @param delta the δ at which its own ε is reported; a budget has a δ of its own
 * @param content the fingerprint of what is published
 * @param reason what it is, for the history
 */
public record Publication(PrivacyEvent event, double delta, String content, String reason) {}
