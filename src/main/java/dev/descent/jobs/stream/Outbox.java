package dev.descent.jobs.stream;

import dev.descent.jobs.stream.Announcements.Topic;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Announcements on their way to other processes, sent by a thread of its own, all that wait at once.
 *
 * <p>PostgreSQL lets transactions with a NOTIFY commit only one after the other, each with its own write to the disk. So
 * none is sent in a transaction that changes something. What is lost with the process, others find when they look.
 */
final class Outbox {
    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
    private static final long STOP_MILLIS = 2000;

    /** @param topic null to end */
    private record Letter(@Nullable Topic topic, String text) {}

    private final JdbcClient jdbc;
    private final String process;
    private final BlockingQueue<Letter> letters = new LinkedBlockingQueue<>();
    private @Nullable Thread thread;

    Outbox(JdbcClient jdbc, String process) {
        this.jdbc = jdbc;
        this.process = process;
    }

    void add(Topic topic, String text) {
        letters.add(new Letter(topic, text));
    }

    synchronized void start() {
        Thread sender = new Thread(this::run, "announcements-out");
        sender.setDaemon(true);
        sender.start();
        thread = sender;
    }

    /** What waits is sent before. */
    synchronized void stop() {
        letters.add(new Letter(null, ""));
        Thread sender = thread;
        if (sender != null) {
            try {
                sender.join(STOP_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void run() {
        try {
            boolean ended = false;
            while (!ended) {
                Set<Letter> waiting = new LinkedHashSet<>();
                waiting.add(letters.take());
                letters.drainTo(waiting);
                ended = waiting.removeIf(letter -> letter.topic() == null);
                send(waiting);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(Set<Letter> waiting) {
        if (waiting.isEmpty()) {
            return;
        }
        String[] channels = waiting.stream()
                .map(Letter::topic)
                .map(topic -> topic == null ? "" : topic.channel())
                .toArray(String[]::new);
        String[] texts =
                waiting.stream().map(letter -> process + " " + letter.text()).toArray(String[]::new);
        try {
            jdbc.sql("select pg_notify(channel, text) from unnest(?, ?) as letter (channel, text)")
                    .params(channels, texts)
                    .query((row, n) -> n)
                    .list();
        } catch (DataAccessException e) {
            LOG.warn("Other processes were not told of changes; they look soon: {}", e.getMessage());
        }
    }
}
