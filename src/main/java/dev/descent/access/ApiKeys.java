package dev.descent.access;

import dev.descent.projects.ProjectId;
import dev.descent.spec.Ids;
import dev.descent.spec.Names;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The API keys. Of a key's secret only the SHA-256 digest is kept: it is shown once, when the key is made.
 *
 * <p>A secret has 256 random bits. Nobody guesses one, so the digest needs neither salt nor slowness, and a key is found by
 * it. A revoked key is gone at once, for every process.
 */
@Component
public class ApiKeys {
    /** How a secret begins, so that scanners of source code know one when they see it. */
    public static final String PREFIX = "descent_";

    private static final int RANDOM_BYTES = 32;
    private static final Duration USE_IS_NOTED = Duration.ofMinutes(1);

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Ids ids = new Ids();
    private final SecureRandom random = new SecureRandom();

    public ApiKeys(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * A new key.
     *
     * @param secret what the program sends as its bearer token; nobody can find it out again
     */
    public record Created(ApiKey key, String secret) {}

    public Created create(ProjectId project, ApiKeyRequest request) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        String secret = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        // PostgreSQL keeps microseconds.
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Instant expires = request.validFor() == null ? null : now.plus(request.validFor());
        ApiKey key = new ApiKey(ids.next("key", now), project, request.name(), request.role(), now, expires, null);
        jdbc.sql("""
                        insert into api_key (id, project_id, name, role, digest, created_at, expires_at)
                        values (:id, :project, :name, :role, :digest, :created, :expires)""")
                .param("id", key.id())
                .param("project", project.value())
                .param("name", key.name())
                .param("role", Names.wire(key.role().name()))
                .param("digest", digest(secret))
                .param("created", Timestamp.from(now))
                .param("expires", expires == null ? null : Timestamp.from(expires))
                .update();
        return new Created(key, secret);
    }

    /** The key with this secret, unless it was revoked or has expired. */
    public Optional<ApiKey> authenticate(String secret) {
        Instant now = clock.instant();
        Optional<ApiKey> key = jdbc.sql("select * from api_key where digest = ?")
                .param(digest(secret))
                .query(ApiKeys::read)
                .optional()
                .filter(found -> found.expiresAt() == null || now.isBefore(found.expiresAt()));
        key.filter(found -> found.lastUsedAt() == null
                        || found.lastUsedAt().plus(USE_IS_NOTED).isBefore(now))
                .ifPresent(found -> jdbc.sql("update api_key set last_used_at = ? where id = ?")
                        .params(Timestamp.from(now), found.id())
                        .update());
        return key;
    }

    /** Whether the key is neither revoked nor expired. */
    public boolean isValid(String id) {
        return jdbc.sql("select exists (select from api_key where id = ? and coalesce(expires_at > ?, true))")
                .params(id, Timestamp.from(clock.instant()))
                .query(Boolean.class)
                .single();
    }

    /** The project's keys after this id, the oldest first. */
    public List<ApiKey> list(ProjectId project, int limit, @Nullable String after) {
        return jdbc.sql("select * from api_key where project_id = ? and id > ? order by id limit ?")
                .params(project.value(), after == null ? "" : after, limit)
                .query(ApiKeys::read)
                .list();
    }

    /** Whether the project had such a key. */
    public boolean revoke(ProjectId project, String id) {
        return jdbc.sql("delete from api_key where id = ? and project_id = ?")
                        .params(id, project.value())
                        .update()
                > 0;
    }

    static byte[] digest(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static ApiKey read(ResultSet row, int number) throws SQLException {
        return new ApiKey(
                row.getString("id"),
                new ProjectId(row.getString("project_id")),
                row.getString("name"),
                Role.valueOf(row.getString("role").toUpperCase(Locale.ROOT)),
                row.getTimestamp("created_at").toInstant(),
                instant(row, "expires_at"),
                instant(row, "last_used_at"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp time = row.getTimestamp(column);
        return time == null ? null : time.toInstant();
    }
}
