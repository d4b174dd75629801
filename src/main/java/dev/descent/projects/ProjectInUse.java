package dev.descent.projects;

/** Thrown when a project cannot be deleted because it still has something. */
public class ProjectInUse extends RuntimeException {
    ProjectInUse(String message) {
        super(message);
    }
}
