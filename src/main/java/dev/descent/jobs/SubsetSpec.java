package dev.descent.jobs;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Unwrapped;
import dev.descent.training.selection.SubsetRule;
import org.jspecify.annotations.Nullable;

/**
 * A data set that a job is to make of the rows that it was trained on, once it succeeds.
 *
 * <p>Rows that are set aside for validation have no score and are never in it: without any,
 * {@code "validation_fraction": 0}, it is chosen from all.
 */
public record SubsetSpec(
        @Option(
                "The name of the data set to make. If another has taken it when the job ends, the job's id is appended.")
        String name,

        @Option(
                value =
                        "The score by which rows are chosen, such as el2n: one of those that the job's own diagnostics find"
                                + " out about each example.",
                minSize = 1,
                maxSize = 100)
        String score,

        @Unwrapped SubsetRule rule,

        @Option(
                value = "The column of categories whose values are the groups of balance. Null: the classes.",
                minSize = 1,
                maxSize = 200)
        @Nullable
        String column) {
    public SubsetSpec {
        Options.check(SubsetSpec.class, name, score, rule, column);
    }

    public SubsetSpec(String name, String score, SubsetRule rule) {
        this(name, score, rule, null);
    }
}
