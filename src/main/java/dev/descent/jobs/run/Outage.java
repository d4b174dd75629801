package dev.descent.jobs.run;

import dev.descent.database.DatabaseOutage;
import dev.descent.datasets.FullDisk;
import dev.descent.training.Observer;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets what a job has come to survive a time without database, or without space: what cannot be written now is written
 * later.
 *
 * <p>What is repeated must be fenced, and right if it was done before: the answer to a commit may be lost with the
 * connection.
 */
final class Outage {
    private static final Logger LOG = LoggerFactory.getLogger(Outage.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private Outage() {}

    /** Does it as often as needed; once the job is known to be lost, the last failure comes through. */
    static void survive(Claim claim, Runnable write) {
        survive(claim, () -> {
            write.run();
            return true;
        });
    }

    /** The same, with an answer. */
    static <T> T survive(Claim claim, Supplier<T> write) {
        return survive(claim, Duration.ZERO, write);
    }

    /**
     * The same for what also writes files.
     *
     * @param diskPatience how long to wait for a disk that is full; not at all once the job is cancelled
     */
    static <T> T survive(Claim claim, Duration diskPatience, Supplier<T> write) {
        long begin = System.nanoTime();
        while (true) {
            try {
                return write.get();
            } catch (RuntimeException e) {
                boolean passes = DatabaseOutage.isBehind(e)
                        ? !claim.control().isLost()
                        : FullDisk.isBehind(e)
                                && claim.control().signal() != Observer.Signal.CANCEL
                                && System.nanoTime() - begin < diskPatience.toNanos();
                if (!passes) {
                    throw e;
                }
                LOG.warn("What the job has come to cannot be written now; trying again: {}", e.getMessage());
                pause(e);
            }
        }
    }

    private static void pause(RuntimeException failure) {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure;
        }
    }
}
