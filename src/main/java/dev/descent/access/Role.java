package dev.descent.access;

/** What a caller may do in a project. Each may do all that those before it may. */
public enum Role {
    /** Reads. */
    VIEWER,
    /** Uploads data sets, submits and controls jobs, deletes what is finished. */
    SUBMITTER,
    /** Makes and revokes keys, changes privacy budgets, makes webhooks, reads the audit log of the project. */
    ADMIN,
    /** Makes projects and sets their limits, and is an admin of all of them. */
    OPERATOR;

    public boolean includes(Role other) {
        return compareTo(other) >= 0;
    }
}
