package dev.descent.jobs.run;

import dev.descent.artifacts.Checkpoints;
import dev.descent.database.DatabaseOutage;
import dev.descent.jobs.lifecycle.LeaseLost;
import dev.descent.jobs.metrics.MetricPoint;
import dev.descent.jobs.stream.EventLog;
import dev.descent.training.Observer;
import dev.descent.training.Snapshot;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Follows one training run: collects its metrics and writes them down together, and passes on what clients wish.
 *
 * <p>The first metrics are written at once, so that clients see them; later ones by the clock of {@link Recorders}, on
 * another thread, or by the training thread when too many wait.
 */
final class Recorder implements Observer {
    private static final Logger LOG = LoggerFactory.getLogger(Recorder.class);
    private static final int MOST_WAITING = 1000;
    /** Training waits for the database when so many do. */
    private static final int TOO_MANY_WAITING = 100_000;

    private static final Duration PROGRESS = Duration.ofSeconds(1);

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Claim claim;
    private final Journal journal;
    private final SnapshotFiles files;
    private final Charges charges;
    private final RunMeters meters;
    private final Pace pace;
    private final int kept;
    private final @Nullable Duration timeLimit;
    private final Clock clock;
    private final Instant began;
    private final Map<String, Long> recorded;
    private final ObjectNode latest;
    private final Object writing = new Object();

    private final List<EventLog.Entry> entries = new ArrayList<>();
    private final List<MetricPoint> points = new ArrayList<>();
    private boolean wroteAny;
    /** The number of the last write; guarded by {@code writing}, as is the next. */
    private long writes;
    /** The write of which it is not known whether it has happened. */
    private Journal.@Nullable Write doubtful;
    /** Whether the last write found no database: then only the clock's thread looks whether it is back. */
    private volatile boolean outOfReach;
    /** Whether the last checkpoint was passed over: clients are told of the first in a row. */
    private boolean passedOver;

    private long writtenStep;
    private Instant written;
    private volatile long step;
    private long charged;

    Recorder(
            Claim claim,
            Journal journal,
            Checkpoints checkpoints,
            Charges charges,
            RunMeters meters,
            int kept,
            @Nullable Duration timeLimit,
            long firstStep,
            Clock clock) {
        this.claim = claim;
        this.journal = journal;
        this.files = new SnapshotFiles(checkpoints, claim);
        this.charges = charges;
        this.meters = meters;
        this.pace = new Pace(meters, firstStep, System.nanoTime());
        this.kept = kept;
        this.timeLimit = timeLimit;
        this.clock = clock;
        this.began = clock.instant();
        this.step = firstStep;
        this.writtenStep = firstStep;
        this.written = began;
        String jobId = claim.hold().jobId();
        // A run that goes on after a crash measures again what came after its checkpoint. Unless that was withdrawn, it
        // finds the same values, which clients have seen.
        this.recorded = claim.hold().attempt() == 1 ? new HashMap<>() : new HashMap<>(journal.lastSteps(jobId));
        this.writes = journal.lastWrite(jobId);
        this.latest = (ObjectNode) JSON.readTree(journal.latestMetrics(jobId));
    }

    @Override
    public Signal signal(long stepsTaken) {
        step = stepsTaken;
        Signal wished = claim.control().signal();
        if (wished == Signal.CONTINUE && timeLimit != null && trained().compareTo(timeLimit) >= 0) {
            return Signal.FINISH;
        }
        return wished;
    }

    private Duration trained() {
        return claim.trained().plus(Duration.between(began, clock.instant()));
    }

    @Override
    public void charge(long next) {
        if (next >= charged) {
            charged = Outage.survive(claim, () -> charges.charge(claim.hold(), next));
        }
    }

    @Override
    public void metrics(long stepsTaken, double epoch, Map<String, Double> values) {
        step = stepsTaken;
        boolean writeNow;
        boolean tooMany;
        synchronized (this) {
            add(stepsTaken, epoch, values);
            writeNow = !outOfReach && (!wroteAny || points.size() >= MOST_WAITING);
            tooMany = points.size() >= TOO_MANY_WAITING;
        }
        if (tooMany) {
            Outage.survive(claim, this::write);
        } else if (writeNow) {
            tryWrite();
        }
    }

    private void add(long stepsTaken, double epoch, Map<String, Double> values) {
        Map<String, Double> fresh = new LinkedHashMap<>(values);
        fresh.keySet().removeIf(name -> recorded.getOrDefault(name, Long.MIN_VALUE) >= stepsTaken);
        if (fresh.isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("step", stepsTaken);
        data.put("epoch", epoch);
        data.put("at", now.toString());
        ObjectNode numbers = data.putObject("values");
        fresh.forEach((name, value) -> {
            points.add(new MetricPoint(name, stepsTaken, value));
            put(numbers, name, value);
            put(latest, name, value);
        });
        entries.add(new EventLog.Entry("metrics", data, now));
    }

    /** JSON has no NaN and no infinity. */
    static void put(ObjectNode object, String name, double value) {
        if (Double.isFinite(value)) {
            object.put(name, value);
        } else {
            object.putNull(name);
        }
    }

    /** One that cannot be kept is passed over: a later one serves as well, and training need not wait. */
    @Override
    public void checkpoint(Snapshot snapshot) {
        if (outOfReach) {
            passOver(snapshot, "the database cannot be reached");
            return;
        }
        if (files.isAway()) {
            passOver(snapshot, SnapshotFiles.AWAY);
            return;
        }
        try {
            keep(snapshot);
            passedOver = false;
        } catch (UncheckedIOException e) {
            passOver(snapshot, SnapshotFiles.reason(e));
            LOG.warn("A checkpoint cannot be kept", e);
        } catch (DataAccessException | TransactionException e) {
            if (!DatabaseOutage.isBehind(e)) {
                throw e;
            }
            outOfReach = true;
            passOver(snapshot, "the database cannot be reached");
        } finally {
            files.forget();
        }
    }

    private void passOver(Snapshot snapshot, String why) {
        if (!passedOver) {
            passedOver = true;
            synchronized (this) {
                entries.add(EventLog.Entry.log("the checkpoint of step " + snapshot.step() + " was passed over: " + why
                        + "; training goes on, and the next one is tried"));
            }
        }
    }

    /** Keeps what a run ends with. */
    void keep(Snapshot snapshot) {
        step = snapshot.step();
        write();
        Checkpoints.Stored stored = files.write(snapshot);
        for (Checkpoints.Stored old : journal.checkpoint(claim.hold(), stored, kept)) {
            if (!old.file().equals(stored.file())) {
                files.delete(old);
            }
        }
    }

    /** Writes what waits, and from time to time the progress; called from other threads. */
    void tick() {
        pace.look(step, System.nanoTime(), false);
        synchronized (this) {
            boolean stepsWait = step != writtenStep
                    && Duration.between(written, clock.instant()).compareTo(PROGRESS) >= 0;
            if (entries.isEmpty() && !stepsWait) {
                return;
            }
        }
        tryWrite();
    }

    /** The run goes no further. */
    void ended() {
        pace.look(step, System.nanoTime(), true);
    }

    Claim claim() {
        return claim;
    }

    /** Writes what waits; if the database cannot be reached it goes on waiting. */
    private void tryWrite() {
        try {
            write();
        } catch (LeaseLost e) {
            claim.control().lose();
        } catch (DataAccessException | TransactionException e) {
            outOfReach = DatabaseOutage.isBehind(e);
            LOG.warn("Metrics cannot be written now; trying again: {}", e.getMessage());
        }
    }

    /**
     * Writes all that waits. When this returns it is stored.
     *
     * @throws LeaseLost if the job belongs to another worker
     */
    void write() {
        synchronized (writing) {
            if (doubtful != null) {
                store(doubtful);
            }
            Journal.Write next;
            synchronized (this) {
                next = new Journal.Write(
                        writes + 1,
                        new Journal.Progress(step, trained(), latest.deepCopy()),
                        List.copyOf(entries),
                        List.copyOf(points));
            }
            store(next);
        }
    }

    /** A commit whose answer was lost may have happened: until one that came is known, the same is tried again. */
    private void store(Journal.Write next) {
        doubtful = next;
        long before = System.nanoTime();
        journal.write(claim.hold(), next);
        meters.wrote(next.entries().size(), next.points().size(), System.nanoTime() - before);
        doubtful = null;
        writes = next.number();
        outOfReach = false;
        synchronized (this) {
            entries.subList(0, next.entries().size()).clear();
            points.subList(0, next.points().size()).clear();
            wroteAny |= !next.entries().isEmpty();
            writtenStep = next.progress().step();
            written = clock.instant();
        }
    }
}
