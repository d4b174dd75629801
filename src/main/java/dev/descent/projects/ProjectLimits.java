package dev.descent.projects;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import org.jspecify.annotations.Nullable;

/** What a project may use; null is as much as there is. */
public record ProjectLimits(
        @Option(value = "How many jobs may wait at once. More are refused with 429.", min = 0) @Nullable
        Integer maxQueuedJobs,

        @Option(value = "How many jobs may run at once. More wait.", min = 0) @Nullable
        Integer maxRunningJobs,

        @Option(
                value = "Bytes of data sets, checkpoints and models. Who has reached it can upload and submit nothing;"
                        + " running jobs go on.",
                min = 0)
        @Nullable
        Long maxStoredBytes,

        @Option(
                value = "Requests a second, of all callers of the project but operators, to each process that serves"
                        + " requests. More are refused with 429.",
                above = 0,
                max = 1_000_000)
        @Nullable
        Double maxRequestsPerSecond) {
    /** No limit at all. */
    public ProjectLimits() {
        this(null, null, null, null);
    }

    public ProjectLimits {
        Options.check(ProjectLimits.class, maxQueuedJobs, maxRunningJobs, maxStoredBytes, maxRequestsPerSecond);
    }
}
