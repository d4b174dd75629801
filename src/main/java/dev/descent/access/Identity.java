package dev.descent.access;

import dev.descent.projects.Project;
import dev.descent.projects.ProjectId;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who somebody has proven to be, before it is known for which project a request is.
 *
 * @param name tells this caller from others in the audit log: the id of an API key, the subject of a token
 * @param everywhere the role in all projects, if there is one
 * @param roles by ids or names of projects
 */
public record Identity(String name, @Nullable Role everywhere, Map<String, Role> roles) {
    /** Everybody, where there is no login: whoever can reach the service may do everything. */
    public static final Identity ANYBODY = new Identity("anybody", Role.OPERATOR, Map.of());

    public Identity {
        roles = Map.copyOf(roles);
    }

    public static Identity operator(String name) {
        return new Identity(name, Role.OPERATOR, Map.of());
    }

    /** The project that a request is for which names none; empty if it could be several. */
    public Optional<String> onlyProject() {
        if (everywhere != null) {
            return Optional.of(ProjectId.DEFAULT.value());
        }
        return roles.size() == 1 ? roles.keySet().stream().findFirst() : Optional.empty();
    }

    public Optional<Role> roleIn(Project project) {
        Role own = roles.get(project.id().value());
        if (own == null) {
            own = roles.get(project.name());
        }
        return Optional.ofNullable(own == null ? everywhere : own);
    }
}
