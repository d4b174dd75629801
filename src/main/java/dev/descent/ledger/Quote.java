package dev.descent.ledger;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * What a job, or something to be published, would cost.
 *
 * @param epsilon of it alone, at its own δ
 * @param accountant which found ε
 * @param divergence what the filter of the budget would take; null without a budget, as all that follows
 * @param order of the filter
 * @param remaining ε of the budget that would be left, at the budget's δ; null too if it does not fit
 * @param fits whether it would be admitted now
 */
@JsonNaming(SnakeCaseStrategy.class)
public record Quote(
        double epsilon,
        double delta,
        String accountant,
        @Nullable Double divergence,
        @Nullable Double order,
        @Nullable Double remaining,
        @Nullable Boolean fits) {}
