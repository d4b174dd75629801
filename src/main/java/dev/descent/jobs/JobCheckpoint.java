package dev.descent.jobs;

import java.time.Instant;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * The whole state of a job after a step, kept in a file.
 *
 * @param object always {@code checkpoint}
 * @param digest {@code sha256:} and the digest of the file
 */
@JsonNaming(SnakeCaseStrategy.class)
public record JobCheckpoint(String object, long step, Instant createdAt, long sizeBytes, String digest) {}
