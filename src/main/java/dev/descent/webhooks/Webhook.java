package dev.descent.webhooks;

import dev.descent.jobs.JobState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A webhook as clients see it.
 *
 * @param id {@code wh_...}
 * @param object always {@code webhook}
 * @param states the states of jobs that it is told of
 * @param secret null, except in the answers that make one
 * @param previousSecretUntil until when the secret before signs too
 * @param disabledAt since when it is told nothing
 */
public record Webhook(
        String id,
        String object,
        String url,
        @Nullable String description,
        List<JobState> states,
        @Nullable String secret,
        @Nullable Instant previousSecretUntil,
        Instant createdAt,
        @Nullable Instant disabledAt) {

    Webhook with(Secret newSecret) {
        return new Webhook(
                id, object, url, description, states, newSecret.wire(), previousSecretUntil, createdAt, disabledAt);
    }

    /** Without the secret, nor the URL, which may hold one. */
    @Override
    public String toString() {
        return id;
    }
}
