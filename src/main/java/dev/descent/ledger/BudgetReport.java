package dev.descent.ledger;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * How a budget stands. What is spent, reserved and remaining in ε adds up to the budget.
 *
 * <p>Values of ε are found at the budget's δ by composing privacy loss distributions. Admission goes by the filter, whose
 * numbers are larger: a job may be refused although some ε remains.
 *
 * @param reserved how much more ε it will be when all jobs that wait or run have taken all their steps
 * @param spent by the private jobs and by publications; null when a job without privacy has used the data, so that there is no finite ε
 * @param remaining zero when spent is null
 * @param privateSpent what the private jobs and publications alone have spent
 * @param unprotectedJobs how many jobs without privacy have used the data
 * @param neighbouring what the guarantee is about; null before the first private job
 * @param entries how long the history is
 */
@JsonNaming(SnakeCaseStrategy.class)
public record BudgetReport(
        double epsilon,
        double delta,
        double order,
        double reserved,
        @Nullable Double spent,
        double remaining,
        double privateSpent,
        long unprotectedJobs,
        @Nullable String neighbouring,
        Filter filter,
        long entries) {

    /**
     * The same in Rényi divergence of the budget's order, by which jobs are admitted: these are sums, rounded up.
     *
     * @param capacity what the budget allows
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Filter(double capacity, double reserved, double spent, double remaining) {}
}
