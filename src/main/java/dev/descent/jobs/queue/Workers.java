package dev.descent.jobs.queue;

import dev.descent.database.DatabaseOutage;
import dev.descent.jobs.JobState;
import dev.descent.jobs.run.Claim;
import dev.descent.jobs.run.Control;
import dev.descent.jobs.run.Execution;
import dev.descent.jobs.stream.Announcements;
import dev.descent.jobs.stream.Announcements.Topic;
import dev.descent.jobs.sweep.Leftovers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** The threads of this process that train. */
@Component
public class Workers implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);
    /** How often to look for work without being told. */
    private static final long LOOK_MILLIS = 5000;

    private final WorkerSettings settings;
    private final Queue queue;
    private final Execution execution;
    private final Leftovers leftovers;
    /** Jobs that are taken or just being taken: clients' wishes find them here. */
    private final Map<String, Claim> claims = new ConcurrentHashMap<>();
    /** Those of them whose leases are in the database: a heartbeat that came earlier would take them for lost. */
    private final Set<Claim> leased = ConcurrentHashMap.newKeySet();

    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private volatile boolean running;
    /** Since when the database has answered every heartbeat; empty while it does not. */
    private OptionalLong reachableSince = OptionalLong.empty();
    /** Whether the last heartbeat failed: the log tells of the first in a row. */
    private boolean troubled;

    private volatile ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor();
    /** Done when the heart has stopped: an error ends a repeated task for good. */
    private volatile Future<?> beats = CompletableFuture.completedFuture(null);

    private volatile long lastBeat = System.nanoTime();
    private final Object news = new Object();
    private long newsCount;
    private Runnable afterAssignment = () -> {};

    public Workers(
            WorkerSettings settings,
            Queue queue,
            Execution execution,
            Leftovers leftovers,
            Announcements announcements) {
        this.settings = settings;
        this.queue = queue;
        this.execution = execution;
        this.leftovers = leftovers;
        announcements.on(Topic.QUEUE, job -> look());
        announcements.on(Topic.CONTROL, this::control);
        announcements.onCatchUp(this::look);
    }

    private void work() {
        while (running && !Thread.currentThread().isInterrupted()) {
            long seen = newsSoFar();
            boolean worked = false;
            List<Claim> taken = new ArrayList<>();
            try {
                Optional<Claim> claim = claim(next -> {
                    taken.add(next);
                    hold(next);
                });
                claim.ifPresent(leased::add);
                claim.ifPresent(execution::execute);
                if (settings.assignment() != null) {
                    afterAssignment.run();
                    return;
                }
                worked = claim.isPresent();
            } catch (RuntimeException | Error e) {
                LOG.warn("Cannot take a job; trying again: {}", e.getMessage(), DatabaseOutage.isBehind(e) ? null : e);
            } finally {
                taken.forEach(this::release);
            }
            if (!worked) {
                awaitNews(seen);
            }
        }
    }

    private Optional<Claim> claim(Consumer<Claim> onClaim) {
        Assignment assignment = settings.assignment();
        if (assignment == null) {
            return queue.claim(settings.name(), settings.lease(), onClaim);
        }
        Optional<Claim> claim = queue.claim(assignment, settings.name(), settings.lease(), onClaim);
        if (claim.isEmpty()) {
            LOG.info("{} does not wait for attempt {} any more", assignment.jobId(), assignment.attempt());
        }
        return claim;
    }

    /** What to do when the only job that this process may take is done with, or was not to be had. */
    void afterAssignment(Runnable task) {
        afterAssignment = task;
    }

    private void release(Claim claim) {
        leased.remove(claim);
        claims.remove(claim.hold().jobId(), claim);
    }

    private void hold(Claim claim) {
        claims.put(claim.hold().jobId(), claim);
        if (!running) {
            claim.control().pause();
        }
    }

    /** A client wants a job to stop: the text is its id and its new state. */
    private void control(String text) {
        String[] words = text.split(" ");
        Claim claim = claims.get(words[0]);
        if (claim != null) {
            obey(claim.control(), JobState.ofWire(words[1]));
        }
    }

    private static void obey(Control control, JobState state) {
        if (state == JobState.CANCELLING) {
            control.cancel();
        } else if (state == JobState.PAUSING) {
            control.pause();
        }
    }

    /**
     * While the database does not answer, all leases run out, and none of their holders has vanished: each process gives
     * the others a whole lease to come back. Meanwhile it goes on with its own jobs. If another had one by then, it would
     * learn that from the next answer, and could have written nothing, because writes are fenced.
     */
    private void beat() {
        try {
            long before = System.nanoTime();
            renew(List.copyOf(leased));
            reached(before);
            if (settings.assignment() == null
                    && before - reachableSince.getAsLong() >= settings.lease().toNanos()) {
                queue.takeBackExpired();
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
            LOG.info(
                    "The database answers again, after {} s",
                    vitals().sinceBeat().toSeconds());
        }
        troubled = false;
        reachableSince = OptionalLong.of(reachableSince.orElse(at));
        lastBeat = System.nanoTime();
    }

    /** Also of none: only an answer tells that the database is there. */
    private void renew(List<Claim> held) {
        Map<String, Queue.Beat> beats = new HashMap<>();
        List<String> ids = held.stream().map(claim -> claim.hold().jobId()).toList();
        queue.beat(settings.name(), settings.lease(), ids).forEach(beat -> beats.put(beat.jobId(), beat));
        held.forEach(claim -> apply(claim, beats.get(claim.hold().jobId())));
    }

    private void apply(Claim claim, Queue.@Nullable Beat beat) {
        if (beat != null && beat.attempt() == claim.hold().attempt()) {
            obey(claim.control(), beat.state());
        } else if (leased.contains(claim)) {
            // It did not just end: somebody else has it.
            claim.control().lose();
        }
    }

    /** There may be a job to take. */
    private void look() {
        synchronized (news) {
            newsCount++;
            news.notifyAll();
        }
    }

    private long newsSoFar() {
        synchronized (news) {
            return newsCount;
        }
    }

    private void awaitNews(long seen) {
        synchronized (news) {
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS);
            while (running && newsCount == seen) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0) {
                    return;
                }
                try {
                    news.wait(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }
    }

    /** A process without threads that train takes jobs back as well: no job waits for a worker that is gone. */
    @Override
    public void start() {
        if (settings.alone()) {
            queue.takeBackAll();
            leftovers.deleteAll();
        }
        if (settings.assignment() == null) {
            leftovers.start();
        }
        reachableSince = OptionalLong.empty();
        heart = Executors.newSingleThreadScheduledExecutor();
        lastBeat = System.nanoTime();
        long interval = Math.max(1, settings.lease().toMillis() / 3);
        beats = heart.scheduleWithFixedDelay(this::beat, 0, interval, TimeUnit.MILLISECONDS);
        running = true;
        for (int i = 0; i < settings.threads(); i++) {
            Thread thread = new Thread(this::work, "worker-" + (i + 1));
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
    }

    /** Has all jobs keep their state and go back to the queue, and waits for that, but not for ever. */
    @Override
    public void stop() {
        running = false;
        look();
        if (!claims.isEmpty()) {
            LOG.info("The process ends: {} jobs keep their state and go back to the queue", claims.size());
        }
        claims.values().forEach(claim -> claim.control().pause());
        long end = System.nanoTime() + settings.patience().toNanos();
        try {
            for (Thread thread : threads) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                thread.join(Math.max(1, left));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        heart.shutdownNow();
        threads.clear();
        if (!claims.isEmpty()) {
            LOG.warn("{} jobs did not stop in time; they will be taken up again", claims.size());
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** How many jobs train now. */
    public int busy() {
        return claims.size();
    }

    /**
     * What can be seen of this process's threads.
     *
     * @param dead the names of those that have ended although they should run
     * @param sinceBeat how long the database has not answered a heartbeat
     */
    public record Vitals(String name, int threads, int busy, List<String> dead, Duration sinceBeat) {}

    public Vitals vitals() {
        List<String> dead = new ArrayList<>();
        if (running) {
            threads.stream()
                    .filter(thread -> !thread.isAlive())
                    .map(Thread::getName)
                    .forEach(dead::add);
            if (heart.isShutdown() || beats.isDone()) {
                dead.add("heartbeat");
            }
        }
        Duration since = Duration.ofNanos(System.nanoTime() - lastBeat);
        return new Vitals(settings.name(), settings.threads(), busy(), dead, since);
    }
}
