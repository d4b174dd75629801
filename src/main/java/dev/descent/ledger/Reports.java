package dev.descent.ledger;

import dev.descent.accounting.PrivacyEvent;
import dev.descent.spec.InvalidOptions;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** How budgets stand, and what jobs would cost. The time that it takes depends on how many different events there are. */
@Component
public class Reports {
    private final Ledgers ledgers;
    private final Totals totals;
    private final Epsilons epsilons;
    private final TransactionTemplate snapshot;

    Reports(Ledgers ledgers, Totals totals, Epsilons epsilons, TransactionTemplate transaction) {
        this.ledgers = ledgers;
        this.totals = totals;
        this.epsilons = epsilons;
        snapshot = new TransactionTemplate(Objects.requireNonNull(transaction.getTransactionManager()));
        snapshot.setReadOnly(true);
        snapshot.setIsolationLevel(TransactionTemplate.ISOLATION_REPEATABLE_READ);
    }

    /** A ledger and its totals at one moment. */
    private record State(Ledger ledger, List<Totals.Total> totals) {
        PrivacyEvent spent() {
            return composed(false);
        }

        PrivacyEvent committed() {
            return composed(true);
        }

        private PrivacyEvent composed(boolean withReserved) {
            List<PrivacyEvent> events = new ArrayList<>();
            for (Totals.Total total : totals) {
                long times = total.spentEvents() + (withReserved ? total.reservedEvents() : 0);
                if (times > 0) {
                    events.add(total.event().times(times));
                }
            }
            return new PrivacyEvent.Composed(events);
        }
    }

    private Optional<State> state(ProjectContent content) {
        Optional<State> state =
                snapshot.execute(status -> ledgers.find(content).map(ledger -> new State(ledger, totals.of(ledger))));
        return state == null ? Optional.empty() : state;
    }

    /** How the budget of content stands; empty if none was set. */
    public Optional<BudgetReport> report(ProjectContent content) {
        return state(content).flatMap(state -> state.ledger().budget().map(budget -> report(state, budget)));
    }

    private BudgetReport report(State state, Budget budget) {
        Ledger ledger = state.ledger();
        double spent = epsilons.epsilon(state.spent(), budget.delta());
        double committed = Math.max(spent, epsilons.epsilon(state.committed(), budget.delta()));
        boolean unprotected = ledger.unprotectedJobs() > 0;
        return new BudgetReport(
                budget.epsilon(),
                budget.delta(),
                budget.order(),
                committed - spent,
                unprotected ? null : (Double) spent,
                unprotected ? 0 : Math.max(0, budget.epsilon() - committed),
                spent,
                ledger.unprotectedJobs(),
                state.totals().stream()
                        .map(total -> Totals.relations(total.event()))
                        .findFirst()
                        .orElse(null),
                new BudgetReport.Filter(
                        budget.capacity().doubleValue(),
                        ledger.reserved().doubleValue(),
                        ledger.spent().doubleValue(),
                        ledger.remaining(budget).doubleValue()),
                ledger.entries());
    }

    /**
     * What a job would cost that trains on this content now.
     *
     * @throws InvalidOptions at {@code /mechanism} if the filter of a budget cannot price it
     */
    public Quote quote(ProjectContent content, Cost cost) {
        double epsilon = epsilons.epsilon(cost.total(), cost.delta());
        Optional<State> state = state(content);
        Optional<Budget> set = state.flatMap(s -> s.ledger().budget());
        if (state.isEmpty() || set.isEmpty()) {
            return new Quote(epsilon, cost.delta(), Epsilons.ACCOUNTANT, null, null, null, null);
        }
        Budget budget = set.get();
        BigDecimal price = Reservations.price(cost.event(), budget).multiply(BigDecimal.valueOf(cost.events()));
        boolean fits = price.compareTo(state.get().ledger().remaining(budget)) <= 0;
        Double remaining = fits
                ? (Double) Math.max(
                        0,
                        budget.epsilon()
                                - epsilons.epsilon(state.get().committed().and(cost.total()), budget.delta()))
                : null;
        return new Quote(
                epsilon, cost.delta(), Epsilons.ACCOUNTANT, price.doubleValue(), budget.order(), remaining, fits);
    }
}
