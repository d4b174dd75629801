package dev.descent.jobs.lifecycle;

import dev.descent.projects.ProjectId;
import org.jspecify.annotations.Nullable;

/**
 * What a job is created from.
 *
 * @param spec as it was sent
 * @param effectiveSpec with every default filled in
 */
public record JobOrder(
        ProjectId project,
        @Nullable String name,
        String datasetId,
        String spec,
        String effectiveSpec,
        int priority,
        long totalSteps,
        long stepsPerEpoch) {}
