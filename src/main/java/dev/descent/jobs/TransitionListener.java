package dev.descent.jobs;

import dev.descent.projects.ProjectId;
import java.util.List;

/** Hears of changes of state in the transaction that makes them: what it writes is there exactly when they are. */
public interface TransitionListener {
    /**
     * A job has entered states. Its row is written, and the last of its events is the last of these transitions.
     *
     * @param transitions oldest first
     */
    void entered(ProjectId project, String jobId, List<Job.Transition> transitions);
}
