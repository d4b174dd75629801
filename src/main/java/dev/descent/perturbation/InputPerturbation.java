package dev.descent.perturbation;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * How a copy was perturbed: all that is needed to correct for it, and nothing that the data tell.
 *
 * @param source the data set that it is a copy of; it may be gone
 * @param sourceFingerprint of the content
 * @param totalEpsilon what the copy costs, all parts composed, at its δ
 * @param epsilon of the numbers of a row; null without any
 * @param labelEpsilon of the class; null without one
 * @param categoryEpsilon of each categorical feature; null without any
 * @param neighbouring the strongest relation that the guarantee holds for
 */
@JsonNaming(SnakeCaseStrategy.class)
public record InputPerturbation(
        String source,
        String sourceFingerprint,
        double totalEpsilon,
        double delta,
        @Nullable Double epsilon,
        @Nullable Double labelEpsilon,
        @Nullable Double categoryEpsilon,
        String neighbouring,
        List<Column> columns) {

    /**
     * What was done to one column of the copy.
     *
     * @param low what is below was moved here; null for categories, as all that has to do with numbers
     * @param noiseDeviation standard deviation of the normal noise, in the unit of the column
     * @param categories how many values there are; null for numbers, as what follows
     * @param keepProbability with which a value was kept; each of the others has an equal part of the rest
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Column(
            String name,
            String role,
            @Nullable Double low,
            @Nullable Double high,
            @Nullable Double noiseDeviation,
            @Nullable Integer categories,
            @Nullable Double keepProbability) {}

    InputPerturbation costing(double total) {
        return new InputPerturbation(
                source, sourceFingerprint, total, delta, epsilon, labelEpsilon, categoryEpsilon, neighbouring, columns);
    }
}
