package dev.descent.api.errors;

import dev.descent.spec.Violation;
import java.util.List;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** What an error looks like on the wire (RFC 9457). */
@JsonNaming(SnakeCaseStrategy.class)
public record Problem(
        String type, String title, int status, String code, String detail, List<Violation> errors, String requestId) {
    public static final String MEDIA_TYPE = "application/problem+json";

    public static Problem of(ErrorCode code, String detail, List<Violation> errors, String requestId) {
        return new Problem(
                "urn:descent:problem:" + code.wire(),
                code.title(),
                code.status().value(),
                code.wire(),
                detail,
                List.copyOf(errors),
                requestId);
    }
}
