package dev.descent.jobs;

import dev.descent.datasets.Dataset;
import dev.descent.training.Estimate;
import java.util.List;

/**
 * A spec that can become a job.
 *
 * @param effective with every default filled in
 * @param warnings what is allowed but probably not meant
 */
record Plan(JobSpec effective, Dataset dataset, Estimate estimate, long stepsPerEpoch, List<String> warnings) {}
