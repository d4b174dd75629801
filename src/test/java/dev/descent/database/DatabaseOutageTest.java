package dev.descent.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.jobs.lifecycle.Hold;
import dev.descent.jobs.lifecycle.LeaseLost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.orm.jpa.JpaSystemException;
import org.springframework.transaction.CannotCreateTransactionException;

/** Shared with the test of what clients are told. */
public class DatabaseOutageTest {
    public static Stream<Exception> outages() {
        return Stream.of(
                new DataAccessResourceFailureException("no connection"),
                new CannotAcquireLockException("deadlock"),
                new CannotCreateTransactionException("no connection"),
                // What a transaction that cannot even be rolled back is told as, by the pool and by the server.
                new JpaSystemException(new IllegalStateException(new SQLException("Connection is closed"))),
                new JpaSystemException(new IllegalStateException(new SQLException("crash", "57P02"))),
                new JpaSystemException(new IllegalStateException(new SQLException("starting", "57P03"))),
                new JpaSystemException(new IllegalStateException(new SQLException("broken", "08006"))));
    }

    @ParameterizedTest
    @MethodSource("outages")
    void whatTheServerCannotDoNowIsAnOutage(Throwable failure) {
        assertThat(DatabaseOutage.isBehind(failure)).isTrue();
    }

    static Stream<Throwable> faults() {
        return Stream.of(
                new DataIntegrityViolationException("twice", new SQLException("twice", "23505")),
                new JpaSystemException(new IllegalStateException(new SQLException("syntax", "42601"))),
                new LeaseLost(new Hold("job", "worker", 1)),
                new IllegalStateException("a bug"),
                // Of the reader of files, which speaks SQL too.
                new UncheckedIOException(new IOException(new SQLException("no space left"))),
                new OutOfMemoryError());
    }

    @ParameterizedTest
    @MethodSource("faults")
    void whatItWillNeverDoIsNone(Throwable failure) {
        assertThat(DatabaseOutage.isBehind(failure)).isFalse();
    }

    @Test
    void statesThatOnlyBeginLikeOneAreNone() {
        for (String state : List.of("57014", "57000", "0A000")) {
            assertThat(DatabaseOutage.isBehind(new IllegalStateException(new SQLException("cancelled", state))))
                    .as(state)
                    .isFalse();
        }
    }

    @Test
    void aFullDiskOfTheServerIsAnOutageToldApart() {
        RuntimeException full = new JpaSystemException(new IllegalStateException(new SQLException("full", "53100")));

        assertThat(DatabaseOutage.isBehind(full)).isTrue();
        assertThat(DatabaseOutage.isFullDiskBehind(full)).isTrue();
        assertThat(DatabaseOutage.isFullDiskBehind(new SQLException("too many clients", "53300")))
                .isFalse();
    }
}
