package dev.descent.jobs.pods;

import dev.descent.jobs.JobState;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A pod that is wanted, or not gone yet, and its job.
 *
 * @param state of the job; null if it was deleted
 * @param jobAttempt the last attempt that was begun
 * @param silence how long ago the lease of the job's worker ran out; zero if it has not
 */
record Dispatched(PodName pod, @Nullable JobState state, int jobAttempt, Duration silence) {
    private static final Set<JobState> HELD = Set.of(JobState.RUNNING, JobState.PAUSING, JobState.CANCELLING);

    String jobId() {
        return pod.jobId();
    }

    /** Whether the job waits for this pod. */
    boolean waits() {
        return state == JobState.QUEUED && jobAttempt + 1 == pod.attempt();
    }

    /** Whether the job runs in this pod. */
    boolean runs() {
        return state != null && HELD.contains(state) && jobAttempt == pod.attempt();
    }
}
