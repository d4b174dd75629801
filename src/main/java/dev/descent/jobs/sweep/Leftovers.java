package dev.descent.jobs.sweep;

import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Deletes files that killed processes left: written, but no row of the database tells of them. Beside other processes only
 * those of some age, some at a time, and one process at a time.
 */
@Component
public class Leftovers implements DisposableBean {
    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);
    /** How many files or folders of each kind are looked at in a transaction. */
    private static final int BATCH = 500;

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    /** Of the database, for this purpose alone. */
    public static final long LOCK = 7_308_332_045_361_213L;

    private final List<Swept> kinds;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final Duration age;
    private final Instant began;
    private final ScheduledExecutorService sweeper = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "leftovers");
        thread.setDaemon(true);
        return thread;
    });

    Leftovers(
            List<Swept> kinds,
            JdbcClient jdbc,
            TransactionTemplate transaction,
            Clock clock,
            @Value("${descent.leftovers-age}") Duration age) {
        if (age.isNegative() || age.isZero()) {
            throw new IllegalArgumentException("descent.leftovers-age must be positive but is " + age);
        }
        this.kinds = kinds;
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.clock = clock;
        this.age = age;
        this.began = clock.instant();
    }

    /** Deletes all that was left before this process began; for one that knows that it is the only one. */
    public void deleteAll() {
        try {
            sweep(began);
        } catch (RuntimeException e) {
            LOG.warn("Files of a killed process remain", e);
        }
    }

    /** Deletes what is old enough, from now on. */
    public void start() {
        long pause = Math.min(age.toMillis(), LONGEST_PAUSE.toMillis());
        var unused = sweeper.scheduleWithFixedDelay(this::step, pause, pause, TimeUnit.MILLISECONDS);
    }

    /** The next files of each kind, unless another process looks at its next ones. */
    public void step() {
        try {
            sweep(new ArrayList<>(kinds), clock.instant().minus(age));
        } catch (RuntimeException e) {
            LOG.warn("Files of killed processes cannot be looked for now; trying again: {}", e.getMessage());
        }
    }

    /** Whole rounds. */
    public void sweep(Instant before) {
        List<Swept> left = new ArrayList<>(kinds);
        while (!left.isEmpty() && sweep(left, before)) {
            LOG.debug("{} kinds of files are left to look through", left.size());
        }
    }

    /**
     * @param left those whose round ends are taken out
     * @return whether it was this process's turn
     */
    private synchronized boolean sweep(List<Swept> left, Instant before) {
        return Objects.requireNonNull(transaction.execute(status -> {
            // A database without any job may be the wrong one: it would know nothing of anything.
            boolean mine = jdbc.sql("select pg_try_advisory_xact_lock(?) and exists (select from job)")
                    .param(LOCK)
                    .query(Boolean.class)
                    .single();
            if (mine) {
                left.removeIf(kind -> isOver(kind, before));
            }
            return mine;
        }));
    }

    private static boolean isOver(Swept kind, Instant before) {
        try {
            return kind.sweep(BATCH, before);
        } catch (UncheckedIOException e) {
            LOG.warn("Files of a killed process remain", e);
            return true;
        }
    }

    @Override
    public void destroy() {
        sweeper.shutdownNow();
    }
}
