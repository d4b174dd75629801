package dev.descent.access;

import java.time.Clock;

/** How many denied requests are written down one by one: a flood of them must not fill the disk. */
final class DenialRate {
    private static final long MOST_A_SECOND = 20;

    private final Clock clock;
    private long second;
    private long written;
    private long uncounted;

    DenialRate(Clock clock) {
        this.clock = clock;
    }

    /** Whether the next one has a line of its own. */
    synchronized boolean isOne() {
        long now = clock.instant().getEpochSecond();
        if (now != second) {
            second = now;
            written = 0;
        }
        if (written < MOST_A_SECOND) {
            written++;
            return true;
        }
        uncounted++;
        return false;
    }

    /** How many had none since the last call. */
    synchronized long takeUncounted() {
        long taken = uncounted;
        uncounted = 0;
        return taken;
    }
}
