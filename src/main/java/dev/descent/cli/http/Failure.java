package dev.descent.cli.http;

import java.util.List;
import tools.jackson.databind.JsonNode;

/** Why a command ends without what it was asked for, for people and with a number for scripts. */
public final class Failure extends RuntimeException {
    private final int exit;
    private final List<Fault> faults;

    /** @param pointer to what is wrong, in what was sent */
    public record Fault(String pointer, String message) {}

    public Failure(int exit, String sentence) {
        this(exit, sentence, List.of());
    }

    public Failure(int exit, String sentence, List<Fault> faults) {
        super(sentence);
        this.exit = exit;
        this.faults = List.copyOf(faults);
    }

    /** What a problem document says. */
    static Failure of(int status, JsonNode problem) {
        List<Fault> faults = problem.path("errors")
                .valueStream()
                .map(error -> new Fault(
                        error.path("pointer").asString(""),
                        error.path("message").asString("")))
                .toList();
        String title = problem.path("title").asString("status " + status);
        // The detail tells the first of the faults once more.
        String detail = faults.isEmpty() ? problem.path("detail").asString(title) : title + ":";
        String request =
                status >= 500 ? " (request " + problem.path("request_id").asString("unknown") + ")" : "";
        return new Failure(Exit.of(status), detail + request, faults);
    }

    public int exit() {
        return exit;
    }

    public String sentence() {
        return String.valueOf(getMessage());
    }

    public List<Fault> faults() {
        return faults;
    }
}
