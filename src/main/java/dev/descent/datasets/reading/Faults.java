package dev.descent.datasets.reading;

import dev.descent.datasets.InvalidDataset;
import dev.descent.spec.Violation;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with a file: the first fifty places, then only their number. */
final class Faults {
    static final int SHOWN = 50;

    private final List<Violation> violations = new ArrayList<>();
    private long hidden;

    /** @param pointer from {@link #pointer} */
    void add(String pointer, String code, String message) {
        if (violations.size() < SHOWN) {
            violations.add(new Violation(pointer, code, message));
        } else {
            hidden++;
        }
    }

    /** Counts faults that nobody looked at one by one. */
    void addHidden(long count) {
        hidden += count;
    }

    boolean isEmpty() {
        return violations.isEmpty();
    }

    /** Whether further faults would only be counted. */
    boolean isFull() {
        return violations.size() >= SHOWN;
    }

    /** @throws InvalidDataset if there is any fault */
    void check() {
        if (isEmpty()) {
            return;
        }
        List<Violation> all = new ArrayList<>(violations);
        if (hidden > 0) {
            all.add(new Violation("/file", "more_faults", "and " + hidden + " more faults like these"));
        }
        throw new InvalidDataset(all);
    }

    static InvalidDataset one(String pointer, String code, String message) {
        return new InvalidDataset(List.of(new Violation(pointer, code, message)));
    }

    /** A JSON pointer of these steps, escaped as RFC 6901 says. */
    static String pointer(Object... steps) {
        StringBuilder pointer = new StringBuilder();
        for (Object step : steps) {
            pointer.append('/').append(step.toString().replace("~", "~0").replace("/", "~1"));
        }
        return pointer.toString();
    }

    /** A value of the file as it can stand in a message: quoted, short, without control characters. */
    static String quote(String value) {
        String shown = value.length() > 60 ? value.substring(0, 60) + "..." : value;
        return "\"" + shown.replaceAll("\\p{Cntrl}", "�") + "\"";
    }
}
