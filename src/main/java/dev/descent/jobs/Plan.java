package dev.descent.jobs;

import dev.descent.datasets.Dataset;
import dev.descent.ledger.Cost;
import dev.descent.ledger.ProjectContent;
import dev.descent.projects.ProjectId;
import dev.descent.training.Estimate;
import java.util.List;
import java.util.Optional;

/**
 * A spec that can become a job.
 *
 * @param effective with every default filled in
 * @param cost what the job does to its data; empty if it is not private
 * @param warnings what is allowed but probably not meant
 */
record Plan(
        ProjectId project,
        JobSpec effective,
        Dataset dataset,
        Optional<Cost> cost,
        Estimate estimate,
        long stepsPerEpoch,
        List<String> warnings) {
    /** What the job's ledger belongs to. */
    ProjectContent content() {
        return new ProjectContent(project, dataset.fingerprint());
    }
}
