package dev.descent.jobs;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * One time that a worker took a job.
 *
 * @param object always {@code attempt}
 * @param number from 1
 * @param firstStep the step that it went on from; null as long as the worker has not begun to train
 * @param lastStep the last step that was written down
 * @param endedAt null while it goes on
 * @param reason why it ended, as a sentence; null while it goes on
 */
@JsonNaming(SnakeCaseStrategy.class)
public record JobAttempt(
        String object,
        int number,
        String worker,
        Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable Long firstStep,
        long lastStep,
        @Nullable String reason) {}
