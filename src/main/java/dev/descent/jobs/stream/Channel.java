package dev.descent.jobs.stream;

import dev.descent.jobs.Event;
import dev.descent.jobs.Subscription;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The newest events of one job, read once for all who follow it. */
final class Channel {
    private static final int KEPT = 1000;
    private static final int UNKNOWN = -1;

    private final String jobId;
    private final EventLog log;
    private final Executor executor;
    private final Wakes wakes;
    private final List<Follower> followers = new CopyOnWriteArrayList<>();

    /** Events (start, end], without gaps. */
    private final Deque<Event> recent = new ArrayDeque<>();

    private long start = UNKNOWN;
    private long end = UNKNOWN;
    private boolean finished;
    private boolean deleted;

    Channel(String jobId, EventLog log, Executor executor) {
        this.jobId = jobId;
        this.log = log;
        this.executor = executor;
        this.wakes = new Wakes(executor, this::read);
    }

    String jobId() {
        return jobId;
    }

    Follower follow(long after, Subscription.Listener listener, Consumer<Follower> onClose) {
        Follower follower = new Follower(this, after, listener, executor, onClose);
        followers.add(follower);
        return follower;
    }

    /** Whether nobody is left. */
    boolean remove(Follower follower) {
        followers.remove(follower);
        return followers.isEmpty();
    }

    void wake() {
        wakes.wake();
    }

    private void read() {
        Optional<EventLog.Head> head = log.head(jobId);
        if (head.isPresent()) {
            readUpTo(head.get().last());
        }
        synchronized (this) {
            deleted = head.isEmpty();
            finished = head.isPresent() && head.get().state().isFinal();
        }
        followers.forEach(Follower::wake);
    }

    private void readUpTo(long last) {
        long from;
        synchronized (this) {
            if (start == UNKNOWN || last - end > KEPT) {
                recent.clear();
                start = last;
                end = last;
            }
            from = end;
        }
        if (from < last) {
            List<Event> fresh = log.after(jobId, from, KEPT);
            synchronized (this) {
                for (Event event : fresh) {
                    recent.add(event);
                    end = event.seq();
                }
                while (recent.size() > KEPT) {
                    start = recent.remove().seq();
                }
            }
        }
    }

    /** What follows {@code seq}, or null if that is no longer, or not yet, kept here. */
    synchronized @Nullable List<Event> after(long seq) {
        if (start == UNKNOWN || seq < start) {
            return null;
        }
        return recent.stream().filter(event -> event.seq() > seq).toList();
    }

    List<Event> stored(long seq, int limit) {
        return log.after(jobId, seq, limit);
    }

    /** Whether nothing that is not yet stored can follow {@code seq}: a transition to a final state is the last event. */
    synchronized boolean isOver(long seq) {
        return deleted || (finished && seq >= end);
    }
}
