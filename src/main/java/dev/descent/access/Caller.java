package dev.descent.access;

import dev.descent.projects.ProjectId;

/**
 * Who makes a request, and for which project.
 *
 * @param name tells this caller from others in the audit log: the id of an API key, the subject of a token
 */
public record Caller(ProjectId project, Role role, String name) {
    /** Everybody, where there is no login: whoever can reach the service may do everything. */
    public static Caller anybody(ProjectId project) {
        return new Caller(project, Role.OPERATOR, "anybody");
    }
}
