package dev.descent.jobs.run;

import dev.descent.database.DatabaseOutage;
import dev.descent.storage.FullDisk;
import dev.descent.storage.StorageUnavailable;
import dev.descent.training.Observer;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets what a job has come to survive a time without database, without the store of artifacts, or without space: what
 * cannot be written now is written later.
 *
 * <p>What is repeated must be fenced, and right if it was done before: the answer to a commit may be lost with the
 * connection.
 */
final class Outage {
    private static final Logger LOG = LoggerFactory.getLogger(Outage.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    /** Between two tries, of which there is one more each time: what is written again is whole files. */
    private static final int MOST_PAUSES = 15;

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
     * The same for what also writes files: it waits for their store too, unless the job is cancelled or the process ends.
     *
     * @param diskPatience how long to wait for a disk that is full
     */
    static <T> T survive(Claim claim, Duration diskPatience, Supplier<T> write) {
        return survive(claim, diskPatience, write, () -> claim.control().isEnding());
    }

    /** The same for what a job needs to begin: it need not wait for files if it is to stop. */
    static <T> T begin(Claim claim, Duration diskPatience, Supplier<T> read) {
        return survive(claim, diskPatience, read, () -> claim.control().signal() == Observer.Signal.PAUSE);
    }

    private static <T> T survive(Claim claim, Duration diskPatience, Supplier<T> work, BooleanSupplier letsGo) {
        long begin = System.nanoTime();
        for (int failures = 0; ; failures++) {
            try {
                return work.get();
            } catch (RuntimeException e) {
                boolean ofDatabase = DatabaseOutage.isBehind(e);
                boolean diskIsWaitedFor = System.nanoTime() - begin < diskPatience.toNanos();
                if (claim.control().isLost()
                        || (!ofDatabase && (isStopped(claim, letsGo) || !passes(e, diskIsWaitedFor)))) {
                    throw e;
                }
                LOG.warn(
                        "What the job needs or has come to cannot be read or written now; trying again: {}",
                        e.getMessage());
                int pauses = ofDatabase ? 1 : Math.min(failures + 1, MOST_PAUSES);
                for (int i = 0; i < pauses && (ofDatabase || !isStopped(claim, letsGo)); i++) {
                    pause(e);
                }
            }
        }
    }

    private static boolean isStopped(Claim claim, BooleanSupplier letsGo) {
        return claim.control().signal() == Observer.Signal.CANCEL || letsGo.getAsBoolean();
    }

    private static boolean passes(RuntimeException e, boolean diskIsWaitedFor) {
        return FullDisk.isBehind(e) ? diskIsWaitedFor : StorageUnavailable.isBehind(e);
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
