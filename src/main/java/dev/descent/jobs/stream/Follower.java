package dev.descent.jobs.stream;

import dev.descent.jobs.Event;
import dev.descent.jobs.Subscription;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One who follows a job, with the number of the event that was delivered last. */
final class Follower implements Subscription {
    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);
    private static final int PAGE = 500;

    private final Channel channel;
    private final Listener listener;
    private final Consumer<Follower> onClose;
    private final Wakes wakes;
    private volatile boolean closed;
    /** Touched by one task at a time. */
    private long delivered;

    Follower(Channel channel, long after, Listener listener, Executor executor, Consumer<Follower> onClose) {
        this.channel = channel;
        this.delivered = after;
        this.listener = listener;
        this.onClose = onClose;
        this.wakes = new Wakes(executor, this::drain);
    }

    Channel channel() {
        return channel;
    }

    void wake() {
        if (!closed) {
            wakes.wake();
        }
    }

    private void drain() {
        while (!closed) {
            // Asked first: what is added between the two questions wakes again.
            boolean over = channel.isOver(delivered);
            List<Event> events = next();
            if (events.isEmpty()) {
                if (over) {
                    close();
                    listener.ended();
                }
                return;
            }
            try {
                listener.events(events);
            } catch (Exception e) {
                LOG.debug("A follower left: {}", e.toString());
                close();
            }
            delivered = events.get(events.size() - 1).seq();
        }
    }

    private List<Event> next() {
        List<Event> recent = channel.after(delivered);
        return recent == null ? channel.stored(delivered, PAGE) : recent;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            onClose.accept(this);
        }
    }
}
