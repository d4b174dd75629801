package dev.descent.webhooks;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** The threads of this process that send: one looks for what is due and hands it to the others. */
@Component
class Dispatcher implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    /** How many requests are under way at once. They wait for receivers and need no processor. */
    static final int SENDERS = 16;
    /** How many of them to one webhook: a slow receiver keeps the others waiting for its own messages alone. */
    static final int SENDERS_OF_ONE = 2;

    private static final long LOOK_MILLIS = 1000;
    private static final Duration BETWEEN_EXPIRIES = Duration.ofMinutes(1);
    private static final long PATIENCE_SECONDS = 5;

    private final DeliveryQueue queue;
    private final Sender sender;
    private final Clock clock;
    private final boolean serves;
    private final Object lock = new Object();
    /** How many requests are under way, by webhook; guarded by the lock, as is the number of those that have ended. */
    private final Map<String, Integer> underWay = new HashMap<>();

    private long ended;
    private volatile boolean running;
    private Instant nextExpiry = Instant.MIN;
    private ExecutorService pool = Executors.newFixedThreadPool(SENDERS);
    private @Nullable Thread dispatcher;

    Dispatcher(DeliveryQueue queue, Sender sender, Clock clock, @Value("${descent.role}") String role) {
        this.queue = queue;
        this.sender = sender;
        this.clock = clock;
        this.serves = !role.equalsIgnoreCase("worker");
    }

    private void dispatch() {
        while (running) {
            long seen = endedSoFar();
            boolean found = false;
            try {
                found = sendSome();
                expireSometimes();
            } catch (RuntimeException e) {
                LOG.warn("Cannot look for deliveries of webhooks; trying again: {}", e.getMessage());
            }
            if (!found) {
                await(seen);
            }
        }
    }

    private boolean sendSome() {
        int free;
        List<String> busy;
        synchronized (lock) {
            free = SENDERS - underWay.values().stream().mapToInt(n -> n).sum();
            busy = underWay.entrySet().stream()
                    .filter(entry -> entry.getValue() >= SENDERS_OF_ONE)
                    .map(Map.Entry::getKey)
                    .toList();
        }
        List<Claimed> claimed = free == 0 ? List.of() : queue.claim(free, busy);
        synchronized (lock) {
            claimed.forEach(delivery -> underWay.merge(delivery.webhook(), 1, Integer::sum));
        }
        claimed.forEach(delivery -> pool.execute(() -> send(delivery)));
        return !claimed.isEmpty();
    }

    private void send(Claimed delivery) {
        try {
            Outcome outcome = sender.send(delivery);
            // What failed because the process ends is sent again by another.
            if (running || outcome.arrived()) {
                queue.record(delivery, outcome);
            }
        } catch (RuntimeException e) {
            LOG.warn("Delivery {} to {} will be sent again", delivery.id(), delivery.webhook(), e);
        } finally {
            synchronized (lock) {
                underWay.computeIfPresent(delivery.webhook(), (id, n) -> n == 1 ? null : n - 1);
                ended++;
                lock.notifyAll();
            }
        }
    }

    private void expireSometimes() {
        Instant now = clock.instant();
        if (now.isAfter(nextExpiry)) {
            boolean more = queue.expire();
            nextExpiry = more ? Instant.MIN : now.plus(BETWEEN_EXPIRIES);
        }
    }

    private long endedSoFar() {
        synchronized (lock) {
            return ended;
        }
    }

    private void await(long seen) {
        synchronized (lock) {
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS);
            try {
                for (long left = LOOK_MILLIS;
                        running && ended == seen && left > 0;
                        left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())) {
                    lock.wait(left);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                running = false;
            }
        }
    }

    /** A process that only works sends nothing: it may be where the Internet cannot be reached. */
    @Override
    public boolean isAutoStartup() {
        return serves;
    }

    @Override
    public void start() {
        running = true;
        pool = Executors.newFixedThreadPool(SENDERS, task -> daemon(task, "webhook-sender"));
        Thread thread = daemon(this::dispatch, "webhook-dispatcher");
        thread.start();
        dispatcher = thread;
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** What is under way may end, but not for long; what then has not is sent by another process, perhaps again. */
    @Override
    public void stop() {
        running = false;
        synchronized (lock) {
            lock.notifyAll();
        }
        Thread thread = dispatcher;
        try {
            if (thread != null) {
                thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
            }
            pool.shutdown();
            if (!pool.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                LOG.info("Some requests to webhooks did not end in time; they will be sent again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
