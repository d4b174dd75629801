package dev.descent.api.errors;

import dev.descent.artifacts.ModelNotFound;
import dev.descent.database.DatabaseOutage;
import dev.descent.datasets.InvalidDataset;
import dev.descent.datasets.NameTaken;
import dev.descent.jobs.IdempotencyConflict;
import dev.descent.jobs.InvalidSpec;
import dev.descent.jobs.InvalidTransition;
import dev.descent.jobs.JobNotFound;
import dev.descent.jobs.NoExampleRecord;
import dev.descent.jobs.NotSucceeded;
import dev.descent.jobs.UnknownDataset;
import dev.descent.ledger.BudgetExhausted;
import dev.descent.projects.ProjectInUse;
import dev.descent.projects.ProjectNotFound;
import dev.descent.projects.QueueFull;
import dev.descent.projects.StorageExhausted;
import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Violation;
import dev.descent.storage.CorruptFile;
import dev.descent.storage.FullDisk;
import dev.descent.storage.StorageUnavailable;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Locale;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotWritableException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.multipart.MultipartException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.util.DisconnectedClientHelper;

/** The one place where exceptions become answers. */
@RestControllerAdvice
class Advice extends ResponseEntityExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Advice.class);
    private static final MediaType PROBLEM = MediaType.parseMediaType(Problem.MEDIA_TYPE);
    private static final String RETRY_AFTER_SECONDS = "5";

    /** In seconds. */
    private static final String WHEN_JOBS_MAY_HAVE_BEGUN = "10";

    @ExceptionHandler
    ResponseEntity<Object> refusal(Refusal e, HttpServletRequest request) {
        return answer(e.code(), e.detail(), e.errors(), request);
    }

    @ExceptionHandler
    ResponseEntity<Object> invalid(InvalidOptions e, HttpServletRequest request) {
        ErrorCode code = ErrorCode.INVALID_REQUEST;
        if (e instanceof UnknownDataset) {
            code = ErrorCode.UNKNOWN_DATASET;
        } else if (e instanceof InvalidSpec) {
            code = ErrorCode.INVALID_SPEC;
        } else if (e instanceof InvalidDataset) {
            code = ErrorCode.INVALID_DATASET;
        }
        return answer(code, summary(e.violations()), e.violations(), request);
    }

    @ExceptionHandler({JobNotFound.class, ModelNotFound.class, ProjectNotFound.class})
    ResponseEntity<Object> notFound(RuntimeException e, HttpServletRequest request) {
        return answer(ErrorCode.NOT_FOUND, sentence(e), List.of(), request);
    }

    @ExceptionHandler
    ResponseEntity<Object> transition(InvalidTransition e, HttpServletRequest request) {
        return answer(ErrorCode.INVALID_TRANSITION, sentence(e), List.of(), request);
    }

    @ExceptionHandler
    ResponseEntity<Object> unfinished(NotSucceeded e, HttpServletRequest request) {
        return answer(ErrorCode.NOT_SUCCEEDED, sentence(e), List.of(), request);
    }

    @ExceptionHandler
    ResponseEntity<Object> unrecorded(NoExampleRecord e, HttpServletRequest request) {
        return answer(ErrorCode.NO_EXAMPLE_RECORD, sentence(e), List.of(), request);
    }

    @ExceptionHandler
    ResponseEntity<Object> inUse(ProjectInUse e, HttpServletRequest request) {
        return answer(ErrorCode.IN_USE, sentence(e), List.of(), request);
    }

    @ExceptionHandler
    ResponseEntity<Object> storage(StorageExhausted e, HttpServletRequest request) {
        return answer(ErrorCode.STORAGE_EXHAUSTED, sentence(e), List.of(), request);
    }

    @ExceptionHandler
    ResponseEntity<Object> queue(QueueFull e, HttpServletRequest request, HttpServletResponse response) {
        response.setHeader(HttpHeaders.RETRY_AFTER, WHEN_JOBS_MAY_HAVE_BEGUN);
        return answer(ErrorCode.TOO_MANY_REQUESTS, sentence(e), List.of(), request);
    }

    /** What was wrong with the file is for the log; that it is damaged is for everybody. */
    @ExceptionHandler
    ResponseEntity<Object> corrupt(CorruptFile e, HttpServletRequest request) {
        LOG.error("{} (request {})", e.getMessage(), RequestId.of(request), e);
        return answer(ErrorCode.INTERNAL, sentence(e), List.of(), request);
    }

    @ExceptionHandler
    ResponseEntity<Object> idempotency(IdempotencyConflict e, HttpServletRequest request) {
        return answer(ErrorCode.IDEMPOTENCY_CONFLICT, sentence(e), List.of(), request);
    }

    @ExceptionHandler
    ResponseEntity<Object> budget(BudgetExhausted e, HttpServletRequest request) {
        return answer(ErrorCode.BUDGET_EXHAUSTED, sentence(e), List.of(), request);
    }

    @ExceptionHandler
    ResponseEntity<Object> name(NameTaken e, HttpServletRequest request) {
        Violation violation = new Violation("/name", ErrorCode.NAME_TAKEN.wire(), String.valueOf(e.getMessage()));
        return answer(ErrorCode.NAME_TAKEN, sentence(e), List.of(violation), request);
    }

    /** From Tomcat, for a query with a broken escape. */
    @ExceptionHandler
    ResponseEntity<Object> parameter(InvalidParameterException e, HttpServletRequest request) {
        return answer(
                ErrorCode.MALFORMED_REQUEST,
                "The query cannot be decoded: a % is not followed by two hexadecimal digits, or the bytes are not UTF-8.",
                List.of(),
                request);
    }

    @ExceptionHandler
    ResponseEntity<Object> multipart(MultipartException e, HttpServletRequest request) {
        if (FullDisk.isBehind(e)) {
            return full(e, request);
        }
        return answer(
                ErrorCode.MALFORMED_REQUEST,
                "The multipart body cannot be read: it is cut off, or its boundary is not the one that was announced.",
                List.of(),
                request);
    }

    @ExceptionHandler
    @Nullable
    ResponseEntity<Object> failure(Exception e, HttpServletRequest request) {
        if (DisconnectedClientHelper.isClientDisconnectedException(e)) {
            return null;
        }
        if (FullDisk.isBehind(e) || DatabaseOutage.isFullDiskBehind(e)) {
            return full(e, request);
        }
        if (DatabaseOutage.isBehind(e)) {
            return unavailable("database", e, request);
        }
        if (StorageUnavailable.isBehind(e)) {
            return unavailable("storage", e, request);
        }
        LOG.error("{} {} failed (request {})", request.getMethod(), request.getRequestURI(), RequestId.of(request), e);
        return answer(
                ErrorCode.INTERNAL, "The server failed; its log tells why under the request id.", List.of(), request);
    }

    private static ResponseEntity<Object> full(Exception e, HttpServletRequest request) {
        LOG.error("{} {}: a disk is full: {}", request.getMethod(), request.getRequestURI(), e.getMessage());
        return answer(
                ErrorCode.STORAGE_FULL,
                "There is no space left to store this; nothing of it was kept.",
                List.of(),
                request);
    }

    /** Stack traces would tell nothing more, again for every request. */
    private static ResponseEntity<Object> unavailable(String what, Exception e, HttpServletRequest request) {
        LOG.warn("{} {}: the {} failed: {}", request.getMethod(), request.getRequestURI(), what, e.getMessage());
        return answer(
                ErrorCode.UNAVAILABLE,
                "The " + what + " does not answer now; jobs that run go on. Try again soon.",
                List.of(),
                request);
    }

    /** All that Spring MVC itself refuses. */
    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(
            Exception e, @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        HttpServletRequest servlet = ((ServletWebRequest) request).getRequest();
        if (e instanceof AsyncRequestNotUsableException) {
            return null;
        }
        Refusal refusal = e instanceof HttpMessageNotWritableException && asksForACharset(servlet)
                ? new Refusal(ErrorCode.NOT_ACCEPTABLE, "The answer comes in UTF-8 only.", List.of())
                : SpringRefusals.of(e, status.value());
        if (refusal.code() == ErrorCode.INTERNAL) {
            return failure(e, servlet);
        }
        return ResponseEntity.status(refusal.code().status())
                .headers(headers)
                .contentType(PROBLEM)
                .body(Problem.of(refusal.code(), refusal.detail(), refusal.errors(), RequestId.of(servlet)));
    }

    /** Spring takes a media type that differs in this alone for one that it can write. */
    private static boolean asksForACharset(HttpServletRequest request) {
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        return accept != null && accept.toLowerCase(Locale.ROOT).contains("charset");
    }

    private static ResponseEntity<Object> answer(
            ErrorCode code, String detail, List<Violation> errors, HttpServletRequest request) {
        ResponseEntity.BodyBuilder answer = ResponseEntity.status(code.status()).contentType(PROBLEM);
        if (code == ErrorCode.UNAVAILABLE) {
            answer.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        return answer.body(Problem.of(code, detail, errors, RequestId.of(request)));
    }

    private static String summary(List<Violation> violations) {
        Violation first = violations.get(0);
        String place = first.pointer().isEmpty() ? "" : first.pointer() + ": ";
        return violations.size() == 1
                ? place + first.message() + "."
                : violations.size() + " faults, of which the first: " + place + first.message() + ".";
    }

    private static String sentence(RuntimeException e) {
        String message = String.valueOf(e.getMessage());
        return Character.toUpperCase(message.charAt(0)) + message.substring(1) + ".";
    }
}
