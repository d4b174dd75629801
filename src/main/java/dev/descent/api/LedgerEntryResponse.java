package dev.descent.api;

import dev.descent.ledger.LedgerEntry;
import dev.descent.spec.Names;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** A line of a privacy ledger on the wire. */
@JsonNaming(SnakeCaseStrategy.class)
record LedgerEntryResponse(
        long seq,
        String type,
        Instant at,
        @Nullable String job,
        @Nullable JsonNode event,
        @Nullable Long steps,
        @Nullable Long stepsPerEvent,
        @Nullable Double epsilon,
        @Nullable Double delta,
        @Nullable Double order,
        @Nullable String content,
        @Nullable String reason) {

    static LedgerEntryResponse of(LedgerEntry entry) {
        return new LedgerEntryResponse(
                entry.seq(),
                Names.wire(entry.type().name()),
                entry.at(),
                entry.jobId(),
                entry.eventJson(),
                entry.steps(),
                entry.stepsPerEvent(),
                entry.epsilon(),
                entry.delta(),
                entry.order(),
                entry.content(),
                entry.reason());
    }
}
