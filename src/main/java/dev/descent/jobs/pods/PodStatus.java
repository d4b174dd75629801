package dev.descent.jobs.pods;

/** What the cluster makes of a pod. */
sealed interface PodStatus {
    /** There is nothing of it. */
    record Gone() implements PodStatus {}

    /** It is being deleted. */
    record Leaving() implements PodStatus {}

    /**
     * It has not started.
     *
     * @param why in words
     * @param forGood whether waiting alone does not mend it
     * @param seconds since when, where that is known, else 0
     */
    record Waiting(String why, boolean forGood, long seconds) implements PodStatus {}

    record Running() implements PodStatus {}

    /**
     * Its process has ended.
     *
     * @param why in words
     * @param cause whose doing that was
     */
    record Ended(String why, Cause cause) implements PodStatus {}

    /** Why a pod ended. */
    enum Cause {
        /** Its process ended by itself, or was killed for what it did. */
        PROCESS,
        /** The cluster took it away, for another pod or with its node. */
        CLUSTER,
        /** It has used up its time. */
        DEADLINE
    }
}
