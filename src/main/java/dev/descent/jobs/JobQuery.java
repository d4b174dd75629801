package dev.descent.jobs;

import dev.descent.projects.ProjectId;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs to list.
 *
 * @param states any of these; empty for all
 * @param labels all of these
 * @param limit at most so many, from 1 to 200
 * @param cursor what the page before ended with
 */
public record JobQuery(
        ProjectId project,
        Set<JobState> states,
        Map<String, String> labels,
        int limit,
        @Nullable String cursor) {
    public static final int MOST = 200;

    public JobQuery {
        states = Set.copyOf(states);
        labels = Map.copyOf(labels);
    }
}
