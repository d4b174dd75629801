package dev.descent.database;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a query answers, for those who watch: asked for again when it is some seconds old, by a thread of its own, so that
 * nobody waits long for a database that is away.
 */
public final class Sampled<T> {
    private static final long FRESH_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long PATIENCE_NANOS = Duration.ofSeconds(1).toNanos();
    /** An answer is given out this long if the next one is late. */
    private static final long STALE_NANOS = Duration.ofSeconds(30).toNanos();

    private record Answer<T>(T value, long at) {}

    private final Supplier<T> query;
    private final LongSupplier clock;
    private final ThreadPoolExecutor thread;
    private CompletableFuture<Answer<T>> asked = CompletableFuture.failedFuture(new TimeoutException("nobody asked"));
    private long askedAt;
    private @Nullable Answer<T> last;

    /** @param name of the thread */
    public Sampled(String name, Supplier<T> query) {
        this(name, query, System::nanoTime);
    }

    Sampled(String name, Supplier<T> query, LongSupplier clock) {
        this.query = query;
        this.clock = clock;
        this.askedAt = clock.getAsLong() - FRESH_NANOS;
        thread = new ThreadPoolExecutor(0, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread made = new Thread(task, name);
            made.setDaemon(true);
            return made;
        });
    }

    /** A recent answer; empty while there is none, because the query fails or takes too long. */
    public synchronized Optional<T> get() {
        long now = clock.getAsLong();
        if (asked.isDone() && now - askedAt >= FRESH_NANOS) {
            askedAt = now;
            asked = CompletableFuture.supplyAsync(() -> new Answer<>(query.get(), clock.getAsLong()), thread);
        }
        try {
            // All who ask while a query is late wait for the same second, not each for one of its own.
            last = asked.get(Math.max(0, askedAt + PATIENCE_NANOS - now), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            last = null;
        } catch (TimeoutException e) {
            if (last != null && now - last.at() >= STALE_NANOS) {
                last = null;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Optional.ofNullable(last).map(Answer::value);
    }
}
