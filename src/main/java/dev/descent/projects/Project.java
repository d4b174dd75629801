package dev.descent.projects;

import java.time.Instant;

/** A project: who works for one sees nothing of another. */
public record Project(ProjectId id, String name, ProjectLimits limits, Instant createdAt) {}
