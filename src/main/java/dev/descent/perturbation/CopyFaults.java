package dev.descent.perturbation;

import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Violation;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with a request for a copy, all of it. */
final class CopyFaults {
    private final List<Violation> violations = new ArrayList<>();

    void missing(String pointer, String message) {
        violations.add(new Violation(pointer, "missing_field", message));
    }

    void conflict(String pointer, String message) {
        violations.add(new Violation(pointer, "conflict", message));
    }

    void outOfBounds(String pointer, String message) {
        violations.add(new Violation(pointer, "out_of_bounds", message));
    }

    void unknown(String pointer, String message) {
        violations.add(new Violation(pointer, "unknown_column", message));
    }

    void addAll(List<Violation> others) {
        violations.addAll(others);
    }

    /** @throws InvalidOptions if there is a fault */
    void raise() {
        if (!violations.isEmpty()) {
            throw new InvalidOptions(violations);
        }
    }

    static String pointer(String field, String column) {
        return "/" + field + "/" + column.replace("~", "~0").replace("/", "~1");
    }
}
