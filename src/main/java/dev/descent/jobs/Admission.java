package dev.descent.jobs;

import dev.descent.jobs.lifecycle.SecretKeys;
import dev.descent.ledger.BudgetExhausted;
import dev.descent.ledger.BudgetReport;
import dev.descent.ledger.Cost;
import dev.descent.ledger.Epsilons;
import dev.descent.ledger.Quote;
import dev.descent.ledger.Reports;
import dev.descent.ledger.Reservations;
import dev.descent.ledger.UnprotectedJob;
import dev.descent.ledger.UnprotectedUse;
import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Violation;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Whether the privacy budget of its data has room for a job. */
@Component
class Admission {
    private final Reservations reservations;
    private final UnprotectedUse unprotected;
    private final Reports reports;
    private final Epsilons epsilons;
    private final SecretKeys keys;

    Admission(
            Reservations reservations,
            UnprotectedUse unprotected,
            Reports reports,
            Epsilons epsilons,
            SecretKeys keys) {
        this.reservations = reservations;
        this.unprotected = unprotected;
        this.reports = reports;
        this.epsilons = epsilons;
        this.keys = keys;
    }

    /** What takes a while and needs no lock: the job's ε is known by the time that its view is asked for. */
    void prepare(Plan plan) {
        plan.cost().ifPresent(cost -> epsilons.epsilon(cost.total(), cost.delta()));
    }

    /**
     * Reserves what a private job costs and makes its key, in the caller's transaction.
     *
     * @throws BudgetExhausted if the budget does not cover it
     * @throws InvalidSpec if it is not private and does not say that it knows of the budget, or if it does not go together
     *     with the budget
     */
    void admit(String jobId, Plan plan) {
        try {
            Optional<Cost> cost = plan.cost();
            if (cost.isPresent()) {
                reservations.reserve(jobId, plan.content(), cost.get());
                keys.make(jobId);
            } else {
                checkUnprotected(plan);
            }
        } catch (InvalidOptions e) {
            throw new InvalidSpec(e.violations());
        }
    }

    private void checkUnprotected(Plan plan) {
        try {
            unprotected.check(plan.content(), plan.effective().acknowledgeUnprotected());
        } catch (UnprotectedJob e) {
            throw new InvalidSpec(List.of(
                    new Violation(UnprotectedJob.POINTER, UnprotectedJob.CODE, String.valueOf(e.getMessage()))));
        }
    }

    /** The same refusal, with what remains by the accounting of reports; asked after the transaction. */
    BudgetExhausted withReport(BudgetExhausted refusal, Plan plan) {
        return reports.report(plan.content())
                .map((BudgetReport report) -> refusal.with(report))
                .orElse(refusal);
    }

    /**
     * What a private job would cost; empty if it is not private.
     *
     * @throws InvalidSpec as {@link #admit}
     */
    Optional<Quote> quote(Plan plan) {
        try {
            Optional<Cost> cost = plan.cost();
            if (cost.isEmpty()) {
                checkUnprotected(plan);
            }
            return cost.map(known -> reports.quote(plan.content(), known));
        } catch (InvalidOptions e) {
            throw new InvalidSpec(e.violations());
        }
    }
}
