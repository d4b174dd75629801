package dev.descent.spec;

import java.util.List;
import java.util.stream.Collectors;

/** Thrown when options break their rules; carries every violation, not only the first. */
public class InvalidOptions extends IllegalArgumentException {
    private final List<Violation> violations;

    public InvalidOptions(List<Violation> violations) {
        super(violations.stream()
                .map(v -> v.pointer().isEmpty() ? v.message() : v.pointer() + ": " + v.message())
                .collect(Collectors.joining("; ")));
        this.violations = List.copyOf(violations);
    }

    public InvalidOptions(String pointer, String code, String message) {
        this(List.of(new Violation(pointer, code, message)));
    }

    public List<Violation> violations() {
        return violations;
    }

    /** The same seen from the place that holds the checked value under {@code prefix}. */
    public InvalidOptions under(String prefix) {
        return new InvalidOptions(
                violations.stream().map(violation -> violation.under(prefix)).toList());
    }
}
