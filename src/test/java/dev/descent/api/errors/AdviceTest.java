package dev.descent.api.errors;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.multipart.MultipartException;

/** Failures of what the service stands on; the rest is tested over HTTP. */
class AdviceTest {
    private final Advice advice = new Advice();
    private final MockHttpServletRequest request = new MockHttpServletRequest("POST", "/v1/datasets");

    static Stream<Exception> fullDisks() {
        return Stream.of(
                new IOException("No space left on device"),
                new UncheckedIOException(new IOException("No space left on device")),
                new UncategorizedSQLException("insert", "", new SQLException("could not extend file", "53100")),
                new DataAccessResourceFailureException("full", new SQLException("could not extend file", "53100")));
    }

    @ParameterizedTest
    @MethodSource("fullDisks")
    void aFullDiskHasACodeOfItsOwn(Exception failure) {
        assertAnswer(advice.failure(failure, request), 507, "storage_full");
    }

    @Test
    void soHasOneThatIsNoticedWhileTheServerPutsTheBodyAside() {
        IOException full = new IOException("No space left on device");

        assertAnswer(advice.multipart(new MultipartException("cannot parse", full), request), 507, "storage_full");
    }

    @ParameterizedTest
    @MethodSource("dev.descent.database.DatabaseOutageTest#outages")
    void aDatabaseThatIsAwayIsWorthAnotherTry(Exception failure) {
        ResponseEntity<Object> answer = Objects.requireNonNull(advice.failure(failure, request));

        assertAnswer(answer, 503, "unavailable");
        assertThat(answer.getHeaders().getFirst(HttpHeaders.RETRY_AFTER)).containsOnlyDigits();
    }

    private static void assertAnswer(@Nullable ResponseEntity<Object> answer, int status, String code) {
        ResponseEntity<Object> given = Objects.requireNonNull(answer);
        assertThat(given.getStatusCode().value()).isEqualTo(status);
        assertThat(given.getBody())
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(code));
    }
}
