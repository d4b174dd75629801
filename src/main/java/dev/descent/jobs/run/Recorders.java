package dev.descent.jobs.run;

import dev.descent.artifacts.Checkpoints;
import dev.descent.jobs.JobSpec;
import dev.descent.jobs.lifecycle.LogContext;
import dev.descent.training.Snapshot;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/** The recorders of all runs of this process, and the thread that has them write. */
@Component
class Recorders implements DisposableBean {
    private static final Logger LOG = LoggerFactory.getLogger(Recorders.class);
    /** So often a job's metrics are written: few enough commits, and soon enough for the eye. */
    private static final long TICK_MILLIS = 150;

    private final Journal journal;
    private final Checkpoints checkpoints;
    private final Charges charges;
    private final RunMeters meters;
    private final Clock clock;
    private final Set<Recorder> open = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "recorders");
        thread.setDaemon(true);
        return thread;
    });

    Recorders(Journal journal, Checkpoints checkpoints, Charges charges, RunMeters meters, Clock clock) {
        this.journal = journal;
        this.checkpoints = checkpoints;
        this.charges = charges;
        this.meters = meters;
        this.clock = clock;
        var unused = ticker.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    Recorder open(Claim claim, JobSpec spec, Optional<Snapshot> from) {
        Recorder recorder = new Recorder(
                claim,
                journal,
                checkpoints,
                charges,
                meters,
                spec.training().checkpoints().keep(),
                spec.training().duration().timeLimit(),
                from.map(Snapshot::step).orElse(0L),
                clock);
        open.add(recorder);
        return recorder;
    }

    void close(Recorder recorder) {
        open.remove(recorder);
        recorder.ended();
    }

    private void tick() {
        for (Recorder recorder : open) {
            Claim claim = recorder.claim();
            LogContext.about(claim.project(), claim.hold(), () -> tick(recorder));
        }
    }

    private static void tick(Recorder recorder) {
        try {
            recorder.tick();
        } catch (RuntimeException e) {
            LOG.warn("Metrics cannot be written", e);
        }
    }

    @Override
    public void destroy() {
        ticker.shutdownNow();
    }
}
