package dev.descent.jobs;

/** Thrown when a job's state forbids what was asked. */
public class InvalidTransition extends RuntimeException {
    private final JobState state;
    private final String wanted;

    /** @param wanted the verb: {@code cancel}, {@code pause} ... */
    public InvalidTransition(JobState state, String wanted) {
        super("cannot " + wanted + " a job that is " + state.wire());
        this.state = state;
        this.wanted = wanted;
    }

    public JobState state() {
        return state;
    }

    public String wanted() {
        return wanted;
    }
}
