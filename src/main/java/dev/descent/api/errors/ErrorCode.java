package dev.descent.api.errors;

import dev.descent.spec.Names;
import org.springframework.http.HttpStatus;

/** The stable words that clients switch over. */
public enum ErrorCode {
    MALFORMED_REQUEST(HttpStatus.BAD_REQUEST, "The request cannot be read"),
    MALFORMED_JSON(HttpStatus.BAD_REQUEST, "The body is not JSON"),
    INVALID_PARAMETER(HttpStatus.BAD_REQUEST, "A parameter breaks a rule"),
    FORBIDDEN(HttpStatus.FORBIDDEN, "This is not allowed"),
    NOT_FOUND(HttpStatus.NOT_FOUND, "There is no such thing"),
    UNAUTHENTICATED(HttpStatus.UNAUTHORIZED, "Nobody is logged in"),
    NO_EXAMPLE_RECORD(HttpStatus.NOT_FOUND, "The job kept no record of its examples"),
    METHOD_NOT_ALLOWED(HttpStatus.METHOD_NOT_ALLOWED, "This method is not allowed here"),
    NOT_ACCEPTABLE(HttpStatus.NOT_ACCEPTABLE, "No acceptable form of the answer"),
    INVALID_TRANSITION(HttpStatus.CONFLICT, "The job's state forbids it"),
    IDEMPOTENCY_CONFLICT(HttpStatus.CONFLICT, "The idempotency key was used for something else"),
    NOT_SUCCEEDED(HttpStatus.CONFLICT, "The job has not succeeded"),
    BUDGET_EXHAUSTED(HttpStatus.CONFLICT, "The privacy budget does not cover it"),
    NAME_TAKEN(HttpStatus.CONFLICT, "The name is taken"),
    STORAGE_EXHAUSTED(HttpStatus.CONFLICT, "The project keeps as many bytes as it may"),
    IN_USE(HttpStatus.CONFLICT, "It is still in use"),
    PAYLOAD_TOO_LARGE(HttpStatus.CONTENT_TOO_LARGE, "The body is too large"),
    UNSUPPORTED_MEDIA_TYPE(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "This media type is not read here"),
    RANGE_NOT_SATISFIABLE(HttpStatus.REQUESTED_RANGE_NOT_SATISFIABLE, "The file has no such part"),
    INVALID_SPEC(HttpStatus.UNPROCESSABLE_CONTENT, "The job spec breaks rules"),
    UNKNOWN_DATASET(HttpStatus.UNPROCESSABLE_CONTENT, "There is no such data set"),
    INVALID_DATASET(HttpStatus.UNPROCESSABLE_CONTENT, "The file cannot become a data set"),
    INVALID_REQUEST(HttpStatus.UNPROCESSABLE_CONTENT, "The request breaks rules"),
    TOO_MANY_REQUESTS(HttpStatus.TOO_MANY_REQUESTS, "The project asks for too much at once"),
    INTERNAL(HttpStatus.INTERNAL_SERVER_ERROR, "The server failed"),
    UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE, "What is needed for it cannot be reached now"),
    STORAGE_FULL(HttpStatus.INSUFFICIENT_STORAGE, "The server's disk is full");

    private final HttpStatus status;
    private final String title;

    ErrorCode(HttpStatus status, String title) {
        this.status = status;
        this.title = title;
    }

    public HttpStatus status() {
        return status;
    }

    public String title() {
        return title;
    }

    public String wire() {
        return Names.wire(name());
    }
}
