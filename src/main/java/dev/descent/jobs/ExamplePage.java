package dev.descent.jobs;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some training examples of a job in the order of a score.
 *
 * @param scores the names of the scores that are known
 * @param sort the score, or {@code row}
 * @param next how many examples are behind at the end of this page; null at the end
 */
public record ExamplePage(
        ExampleSource dataset,
        List<String> scores,
        String sort,
        List<ScoredExample> examples,
        @Nullable Long next) {}
