package dev.descent.jobs.pods;

import dev.descent.jobs.stream.Announcements;
import dev.descent.jobs.stream.Announcements.Topic;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** The thread that looks after the pods: of one process at a time. */
class Dispatcher implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    /** Of the database's advisory lock for this purpose. */
    private static final long LOCK = 0x706f6473L;
    /** What takes more passes than that goes on after the interval. */
    private static final int MOST_PASSES = 10;

    private final Reconciliation reconciliation;
    private final JobLogins logins;
    private final DataSource database;
    private final Duration interval;
    private final Semaphore news = new Semaphore(0);
    private volatile boolean running;
    private boolean prepared;
    private boolean away;
    private @Nullable Thread thread;

    Dispatcher(
            Reconciliation reconciliation,
            JobLogins logins,
            DataSource database,
            Announcements announcements,
            Duration interval) {
        this.reconciliation = reconciliation;
        this.logins = logins;
        this.database = database;
        this.interval = interval;
        announcements.on(Topic.QUEUE, job -> look());
    }

    private void look() {
        news.release();
    }

    private void work() {
        while (running) {
            news.drainPermits();
            try {
                reconcile();
                away = false;
            } catch (KubernetesClientException e) {
                // Jobs run on, and those that wait keep their place.
                if (running && !away) {
                    LOG.warn("The cluster cannot be asked; trying again: {}", e.getMessage());
                }
                away = true;
            } catch (SQLException | RuntimeException e) {
                LOG.warn("Cannot look after the pods; trying again", e);
            }
            try {
                boolean unused = news.tryAcquire(interval.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Unless another process does; the lock is the session's, and goes with it. */
    synchronized void reconcile() throws SQLException {
        try (Connection session = database.getConnection()) {
            if (!ask(session, "select pg_try_advisory_lock(?)")) {
                return;
            }
            try {
                if (!prepared) {
                    logins.prepare();
                    prepared = true;
                }
                for (int i = 0; i < MOST_PASSES && reconciliation.pass(); i++) {
                    LOG.debug("More to do");
                }
            } finally {
                ask(session, "select pg_advisory_unlock(?)");
            }
        } catch (SQLException | RuntimeException e) {
            reconciliation.interrupted();
            throw e;
        }
    }

    private static boolean ask(Connection session, String question) throws SQLException {
        try (PreparedStatement statement = session.prepareStatement(question)) {
            statement.setLong(1, LOCK);
            try (ResultSet answer = statement.executeQuery()) {
                return answer.next() && answer.getBoolean(1);
            }
        }
    }

    @Override
    public void start() {
        running = true;
        Thread started = new Thread(this::work, "pods");
        started.setDaemon(true);
        started.start();
        thread = started;
    }

    /** Pods stay: the next process to look finds them. */
    @Override
    public void stop() {
        running = false;
        Thread started = thread;
        if (started != null) {
            started.interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
