package dev.descent.jobs.run;

import dev.descent.artifacts.Checkpoints;
import dev.descent.artifacts.Models;
import dev.descent.artifacts.TrainedModel;
import dev.descent.catalog.SpecReader;
import dev.descent.database.DatabaseOutage;
import dev.descent.datasets.NameTaken;
import dev.descent.jobs.Job;
import dev.descent.jobs.JobNotFound;
import dev.descent.jobs.JobSpec;
import dev.descent.jobs.JobState;
import dev.descent.jobs.Subsets;
import dev.descent.jobs.lifecycle.Hold;
import dev.descent.jobs.lifecycle.JobEntity;
import dev.descent.jobs.lifecycle.LeaseLost;
import dev.descent.jobs.lifecycle.Lifecycle;
import dev.descent.jobs.lifecycle.LogContext;
import dev.descent.ledger.Reservations;
import dev.descent.spec.InvalidOptions;
import dev.descent.storage.FullDisk;
import dev.descent.storage.StorageUnavailable;
import dev.descent.training.Observer;
import dev.descent.training.Outcome;
import dev.descent.training.Snapshot;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Takes a claimed job from wherever it was to wherever it can get, and writes down what became of it. */
@Component
public class Execution {
    private static final Logger LOG = LoggerFactory.getLogger(Execution.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final TrainingRuns runs;
    private final SpecReader reader;
    private final Recorders recorders;
    private final Journal journal;
    private final Charges charges;
    private final Reservations reservations;
    private final NewestCheckpoint newest;
    private final Models models;
    private final Subsets subsets;
    private final Lifecycle lifecycle;
    private final RunMeters meters;
    private final Duration diskPatience;

    Execution(
            TrainingRuns runs,
            SpecReader reader,
            Recorders recorders,
            Journal journal,
            Charges charges,
            Reservations reservations,
            Checkpoints checkpoints,
            Models models,
            Subsets subsets,
            Lifecycle lifecycle,
            RunMeters meters,
            @Value("${descent.disk-patience}") Duration diskPatience) {
        this.runs = runs;
        this.reader = reader;
        this.recorders = recorders;
        this.journal = journal;
        this.charges = charges;
        this.reservations = reservations;
        this.newest = new NewestCheckpoint(journal, checkpoints);
        this.models = models;
        this.subsets = subsets;
        this.lifecycle = lifecycle;
        this.meters = meters;
        this.diskPatience = diskPatience;
    }

    /** Never throws: whatever goes wrong becomes the job's error, or was somebody else's job by then. */
    public void execute(Claim claim) {
        LogContext.about(claim.project(), claim.hold(), () -> attempt(claim));
    }

    private void attempt(Claim claim) {
        LOG.info("Attempt {} begins", claim.hold().attempt());
        try {
            train(claim);
        } catch (LeaseLost | JobNotFound e) {
            stopped(e);
        } catch (Throwable e) {
            if (DatabaseOutage.isBehind(e)) {
                LOG.error("The database failed while the job ran; it is taken up again later", e);
            } else if (claim.control().signal() == Observer.Signal.PAUSE
                    && (StorageUnavailable.isBehind(e) || FullDisk.isBehind(e))) {
                letGo(claim, e);
            } else {
                fail(claim, e);
            }
        }
    }

    /** Nothing is wrong with the job: it goes on from its last checkpoint where, or when, its files can be had. */
    private void letGo(Claim claim, Throwable cause) {
        LOG.warn("The job was to stop, and waits no longer for its files: {}", cause.getMessage());
        try {
            Outage.survive(claim, () -> lifecycle.change(claim.hold(), JobEntity::stop));
        } catch (LeaseLost | JobNotFound e) {
            stopped(e);
        }
    }

    private void stopped(RuntimeException why) {
        LOG.warn("Stopped working for the job: {}", why.getMessage());
        meters.lostLease();
    }

    private void train(Claim claim) {
        JsonNode json = JSON.readTree(claim.effectiveSpec());
        JobSpec spec = reader.read(json, JobSpec.class);
        Hold hold = claim.hold();
        EffectiveSpec effective = new EffectiveSpec(spec, json);
        try (TrainingRun run = Outage.begin(
                claim, diskPatience, () -> runs.open(claim.project(), hold.jobId(), claim.datasetId(), effective))) {
            Optional<Snapshot> from = Outage.begin(claim, diskPatience, () -> newest.read(claim));
            // With fresh noise a private job takes another course than before.
            journal.goOn(
                    hold, from.map(Snapshot::step).orElse(0L), spec.training().isPrivate());
            Recorder recorder = recorders.open(claim, spec, from);
            try {
                Outcome outcome = claim.control().signal() == Observer.Signal.CANCEL
                        ? new Outcome.Cancelled(0)
                        : train(claim, spec, run, from, recorder);
                if (claim.control().isLost()) {
                    throw new LeaseLost(hold);
                }
                Outage.survive(claim, recorder::write);
                finish(claim, run, recorder, outcome);
            } catch (RuntimeException | Error e) {
                writeWhatWaits(claim, recorder, e);
                throw e;
            } finally {
                recorders.close(recorder);
            }
        }
    }

    private Outcome train(Claim claim, JobSpec spec, TrainingRun run, Optional<Snapshot> from, Recorder recorder) {
        long first = from.map(Snapshot::step).orElse(0L);
        return run.train(from, recorder, charges.begin(claim, spec, run, first));
    }

    /** Clients should see what was measured before the end. */
    private static void writeWhatWaits(Claim claim, Recorder recorder, Throwable cause) {
        if (!claim.control().isLost()) {
            try {
                recorder.write();
            } catch (RuntimeException e) {
                cause.addSuppressed(e);
            }
        }
    }

    private void finish(Claim claim, TrainingRun run, Recorder recorder, Outcome outcome) {
        if (outcome instanceof Outcome.Trained trained) {
            succeed(claim, run, trained);
        } else if (outcome instanceof Outcome.Paused paused) {
            pause(claim, recorder, paused.snapshot());
        } else {
            Outage.survive(claim, () -> lifecycle.change(claim.hold(), JobEntity::cancelled));
        }
    }

    /** Without its whole state the job goes on from an earlier one, as after a crash. */
    private void pause(Claim claim, Recorder recorder, Snapshot snapshot) {
        boolean kept = keep(claim, recorder, snapshot);
        Outage.survive(
                claim,
                () -> lifecycle.change(claim.hold(), (job, now) -> {
                    job.stop(now);
                    if (kept) {
                        reservations.letGo(job.getId(), snapshot.step());
                    }
                }));
    }

    private boolean keep(Claim claim, Recorder recorder, Snapshot snapshot) {
        try {
            Outage.survive(claim, diskPatience, () -> {
                recorder.keep(snapshot);
                return true;
            });
            return true;
        } catch (UncheckedIOException e) {
            LOG.error("The state at step {} was not kept", snapshot.step(), e);
            String message = "the state at step " + snapshot.step()
                    + " could not be kept; the job goes on from its last checkpoint";
            Outage.survive(claim, () -> journal.log(claim.hold(), message));
            return false;
        }
    }

    /** A job has succeeded when it has its model and, if one can be made, the subset that its spec asks for. */
    private void succeed(Claim claim, TrainingRun run, Outcome.Trained trained) {
        Hold hold = claim.hold();
        TrainedModel model = Outage.survive(claim, diskPatience, () -> run.export(trained));
        boolean kept = false;
        try {
            Optional<ChosenRows> subset = run.subset(trained);
            kept = Outage.survive(
                    claim,
                    diskPatience,
                    () -> subset.isPresent()
                            ? succeed(claim, model, trained.reason(), subset.get())
                            : succeed(hold, model, trained.reason(), () -> {}));
        } finally {
            if (!kept) {
                models.discardUnlessRecorded(model.id());
            }
        }
    }

    /** What was trained is not lost to a subset that collides with something that came after the job's submission. */
    private boolean succeed(Claim claim, TrainedModel model, @Nullable String reason, ChosenRows subset) {
        Hold hold = claim.hold();
        try {
            return subsets.make(claim.project(), subset, alongside -> succeed(hold, model, reason, alongside));
        } catch (InvalidOptions | NameTaken e) {
            String why = "no subset was made: " + e.getMessage();
            LOG.warn("Of the job {}", why);
            return succeed(hold, model, reason == null ? why : reason + "; " + why, () -> {});
        }
    }

    /**
     * @param alongside runs in the same transaction, if the job succeeds
     * @return whether it has succeeded
     */
    private boolean succeed(Hold hold, TrainedModel model, @Nullable String reason, Runnable alongside) {
        JobState state = lifecycle.change(hold, (job, now) -> {
            job.succeed(model.id(), reason, now);
            if (job.state() == JobState.SUCCEEDED) {
                models.record(model);
                alongside.run();
            }
        });
        return state == JobState.SUCCEEDED;
    }

    private void fail(Claim claim, Throwable cause) {
        Hold hold = claim.hold();
        Job.Failure failure = Failures.of(cause);
        if (failure.code().equals(Failures.INTERNAL)) {
            LOG.error("The job failed by a fault of the service", cause);
        }
        try {
            Outage.survive(claim, () -> lifecycle.change(hold, (job, now) -> job.fail(failure, now)));
        } catch (LeaseLost | JobNotFound e) {
            stopped(e);
        } catch (RuntimeException e) {
            // The lease runs out, and the job is taken up again.
            LOG.error("The job's failure cannot be written down", e);
        }
    }
}
