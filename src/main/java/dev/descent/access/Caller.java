package dev.descent.access;

import dev.descent.projects.ProjectId;

/**
 * Who makes a request, and for which project.
 *
 * @param name tells this caller from others in the audit log: the id of an API key, the subject of a token
 */
public record Caller(ProjectId project, Role role, Identity.Kind kind, String name) {}
