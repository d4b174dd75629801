package dev.descent.jobs;

import dev.descent.accounting.PrivacyEvent;
import dev.descent.accounting.PrivacyEvent.Gaussian;
import dev.descent.accounting.PrivacyEvent.SampledGaussian;
import dev.descent.ledger.Epsilons;
import dev.descent.ledger.JobAccount;
import dev.descent.spec.Names;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * What a private job gives away of its data, taken by itself: jobs on the same data add up, which the report of their
 * budget shows.
 *
 * @param epsilonReserved if all steps are taken; null if the data had no budget when the job was submitted: then it runs
 *     without one, but what it spends is recorded
 * @param epsilonSpent by the steps that were charged so far
 * @param delta of both
 * @param noiseMultiplier null if an event is no single Gaussian query
 * @param samplingRate of an event, which uses every row where it covers a pass; null if it is no single Gaussian query
 * @param accountant which found both ε
 * @param neighbouring what neighbours are
 * @param stepsReserved those of the spec, and those that were run again after a worker vanished, in whole events
 * @param stepsCharged those that are paid, in whole events
 * @param stepsPerEvent how many steps in a row one event covers: it is paid when the first of them is taken
 */
@JsonNaming(SnakeCaseStrategy.class)
public record JobPrivacy(
        @Nullable Double epsilonReserved,
        double epsilonSpent,
        double delta,
        @Nullable Double noiseMultiplier,
        @Nullable Double samplingRate,
        String accountant,
        @Nullable String neighbouring,
        long stepsReserved,
        long stepsCharged,
        long stepsPerEvent) {

    static JobPrivacy of(JobAccount account, Epsilons epsilons) {
        PrivacyEvent event = account.event();
        double spent = account.chargedSteps() == 0 ? 0 : epsilons.epsilon(account.charged(), account.delta());
        Double reserved = account.budgeted() ? (Double) epsilons.epsilon(account.reserved(), account.delta()) : null;
        Double noise = null;
        Double rate = null;
        String neighbouring = null;
        if (event instanceof SampledGaussian sampled) {
            noise = sampled.noiseMultiplier();
            rate = sampled.rate();
            neighbouring = Names.wire(sampled.neighbours().name());
        } else if (event instanceof Gaussian gaussian) {
            noise = gaussian.noiseMultiplier();
            rate = 1.0;
            neighbouring = Names.wire(gaussian.neighbours().name());
        }
        return new JobPrivacy(
                reserved,
                spent,
                account.delta(),
                noise,
                rate,
                Epsilons.ACCOUNTANT,
                neighbouring,
                account.reservedSteps(),
                account.chargedSteps(),
                account.stepsPerEvent());
    }
}
