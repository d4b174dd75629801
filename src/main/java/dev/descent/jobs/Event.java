package dev.descent.jobs;

import java.time.Instant;
import tools.jackson.databind.JsonNode;

/**
 * One thing that happened to a job.
 *
 * @param seq its number within the job, from 1, without gaps
 * @param type {@code state}, {@code metrics}, {@code metrics_withdrawn}, {@code checkpoint} or {@code log}
 */
public record Event(long seq, String type, JsonNode data, Instant at) {}
