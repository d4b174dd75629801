package dev.descent.access;

import dev.descent.projects.Project;
import dev.descent.projects.ProjectId;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who somebody has proven to be, before it is known for which project a request is.
 *
 * @param kind by what it was proven
 * @param name tells this caller from others in the audit log: the id of an API key, the subject of a token
 * @param everywhere the role in all projects, if there is one
 * @param roles by ids or names of projects
 */
public record Identity(Kind kind, String name, @Nullable Role everywhere, Map<String, Role> roles) {
    /** Everybody, where there is no login: whoever can reach the service may do everything. */
    public static final Identity ANYBODY = new Identity(Kind.NONE, "anybody", Role.OPERATOR, Map.of());

    /** By what an identity is proven. */
    public enum Kind {
        NONE,
        OPERATOR_KEY,
        /** Of who collects metrics, and may do nothing else. */
        METRICS_KEY,
        API_KEY,
        TOKEN
    }

    public Identity {
        roles = Map.copyOf(roles);
    }

    public static Identity operator() {
        return new Identity(Kind.OPERATOR_KEY, "operator", Role.OPERATOR, Map.of());
    }

    /** The project that a request is for which names none; empty if it could be several. */
    public Optional<String> onlyProject() {
        if (everywhere != null) {
            return Optional.of(ProjectId.DEFAULT.value());
        }
        return roles.size() == 1 ? roles.keySet().stream().findFirst() : Optional.empty();
    }

    /** The caller that this identity is in a project where it has this role. */
    public Caller in(ProjectId project, Role role) {
        return new Caller(project, role, kind, name);
    }

    public Optional<Role> roleIn(Project project) {
        Role own = roles.get(project.id().value());
        if (own == null) {
            own = roles.get(project.name());
        }
        return Optional.ofNullable(own == null ? everywhere : own);
    }
}
