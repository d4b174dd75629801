package dev.descent.ledger;

import dev.descent.accounting.PrivacyEvent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A line of a ledger's history, which is never changed. What a kind of line has not is null.
 *
 * @param seq 1, 2, 3 ... without gaps
 * @param event what so many steps in a row do together
 * @param steps how many steps were reserved, charged, or released at the end, in whole events
 * @param stepsPerEvent how many steps one event covers
 * @param epsilon of a budget
 * @param delta of a budget, or the one at which a job reports its ε
 * @param order of the filter
 * @param content the fingerprint of what was derived or published
 */
public record LedgerEntry(
        long seq,
        Type type,
        Instant at,
        @Nullable String jobId,
        @Nullable PrivacyEvent event,
        @Nullable Long steps,
        @Nullable Long stepsPerEvent,
        @Nullable Double epsilon,
        @Nullable Double delta,
        @Nullable Double order,
        @Nullable String content,
        @Nullable String reason) {

    /** What happened. */
    public enum Type {
        BUDGET_SET,
        BUDGET_CHANGED,
        /** Other content shares the ledger from here on. */
        DERIVED,
        RESERVED,
        /** Before the steps touched the data. */
        CHARGED,
        /** A private job ended; so many of the steps that it had reserved were released. */
        SETTLED,
        /** Something was made of the data that is free to use from here on; charged before anybody could see it. */
        PUBLISHED,
        /** A job without privacy began to use the data: from here on there is no finite ε. */
        UNPROTECTED
    }

    /** The event as it is stored. */
    public @Nullable JsonNode eventJson() {
        return event == null ? null : EventJson.write(event);
    }

    private static LedgerEntry of(Type type, @Nullable String jobId, @Nullable PrivacyEvent event) {
        return new LedgerEntry(0, type, Instant.EPOCH, jobId, event, null, null, null, null, null, null, null);
    }

    static LedgerEntry budget(Type type, Budget budget, @Nullable String reason) {
        return new LedgerEntry(
                0,
                type,
                Instant.EPOCH,
                null,
                null,
                null,
                null,
                budget.epsilon(),
                budget.delta(),
                budget.order(),
                null,
                reason);
    }

    static LedgerEntry steps(Type type, Reservation of, long steps, @Nullable String reason) {
        return new LedgerEntry(
                0,
                type,
                Instant.EPOCH,
                of.jobId(),
                of.event(),
                steps,
                of.stepsPerEvent(),
                null,
                null,
                null,
                null,
                reason);
    }

    static LedgerEntry reserved(String jobId, Cost cost) {
        return new LedgerEntry(
                0,
                Type.RESERVED,
                Instant.EPOCH,
                jobId,
                cost.event(),
                cost.events() * cost.stepsPerEvent(),
                cost.stepsPerEvent(),
                null,
                cost.delta(),
                null,
                null,
                null);
    }

    static LedgerEntry unprotected(String jobId) {
        return of(Type.UNPROTECTED, jobId, new PrivacyEvent.Unprotected());
    }

    static LedgerEntry published(Publication publication) {
        return new LedgerEntry(
                0,
                Type.PUBLISHED,
                Instant.EPOCH,
                null,
                publication.event(),
                1L,
                1L,
                null,
                publication.delta(),
                null,
                publication.content(),
                publication.reason());
    }

    static LedgerEntry derived(String content) {
        return new LedgerEntry(0, Type.DERIVED, Instant.EPOCH, null, null, null, null, null, null, null, content, null);
    }
}
