package dev.descent.jobs;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * A job as clients see it.
 *
 * @param id {@code job_...}
 * @param object always {@code job}
 * @param stateReason why it is in this state, as a sentence
 * @param transitions all of them, oldest first
 * @param spec as it was sent
 * @param effectiveSpec with every default filled in
 * @param latestMetrics the last value of every metric
 * @param privacy null without a private mechanism
 * @param model {@code model_...} of a succeeded job
 * @param subset the data set that it made of some of its rows; null before it has succeeded, if its spec asks for none, and
 *     once that data set is deleted
 * @param attempt how often a worker took it
 * @param worker which worker holds it
 */
@JsonNaming(SnakeCaseStrategy.class)
public record Job(
        String id,
        String object,
        @Nullable String name,
        JobState state,
        @Nullable String stateReason,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        List<Transition> transitions,
        JsonNode spec,
        JsonNode effectiveSpec,
        Progress progress,
        Map<String, @Nullable Double> latestMetrics,
        @Nullable JobPrivacy privacy,
        @Nullable Failure error,
        @Nullable String model,
        @Nullable Subset subset,
        int attempt,
        @Nullable String worker,
        Map<String, String> labels,
        int priority) {

    /** A change of state. */
    public record Transition(
            JobState state, Instant at, @Nullable String reason) {}

    /** A data set that a job made. */
    public record Subset(String id, String name) {}

    /**
     * How far it is.
     *
     * @param epoch passes over the training data
     * @param fraction of all steps, on [0, 1]
     * @param etaSeconds until the last step at the pace so far; null unless it runs
     * @param queuePosition 1 for the job that starts next; null unless it is queued
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Progress(
            long step,
            long totalSteps,
            double epoch,
            double fraction,
            @Nullable Double etaSeconds,
            @Nullable Integer queuePosition) {}

    /**
     * Why it failed.
     *
     * @param code a stable word: {@code diverged}, {@code out_of_memory} ...
     * @param pointer to the field of the spec that is the likely cause
     */
    public record Failure(
            String code, String message, @Nullable String pointer) {}
}
