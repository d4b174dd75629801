package dev.descent.jobs.run;

import dev.descent.jobs.lifecycle.Hold;
import java.time.Duration;

/**
 * A job that a worker has taken.
 *
 * @param effectiveSpec as JSON
 * @param crashes how many workers vanished while they held it
 * @param trained time spent training so far
 */
public record Claim(
        Hold hold, String datasetId, String effectiveSpec, int crashes, Duration trained, Control control) {}
