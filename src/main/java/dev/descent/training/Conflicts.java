package dev.descent.training;

import dev.descent.spec.Strategy;
import dev.descent.spec.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What was found not to work together, in the order in which it was found. */
final class Conflicts {
    private final List<Violation> found = new ArrayList<>();

    void add(String pointer, String message) {
        found.add(new Violation(pointer, "conflict", message));
    }

    /** @param objection of the strategy, as the end of a sentence that names it; empty if it has none */
    void add(String pointer, Object strategy, Optional<String> objection) {
        objection.ifPresent(end -> add(pointer, name(strategy) + " " + end));
    }

    List<Violation> found() {
        return List.copyOf(found);
    }

    /** What the strategy is called in a spec. */
    static String name(Object strategy) {
        Strategy declared = strategy.getClass().getAnnotation(Strategy.class);
        return declared == null ? strategy.getClass().getSimpleName() : declared.type();
    }
}
