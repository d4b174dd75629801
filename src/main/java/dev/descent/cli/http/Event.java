package dev.descent.cli.http;

import java.util.Set;
import tools.jackson.databind.JsonNode;

/** One thing that happened to a job. */
public record Event(long seq, String type, JsonNode data) {
    private static final Set<String> FINAL = Set.of("succeeded", "failed", "cancelled");

    public static boolean isFinal(String state) {
        return FINAL.contains(state);
    }

    /** Whether the job's life ends with it. */
    boolean isEnd() {
        return type.equals("state") && isFinal(data.path("state").asString(""));
    }
}
