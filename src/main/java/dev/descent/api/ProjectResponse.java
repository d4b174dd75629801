package dev.descent.api;

import dev.descent.projects.Project;
import dev.descent.projects.ProjectLimits;
import dev.descent.projects.Usage;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A project on the wire. */
record ProjectResponse(
        String id, String object, String name, ProjectQuota limits, ProjectUsage usage, Instant createdAt) {
    static ProjectResponse of(Project project, Usage usage) {
        ProjectLimits limits = project.limits();
        return new ProjectResponse(
                project.id().value(),
                "project",
                project.name(),
                new ProjectQuota(
                        limits.maxQueuedJobs(),
                        limits.maxRunningJobs(),
                        limits.maxStoredBytes(),
                        limits.maxRequestsPerSecond()),
                new ProjectUsage(usage.queuedJobs(), usage.runningJobs(), usage.storedBytes()),
                project.createdAt());
    }

    /** What it may use. */
    record ProjectQuota(
            @Nullable Integer maxQueuedJobs,
            @Nullable Integer maxRunningJobs,
            @Nullable Long maxStoredBytes,
            @Nullable Double maxRequestsPerSecond) {}

    /** What it uses now. */
    record ProjectUsage(long queuedJobs, long runningJobs, long storedBytes) {}
}
