package dev.descent.jobs.stream;

import dev.descent.database.DatabaseOutage;
import dev.descent.jobs.Subscription;
import dev.descent.jobs.stream.Announcements.Topic;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Hands new events to whoever follows a job. New rows of a job are read once for all its followers; a follower that is
 * slow reads what it missed from the table, at its own pace.
 */
@Component
public class Feed implements DisposableBean {
    private static final Logger LOG = LoggerFactory.getLogger(Feed.class);
    private static final int THREADS = 8;

    private final EventLog log;
    private final ExecutorService pool;
    private final Map<String, Channel> channels = new ConcurrentHashMap<>();

    public Feed(EventLog log, Announcements announcements) {
        this.log = log;
        AtomicInteger count = new AtomicInteger();
        pool = Executors.newFixedThreadPool(THREADS, work -> {
            Thread thread = new Thread(work, "feed-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        announcements.on(Topic.EVENTS, this::wake);
        announcements.onCatchUp(() -> channels.values().forEach(Channel::wake));
    }

    /** Every event with a number greater than {@code after}, those that exist and those to come. */
    public Subscription subscribe(String jobId, long after, Subscription.Listener listener) {
        Follower[] added = new Follower[1];
        Channel channel = channels.compute(jobId, (id, existing) -> {
            Channel open = existing == null ? new Channel(id, log, quietly(pool)) : existing;
            added[0] = open.follow(after, listener, this::leave);
            return open;
        });
        channel.wake();
        return added[0];
    }

    private void wake(String jobId) {
        Channel channel = channels.get(jobId);
        if (channel != null) {
            channel.wake();
        }
    }

    private void leave(Follower follower) {
        channels.computeIfPresent(
                follower.channel().jobId(),
                (id, channel) -> channel == follower.channel() && channel.remove(follower) ? null : channel);
    }

    private static Executor quietly(ExecutorService pool) {
        return work -> {
            try {
                pool.execute(() -> {
                    try {
                        work.run();
                    } catch (RuntimeException e) {
                        boolean passes = DatabaseOutage.isBehind(e);
                        LOG.warn("Cannot read new events; trying again soon: {}", e.getMessage(), passes ? null : e);
                    }
                });
            } catch (RejectedExecutionException e) {
                LOG.debug("Events are no longer handed out: the process ends");
            }
        };
    }

    @Override
    public void destroy() throws InterruptedException {
        pool.shutdownNow();
        if (!pool.awaitTermination(5, TimeUnit.SECONDS)) {
            LOG.warn("A follower of events is still blocked");
        }
    }
}
