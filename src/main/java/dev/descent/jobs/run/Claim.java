package dev.descent.jobs.run;

import dev.descent.jobs.lifecycle.Hold;
import dev.descent.projects.ProjectId;
import java.time.Duration;

/**
 * A job that a worker has taken.
 *
 * @param project with whose rights it is done
 * @param effectiveSpec as JSON
 * @param crashes how many workers vanished while they held it
 * @param trained time spent training so far
 */
public record Claim(
        Hold hold,
        ProjectId project,
        String datasetId,
        String effectiveSpec,
        int crashes,
        Duration trained,
        Control control) {}
