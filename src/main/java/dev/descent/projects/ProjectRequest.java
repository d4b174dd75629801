package dev.descent.projects;

import dev.descent.spec.Option;

/** A project as it is asked for. */
public record ProjectRequest(
        @Option("Lower-case letters, digits and hyphens, at most 63, beginning with a letter.")
        String name,

        @Option("What it may use.") ProjectLimits limits) {
    public ProjectRequest(String name) {
        this(name, new ProjectLimits());
    }
}
