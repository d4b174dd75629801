package dev.descent.jobs.run;

import dev.descent.artifacts.Checkpoints;
import dev.descent.storage.FullDisk;
import dev.descent.storage.StorageUnavailable;
import dev.descent.training.Snapshot;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Writes the snapshots of a run to files. Used by the thread that trains. */
final class SnapshotFiles {
    static final String AWAY = "the storage cannot be reached";
    /** A storage that is away is tried in a tenth of the time, at most: meanwhile the job does not train. */
    private static final int UNTRIED = 10;

    private final Checkpoints checkpoints;
    private final String jobId;
    private final int attempt;
    private final Control control;
    private long untriedUntil = System.nanoTime();
    private @Nullable Written last;

    SnapshotFiles(Checkpoints checkpoints, Claim claim) {
        this.checkpoints = checkpoints;
        this.jobId = claim.hold().jobId();
        this.attempt = claim.hold().attempt();
        this.control = claim.control();
    }

    private record Written(Snapshot snapshot, Checkpoints.Stored stored) {}

    /** Whether the storage was away a moment ago. */
    boolean isAway() {
        return System.nanoTime() - untriedUntil < 0;
    }

    /**
     * Writes a snapshot, once: who tries again to make it known need not write it again.
     *
     * @throws StorageUnavailable if the storage cannot be reached, or could not a moment ago and the process ends
     */
    @SuppressWarnings("ReferenceEquality") // It is the one that was written last, or another.
    Checkpoints.Stored write(Snapshot snapshot) {
        Written written = last;
        if (written == null || written.snapshot() != snapshot) {
            if (control.isEnding() && isAway()) {
                throw new StorageUnavailable(AWAY);
            }
            long begin = System.nanoTime();
            try {
                written = new Written(snapshot, checkpoints.write(jobId, attempt, snapshot));
            } catch (StorageUnavailable e) {
                long end = System.nanoTime();
                untriedUntil = end + UNTRIED * (end - begin);
                throw e;
            }
            last = written;
        }
        return written.stored();
    }

    /** Nobody tries again with what was written last: its vectors need not stay in memory. */
    void forget() {
        last = null;
    }

    /** Why a snapshot could not be written. */
    static String reason(UncheckedIOException e) {
        if (FullDisk.isBehind(e)) {
            return "the disk is full";
        }
        return StorageUnavailable.isBehind(e) ? AWAY : "its file cannot be written";
    }

    void delete(Checkpoints.Stored stored) {
        checkpoints.delete(jobId, stored);
    }
}
