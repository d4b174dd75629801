package dev.descent.projects;

/** Whose something is: jobs, data sets, models, events and budgets belong to one project each. */
public record ProjectId(String value) {
    public static final String PREFIX = "proj_";

    /** The project that is there from the beginning. */
    public static final ProjectId DEFAULT = new ProjectId(PREFIX + "00000000000000000000000000");

    @Override
    public String toString() {
        return value;
    }
}
