package dev.descent.jobs;

import org.jspecify.annotations.Nullable;

/**
 * Which examples of a job to show.
 *
 * @param sort a score, or {@value #ROW}; null for the score that tells of wrong labels, if the job found it out, or for the
 *     first one
 * @param descending whether the greatest come first
 * @param offset how many are passed by
 */
public record ExampleQuery(@Nullable String sort, boolean descending, long offset, int limit) {
    /** Sorts by the number of the row. */
    public static final String ROW = "row";

    /** As many as a preview shows. */
    public static final int MOST = 200;

    static final String BY_DEFAULT = "label_error_probability";
}
