package dev.descent.projects;

/** Thrown when there is no project with this id or name. */
public class ProjectNotFound extends RuntimeException {
    public ProjectNotFound(String idOrName) {
        super("there is no project with the id or name \"" + idOrName + "\"");
    }
}
