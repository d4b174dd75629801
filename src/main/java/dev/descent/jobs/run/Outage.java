package dev.descent.jobs.run;

import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Lets what a job has come to survive a time without database: what cannot be written now is written later.
 *
 * <p>What is repeated must be fenced, and right if it was done before: the answer to a commit may be lost with the
 * connection.
 */
final class Outage {
    private static final Logger LOG = LoggerFactory.getLogger(Outage.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /**
     * SQL states, or how they begin: no connection, a transaction that was rolled back to let others go on, too few
     * resources, and a server that stops, crashes or starts (PostgreSQL manual, appendix A).
     */
    private static final List<String> STATES = List.of("08", "40", "53", "57P01", "57P02", "57P03");

    private Outage() {}

    /** Whether this says that the database cannot be reached, or could not do now what it can do later. */
    static boolean isOne(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof DataAccessResourceFailureException
                    || cause instanceof TransientDataAccessException
                    || cause instanceof TransactionException
                    || cause instanceof SQLTransientException
                    || cause instanceof SQLException sql && isOne(sql.getSQLState())) {
                return true;
            }
        }
        return false;
    }

    /** Without a state it is no answer of the server: the connection was closed while it was in use. */
    private static boolean isOne(@Nullable String state) {
        return state == null || STATES.stream().anyMatch(state::startsWith);
    }

    /** Does it as often as needed; once the job is known to be lost, the last failure comes through. */
    static void survive(Claim claim, Runnable write) {
        survive(claim, () -> {
            write.run();
            return true;
        });
    }

    /** The same, with an answer. */
    static <T> T survive(Claim claim, Supplier<T> write) {
        while (true) {
            try {
                return write.get();
            } catch (RuntimeException e) {
                if (!isOne(e) || claim.control().isLost()) {
                    throw e;
                }
                LOG.warn(
                        "What {} has come to cannot be written now; trying again: {}",
                        claim.hold().jobId(),
                        e.getMessage());
                pause(e);
            }
        }
    }

    private static void pause(RuntimeException failure) {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure;
        }
    }
}
