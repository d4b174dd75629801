package dev.descent.jobs.queue;

import dev.descent.database.DatabaseOutage;
import dev.descent.jobs.lifecycle.Hold;
import dev.descent.jobs.run.Claim;
import dev.descent.jobs.run.Execution;
import dev.descent.jobs.stream.Announcements;
import dev.descent.jobs.stream.Announcements.Topic;
import dev.descent.jobs.sweep.Leftovers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
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

    private static final String SHUT_DOWN = "its worker shut down";

    private final WorkerSettings settings;
    private final Queue queue;
    private final Execution execution;
    private final Leftovers leftovers;
    private final Claims claims = new Claims();
    private final Heartbeat heartbeat;
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private volatile boolean running;
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
        this.heartbeat = new Heartbeat(settings, queue, claims);
        announcements.on(Topic.QUEUE, job -> look());
        announcements.on(Topic.CONTROL, claims::control);
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
                claim.ifPresent(claims::lease);
                claim.ifPresent(execution::execute);
                if (settings.assignment() != null) {
                    afterAssignment.run();
                    return;
                }
                worked = claim.isPresent();
            } catch (RuntimeException | Error e) {
                LOG.warn("Cannot take a job; trying again: {}", e.getMessage(), DatabaseOutage.isBehind(e) ? null : e);
            } finally {
                taken.forEach(claims::release);
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

    private void hold(Claim claim) {
        claims.hold(claim);
        if (!running) {
            claim.control().end();
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
        heartbeat.start();
        running = true;
        for (int i = 0; i < settings.threads(); i++) {
            Thread thread = new Thread(this::work, "worker-" + (i + 1));
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
    }

    /**
     * Has all jobs keep their state and go back to the queue, and waits for that, but not for ever: those that are not done
     * then go back without it.
     */
    @Override
    public void stop() {
        running = false;
        look();
        if (busy() > 0) {
            LOG.info("The process ends: {} jobs keep their state and go back to the queue", busy());
        }
        claims.held().forEach(claim -> claim.control().end());
        long end = System.nanoTime() + settings.patience().toNanos();
        try {
            for (Thread thread : threads) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                thread.join(Math.max(1, left));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        handOver();
        heartbeat.stop();
        threads.clear();
    }

    /** An upload that nothing interrupts must not cost the job a lease, nor be counted as a crash. */
    private void handOver() {
        try {
            for (Claim claim : claims.held()) {
                Hold hold = claim.hold();
                LOG.warn("{} did not stop in time; it goes back to the queue", hold.jobId());
                queue.takeBack(new Assignment(hold.jobId(), hold.attempt()), SHUT_DOWN, false);
                claim.control().lose();
            }
        } catch (RuntimeException e) {
            LOG.warn("{} jobs keep their leases until those run out: {}", busy(), e.getMessage());
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** How many jobs train now. */
    public int busy() {
        return claims.held().size();
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
            if (heartbeat.isDead()) {
                dead.add("heartbeat");
            }
        }
        return new Vitals(settings.name(), settings.threads(), busy(), dead, heartbeat.sinceLast());
    }
}
