package dev.descent.jobs.run;

import java.time.Duration;

/** Counts the steps of one run, and tells once a second how long they take. Looks at it from another thread. */
final class Pace {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final RunMeters meters;
    private long counted;
    private long timed;
    private long since;

    /** @param step that the run begins after */
    Pace(RunMeters meters, long step, long nanos) {
        this.meters = meters;
        this.counted = step;
        this.timed = step;
        this.since = nanos;
    }

    /**
     * The run is at this step now.
     *
     * @param ended whether it goes no further
     */
    synchronized void look(long step, long nanos, boolean ended) {
        if (step > counted) {
            meters.took(step - counted);
            counted = step;
        }
        // A step that takes longer than a second is waited for.
        if (step > timed && (ended || nanos - since >= SECOND)) {
            meters.pace(Duration.ofNanos((nanos - since) / (step - timed)));
            timed = step;
            since = nanos;
        }
    }
}
