package dev.descent.jobs.run;

import dev.descent.projects.ProjectId;

/** Opens the data of jobs and builds their networks. */
@FunctionalInterface
public interface TrainingRuns {
    /**
     * @throws dev.descent.jobs.UnknownDataset if the data set was deleted
     * @throws dev.descent.spec.InvalidOptions if the spec and the data do not fit each other after all
     */
    TrainingRun open(ProjectId project, String jobId, String datasetId, EffectiveSpec spec);
}
