package dev.descent.jobs;

import dev.descent.projects.ProjectId;
import dev.descent.spec.InvalidOptions;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Which requests were answered before. */
@Component
class Idempotency {
    private static final int LONGEST = 255;
    private static final JsonMapper SORTED = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private final JdbcClient jdbc;

    Idempotency(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A client's name for a request, and what was in it.
     *
     * @param digest does not depend on white space or the order of fields
     */
    record Request(ProjectId project, String key, String digest) {}

    /** Thrown when another request with the same key came first. */
    static final class Repeated extends RuntimeException {}

    static Request request(ProjectId project, String key, JsonNode body) {
        if (key.isBlank() || key.length() > LONGEST) {
            throw new InvalidOptions(
                    "", "out_of_bounds", "an idempotency key must have 1 to " + LONGEST + " characters");
        }
        Object plain = SORTED.treeToValue(body, Object.class);
        byte[] text = SORTED.writeValueAsString(plain).getBytes(StandardCharsets.UTF_8);
        try {
            return new Request(
                    project,
                    key,
                    HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(text)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * The job that answered this request before.
     *
     * @throws IdempotencyConflict if the key came with another body
     */
    Optional<String> earlier(Request request) {
        record Answer(String digest, String jobId) {}
        Optional<Answer> answer = jdbc.sql("select digest, job_id from idempotency where project_id = ? and key = ?")
                .params(request.project().value(), request.key())
                .query((row, n) -> new Answer(row.getString(1), row.getString(2)))
                .optional();
        if (answer.isPresent() && !answer.get().digest().equals(request.digest())) {
            throw new IdempotencyConflict(request.key());
        }
        return answer.map(Answer::jobId);
    }

    /**
     * Remembers the answer in the transaction of the caller, waiting for others that are about to answer the same key.
     *
     * @throws Repeated if the key was answered meanwhile; nothing that was done for this request may remain
     */
    void remember(Request request, String jobId, Instant now) {
        int added = jdbc.sql("""
                        insert into idempotency (project_id, key, digest, job_id, created_at) values (?, ?, ?, ?, ?)
                        on conflict (project_id, key) do nothing""")
                .params(request.project().value(), request.key(), request.digest(), jobId, Timestamp.from(now))
                .update();
        if (added == 0) {
            throw new Repeated();
        }
    }
}
