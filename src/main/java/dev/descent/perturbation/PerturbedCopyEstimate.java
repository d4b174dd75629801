package dev.descent.perturbation;

import dev.descent.ledger.Quote;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * What a perturbed copy would be and cost.
 *
 * @param privacy what it would take from the budget of its source
 */
@JsonNaming(SnakeCaseStrategy.class)
public record PerturbedCopyEstimate(InputPerturbation perturbation, Quote privacy) {}
