package dev.descent.api;

import dev.descent.access.ApiKey;
import dev.descent.access.ApiKeys;
import dev.descent.spec.Names;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An API key on the wire.
 *
 * @param secret in the answer to its making only
 */
record ApiKeyResponse(
        String id,
        String object,
        String project,
        String name,
        String role,
        @Nullable String secret,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant lastUsedAt) {
    static ApiKeyResponse of(ApiKeys.Created created) {
        return of(created.key(), created.secret());
    }

    static ApiKeyResponse of(ApiKey key) {
        return of(key, null);
    }

    private static ApiKeyResponse of(ApiKey key, @Nullable String secret) {
        return new ApiKeyResponse(
                key.id(),
                "api_key",
                key.project().value(),
                key.name(),
                Names.wire(key.role().name()),
                secret,
                key.createdAt(),
                key.expiresAt(),
                key.lastUsedAt());
    }
}
