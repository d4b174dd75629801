package dev.descent.catalog;

import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Collects what is wrong with a document, so that all of it is reported at once. */
final class Faults {
    /** A small document can hold a hundred thousand faults; nobody reads more than this. */
    static final int MOST = 1000;

    private final List<Violation> found = new ArrayList<>();
    private long count;

    void add(Place place, String code, Supplier<String> message) {
        if (++count <= MOST) {
            found.add(new Violation(place.pointer(), code, message.get()));
        }
    }

    void addAll(Place place, List<Violation> violations) {
        for (Violation violation : violations) {
            if (++count <= MOST) {
                found.add(violation.under(place.pointer()));
            }
        }
    }

    /** @throws InvalidOptions if there is a fault */
    void raise() {
        if (count > MOST) {
            found.add(new Violation("", "invalid", "and " + (count - MOST) + " more faults"));
        }
        if (count > 0) {
            throw new InvalidOptions(found);
        }
    }
}
