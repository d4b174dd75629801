package dev.descent.jobs;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * Where a subset comes from: the same data, rule and seed make the same again.
 *
 * @param source the data set that it is a part of; it may be gone
 * @param sourceName the name that it had
 * @param sourceFingerprint of its content
 * @param job that made the subset; it may be gone
 * @param column of the groups; null for the classes
 * @param rows how many were chosen
 * @param ofRows how many the job was trained on, from which they were chosen
 * @param withoutScore how many of the chosen ones have no score
 * @param lowestScore of the chosen ones, as far as their scores are finite numbers; null if none is
 */
@JsonNaming(SnakeCaseStrategy.class)
public record SubsetProvenance(
        String source,
        String sourceName,
        String sourceFingerprint,
        String job,
        String score,
        double keep,
        String choose,
        String balance,
        @Nullable String column,
        long seed,
        int rows,
        int ofRows,
        int withoutScore,
        @Nullable Float lowestScore,
        @Nullable Float highestScore) {}
