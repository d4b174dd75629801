package dev.descent.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.TransactionException;

/** Tells failures of the database that pass from those that do not. */
public final class DatabaseOutage {
    /**
     * SQL states, or how they begin: no connection, a transaction that was rolled back to let others go on, too few
     * resources, and a server that stops, crashes or starts (PostgreSQL manual, appendix A).
     */
    private static final List<String> STATES = List.of("08", "40", "53", "57P01", "57P02", "57P03");

    private static final String DISK_FULL = "53100";

    private DatabaseOutage() {}

    /** Whether this says that the database cannot be reached, or could not do now what it can do later. */
    public static boolean isBehind(Throwable failure) {
        for (Throwable cause = failure; cause != null && !isOfFiles(cause); cause = cause.getCause()) {
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

    /** Whether the database's own disk is full. */
    public static boolean isFullDiskBehind(Throwable failure) {
        for (Throwable cause = failure; cause != null && !isOfFiles(cause); cause = cause.getCause()) {
            if (cause instanceof SQLException sql && DISK_FULL.equals(sql.getSQLState())) {
                return true;
            }
        }
        return false;
    }

    /** What lies behind a failure of a file is told by what reads and writes files, some of which speaks SQL. */
    private static boolean isOfFiles(Throwable cause) {
        return cause instanceof IOException || cause instanceof UncheckedIOException;
    }

    /** Without a state it is no answer of the server: the connection was closed while it was in use. */
    private static boolean isOne(@Nullable String state) {
        return state == null || STATES.stream().anyMatch(state::startsWith);
    }
}
