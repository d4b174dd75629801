package dev.descent.jobs.run;

import dev.descent.artifacts.Checkpoints;
import dev.descent.jobs.lifecycle.Hold;
import dev.descent.storage.CorruptFile;
import dev.descent.storage.FullDisk;
import dev.descent.storage.StorageUnavailable;
import dev.descent.training.Snapshot;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a job goes on. Checkpoints that turn out to be damaged are passed by, and forgotten; their files are left to the
 * sweep for leftovers, because what looks damaged here may be whole elsewhere.
 */
final class NewestCheckpoint {
    private static final Logger LOG = LoggerFactory.getLogger(NewestCheckpoint.class);

    private final Journal journal;
    private final Checkpoints checkpoints;

    NewestCheckpoint(Journal journal, Checkpoints checkpoints) {
        this.journal = journal;
        this.checkpoints = checkpoints;
    }

    /**
     * The newest that can be read; empty if the job is to begin anew.
     *
     * @throws UncheckedIOException if there may be one, but this machine can read none
     */
    Optional<Snapshot> read(Claim claim) {
        Hold hold = claim.hold();
        Map<Checkpoints.Stored, UncheckedIOException> unread = new LinkedHashMap<>();
        for (Checkpoints.Stored stored : journal.checkpoints(hold.jobId())) {
            try {
                Snapshot snapshot = checkpoints.read(hold.jobId(), stored);
                // Files can be read: it is those that cannot.
                unread.forEach((passed, why) -> passBy(hold, passed, why));
                LOG.info("Goes on from the checkpoint of step {}", stored.step());
                if (claim.crashes() > 0) {
                    journal.log(hold, "goes on from the checkpoint of step " + stored.step());
                }
                return Optional.of(snapshot);
            } catch (CorruptFile e) {
                passBy(hold, stored, e);
            } catch (UncheckedIOException e) {
                if (StorageUnavailable.isBehind(e) || FullDisk.isBehind(e)) {
                    throw e;
                }
                LOG.warn("A checkpoint cannot be read", e);
                unread.put(stored, e);
            }
        }
        if (!unread.isEmpty()) {
            throw unread.values().iterator().next();
        }
        if (claim.crashes() > 0) {
            journal.log(hold, "starts again from the beginning: there is no checkpoint");
        }
        return Optional.empty();
    }

    private void passBy(Hold hold, Checkpoints.Stored stored, RuntimeException why) {
        LOG.warn("A checkpoint is passed by: {}", why.getMessage());
        journal.dropCheckpoint(hold, stored, why.getMessage() + "; the one before is tried");
    }
}
