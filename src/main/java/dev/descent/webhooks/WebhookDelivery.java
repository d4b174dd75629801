package dev.descent.webhooks;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.descent.spec.Names;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What became of one message to one webhook.
 *
 * @param id {@code evt_...}, the {@code webhook-id} of the message
 * @param object always {@code webhook_delivery}
 * @param type {@code job.state} or {@code webhook.ping}
 * @param job {@code job_...}; null for a ping
 * @param attempts how often a process began to send it
 * @param lastStatus the HTTP status of the last answer; null if there was none
 * @param lastError why the last attempt failed
 * @param nextAttemptAt null once it is over
 */
public record WebhookDelivery(
        String id,
        String object,
        String type,
        @Nullable String job,
        State state,
        int attempts,
        @Nullable Integer lastStatus,
        @Nullable String lastError,
        Instant createdAt,
        @Nullable Instant lastAttemptAt,
        @Nullable Instant nextAttemptAt) {

    /** How far it is. */
    public enum State {
        /** Is sent, now or later. */
        PENDING,
        /** The receiver has answered that it has it. */
        DELIVERED,
        /** Given up. */
        FAILED;

        @JsonValue
        public String wire() {
            return Names.wire(name());
        }
    }
}
