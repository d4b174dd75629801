package dev.descent.jobs.stream;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Tells this process and all others on the same database that something has changed.
 *
 * <p>An announcement only wakes: whoever hears it looks into the tables, and looks there from time to time anyway. Within
 * the process it goes from hand to hand; to others by PostgreSQL's NOTIFY, for which each process keeps one connection
 * outside the pool.
 */
@Component
public class Announcements implements SmartLifecycle {
    /** What changed. */
    public enum Topic {
        /** A job has new events; the text is its id. */
        EVENTS,
        /** A job waits for a worker; the text is its id. */
        QUEUE,
        /** A client wants a running job to stop; the text is its id and its new state. */
        CONTROL;

        String channel() {
            return "descent_" + name().toLowerCase(Locale.ROOT);
        }
    }

    private record Listener(Topic topic, Consumer<String> consumer) {}

    private static final Logger LOG = LoggerFactory.getLogger(Announcements.class);
    /** How often to look into the tables without being told. */
    private static final int CATCH_UP_MILLIS = 5000;

    private final Outbox outbox;
    private final JdbcConnectionDetails details;
    private final String process = UUID.randomUUID().toString();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final List<Runnable> catchUps = new CopyOnWriteArrayList<>();
    private volatile boolean running;
    private volatile CountDownLatch stopped = new CountDownLatch(1);
    private volatile @Nullable Connection connection;
    /** Why the connection broke, until there is another. */
    private final AtomicReference<String> trouble = new AtomicReference<>("");

    public Announcements(JdbcClient jdbc, JdbcConnectionDetails details) {
        this.outbox = new Outbox(jdbc, process);
        this.details = details;
    }

    /** Calls must be short and must not throw. */
    public void on(Topic topic, Consumer<String> consumer) {
        listeners.add(new Listener(topic, consumer));
    }

    /** Called when announcements may have been missed, and every few seconds. */
    public void onCatchUp(Runnable catchUp) {
        catchUps.add(catchUp);
    }

    /** After the commit of the present transaction, or at once if there is none. */
    public void send(Topic topic, String text) {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            dispatch(topic, text);
            outbox.add(topic, text);
            return;
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                dispatch(topic, text);
                outbox.add(topic, text);
            }
        });
    }

    private void dispatch(Topic topic, String text) {
        for (Listener listener : listeners) {
            if (listener.topic() == topic) {
                listener.consumer().accept(text);
            }
        }
    }

    private void listen() {
        while (running) {
            try (Connection opened =
                    DriverManager.getConnection(details.getJdbcUrl(), details.getUsername(), details.getPassword())) {
                connection = opened;
                try (Statement statement = opened.createStatement()) {
                    for (Topic topic : Topic.values()) {
                        statement.execute("listen " + topic.channel());
                    }
                }
                heard();
                hear(opened.unwrap(PGConnection.class));
            } catch (SQLException | DataAccessException e) {
                if (running) {
                    broke(e);
                    pause();
                }
            }
        }
    }

    private void heard() {
        if (!trouble.getAndSet("").isEmpty()) {
            LOG.info("Announcements of other processes are heard again");
        }
    }

    private void broke(Exception why) {
        if (trouble.getAndSet(String.valueOf(why.getMessage())).isEmpty()) {
            LOG.warn("The connection that waits for announcements broke; trying again: {}", why.getMessage());
        }
    }

    /** Why nothing is heard of other processes; empty if it is. */
    public Optional<String> trouble() {
        return Optional.ofNullable(trouble.get()).filter(text -> !text.isEmpty());
    }

    private void hear(PGConnection listening) throws SQLException {
        while (running) {
            catchUps.forEach(Runnable::run);
            @Nullable PGNotification @Nullable [] heard;
            do {
                heard = listening.getNotifications(CATCH_UP_MILLIS);
                for (PGNotification notification : heard == null ? new PGNotification[0] : heard) {
                    if (notification != null) {
                        receive(notification);
                    }
                }
            } while (running && heard != null && heard.length > 0);
        }
    }

    private void receive(PGNotification notification) {
        String text = notification.getParameter();
        int space = text.indexOf(' ');
        if (space < 0 || text.startsWith(process)) {
            return;
        }
        for (Topic topic : Topic.values()) {
            if (topic.channel().equals(notification.getName())) {
                dispatch(topic, text.substring(space + 1));
            }
        }
    }

    private void pause() {
        try {
            running = !stopped.await(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            running = false;
        }
    }

    @Override
    public void start() {
        running = true;
        stopped = new CountDownLatch(1);
        outbox.start();
        Thread thread = new Thread(this::listen, "announcements");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void stop() {
        running = false;
        stopped.countDown();
        outbox.stop();
        Connection open = connection;
        if (open != null) {
            try {
                open.abort(Runnable::run);
            } catch (SQLException e) {
                LOG.debug("Closing the connection that waits for announcements", e);
            }
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before anything that works, and after it at the end. */
    @Override
    public int getPhase() {
        return -100;
    }
}
