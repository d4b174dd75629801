package dev.descent.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An administrative act, or a request that was denied.
 *
 * @param id rises with time
 * @param actor the name of a caller; {@code nobody} of a request without a valid login
 * @param action such as {@code api_key.create}, or the method and path of a denied request
 * @param object the id of what it was about
 */
public record AuditEntry(
        long id,
        Instant at,
        @Nullable String project,
        String actor,
        String action,
        @Nullable String object,
        Outcome outcome,
        @Nullable String detail,
        @Nullable String address,
        @Nullable String requestId) {
    /** How it went. */
    public enum Outcome {
        DONE,
        DENIED
    }

    /** Where a request came from. */
    public record Origin(@Nullable String address, @Nullable String requestId) {}
}
