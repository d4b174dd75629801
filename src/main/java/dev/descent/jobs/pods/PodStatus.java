package dev.descent.jobs.pods;

import java.time.Instant;

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
     * @param obstacle what must be mended
     * @param since when it has had a node, or else been there
     */
    record Waiting(String why, Obstacle obstacle, Instant since) implements PodStatus {}

    /** @param asked whether it has been asked to go */
    record Running(boolean asked) implements PodStatus {}

    /**
     * Its process has ended.
     *
     * @param why in words
     * @param cause whose doing that was
     */
    record Ended(String why, Cause cause) implements PodStatus {}

    /** What a pod waits for. */
    enum Obstacle {
        /** Something that comes by itself. */
        TIME,
        /** A Secret, or something else that its environment is made of. */
        CONFIGURATION,
        /** Somebody. */
        HELP
    }

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
