package dev.descent.page;

import java.util.UUID;

/** Jobs that the tests submit beside the page. */
final class Specs {
    private Specs() {}

    /** A name that no other job has. */
    static String fresh(String word) {
        return word + " " + UUID.randomUUID().toString().substring(0, 8);
    }

    /** Trains until it is cancelled. */
    static String endless(String name) {
        return """
                {"name": "%s", "dataset": "two_moons", "model": {"type": "mlp", "hidden": [8]},
                 "objective": "classification", "duration": {"steps": 100000000}, "log_every_steps": 20}""".formatted(name);
    }

    /** Is done in a moment. */
    static String small(String name, String optimizer, String label) {
        return """
                {"name": "%s", "dataset": "iris", "model": {"type": "mlp", "hidden": [8]}, "objective": "classification",
                 "optimizer": "%s", "duration": {"epochs": 5}, "labels": {"set": "%s"}}""".formatted(name, optimizer, label);
    }
}
