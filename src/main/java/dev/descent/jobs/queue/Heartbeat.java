package dev.descent.jobs.queue;

import dev.descent.jobs.run.Claim;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that renews the leases of this process's jobs, and takes those back whose workers have vanished.
 *
 * <p>While the database does not answer, all leases run out, and none of their holders has vanished: each process gives the
 * others a whole lease to come back. Meanwhile it goes on with its own jobs. If another had one by then, it would learn that
 * from the next answer, and could have written nothing, because writes are fenced.
 */
final class Heartbeat {
    private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);

    private final WorkerSettings settings;
    private final Queue queue;
    private final Claims claims;
    /** Since when the database has answered every heartbeat; empty while it does not. */
    private OptionalLong reachableSince = OptionalLong.empty();
    /** Whether the last heartbeat failed: the log tells of the first in a row. */
    private boolean troubled;

    private volatile ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor();
    /** Done when the heart has stopped: an error ends a repeated task for good. */
    private volatile Future<?> beats = CompletableFuture.completedFuture(null);

    private volatile long lastBeat = System.nanoTime();

    Heartbeat(WorkerSettings settings, Queue queue, Claims claims) {
        this.settings = settings;
        this.queue = queue;
        this.claims = claims;
    }

    void start() {
        reachableSince = OptionalLong.empty();
        heart = Executors.newSingleThreadScheduledExecutor();
        lastBeat = System.nanoTime();
        long interval = Math.max(1, settings.lease().toMillis() / 3);
        beats = heart.scheduleWithFixedDelay(this::beat, 0, interval, TimeUnit.MILLISECONDS);
    }

    void stop() {
        heart.shutdownNow();
    }

    boolean isDead() {
        return heart.isShutdown() || beats.isDone();
    }

    /** How long the database has not answered. */
    Duration sinceLast() {
        return Duration.ofNanos(System.nanoTime() - lastBeat);
    }

    private void beat() {
        try {
            long before = System.nanoTime();
            List<Claim> held = claims.leased();
            renew(held);
            reached(before);
            if (settings.assignment() == null
                    && before - reachableSince.getAsLong() >= settings.lease().toNanos()) {
                // Not from itself: its own are renewed, however long that took to come this far.
                queue.takeBackExpired(
                        held.stream().map(claim -> claim.hold().jobId()).toList());
            }
        } catch (RuntimeException e) {
            if (!troubled) {
                LOG.warn("Cannot renew leases; trying again: {}", e.getMessage());
            }
            troubled = true;
            reachableSince = OptionalLong.empty();
        } catch (Error e) {
            LOG.error("The thread that renews leases ends; the process must be started anew", e);
            throw e;
        }
    }

    private void reached(long at) {
        if (troubled) {
            LOG.info("The database answers again, after {} s", sinceLast().toSeconds());
        }
        troubled = false;
        reachableSince = OptionalLong.of(reachableSince.orElse(at));
        lastBeat = System.nanoTime();
    }

    /** Also of none: only an answer tells that the database is there. */
    private void renew(List<Claim> held) {
        Map<String, Queue.Beat> answers = new HashMap<>();
        List<String> ids = held.stream().map(claim -> claim.hold().jobId()).toList();
        queue.beat(settings.name(), settings.lease(), ids).forEach(beat -> answers.put(beat.jobId(), beat));
        held.forEach(claim -> apply(claim, answers.get(claim.hold().jobId())));
    }

    private void apply(Claim claim, Queue.@Nullable Beat beat) {
        if (beat != null && beat.attempt() == claim.hold().attempt()) {
            Claims.obey(claim.control(), beat.state());
        } else if (claims.isLeased(claim)) {
            // It did not just end: somebody else has it.
            claim.control().lose();
        }
    }
}
