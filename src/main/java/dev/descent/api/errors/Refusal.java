package dev.descent.api.errors;

import dev.descent.spec.Violation;
import java.util.List;

/** Thrown where HTTP itself has something to refuse; becomes a {@link Problem}. */
public class Refusal extends RuntimeException {
    private final ErrorCode code;
    private final String detail;
    private final List<Violation> errors;

    public Refusal(ErrorCode code, String detail, List<Violation> errors) {
        super(detail);
        this.code = code;
        this.detail = detail;
        this.errors = List.copyOf(errors);
    }

    public static Refusal notFound(String detail) {
        return new Refusal(ErrorCode.NOT_FOUND, detail, List.of());
    }

    /** @param rule what the parameter must be, and what it is */
    public static Refusal parameter(String name, String rule) {
        return new Refusal(
                ErrorCode.INVALID_PARAMETER,
                "The parameter " + name + " " + rule + ".",
                List.of(new Violation("/" + name, ErrorCode.INVALID_PARAMETER.wire(), rule)));
    }

    public ErrorCode code() {
        return code;
    }

    public String detail() {
        return detail;
    }

    public List<Violation> errors() {
        return errors;
    }
}
