package dev.descent.access;

import dev.descent.projects.ProjectId;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What lets a program in: a role in one project.
 *
 * @param lastUsedAt to the minute
 */
public record ApiKey(
        String id,
        ProjectId project,
        String name,
        Role role,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant lastUsedAt) {
    /** Whoever has its secret. */
    public Identity identity() {
        return new Identity(Identity.Kind.API_KEY, id, null, Map.of(project.value(), role));
    }
}
