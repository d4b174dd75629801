package dev.descent.ledger;

import dev.descent.projects.ProjectId;
import dev.descent.spec.InvalidOptions;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** The budgets of content: setting, changing and sharing them. */
@Component
public class Budgets {
    private final Ledgers ledgers;
    private final Totals totals;
    private final History history;
    private final LedgerMeters meters;
    private final TransactionTemplate transaction;

    Budgets(Ledgers ledgers, Totals totals, History history, LedgerMeters meters, TransactionTemplate transaction) {
        this.ledgers = ledgers;
        this.totals = totals;
        this.history = history;
        this.meters = meters;
        this.transaction = transaction;
    }

    /** The budget, if one was set. */
    public Optional<Budget> find(ProjectContent content) {
        return ledgers.find(content).flatMap(Ledger::budget);
    }

    /** The budgets that a project has set, by fingerprint. */
    public Map<String, Budget> find(ProjectId project, Collection<String> fingerprints) {
        Map<String, Budget> budgets = new HashMap<>();
        ledgers.find(project, fingerprints)
                .forEach(
                        (fingerprint, ledger) -> ledger.budget().ifPresent(budget -> budgets.put(fingerprint, budget)));
        return budgets;
    }

    /**
     * Sets a budget, or changes it; with the values that it has nothing happens.
     *
     * <p>What earlier jobs have spent and reserved counts. The order stays what it was at first.
     *
     * @return whether there was none before
     * @throws BudgetExhausted if more than the budget is spent or reserved already
     * @throws InvalidOptions if the order leaves no room or is another than before, if a reason is required, or if earlier
     *     jobs protect different kinds of neighbours
     */
    public boolean set(ProjectContent content, BudgetRequest request) {
        return set(content, request, true);
    }

    /**
     * Sets a budget where there is none; with the values that it has nothing happens.
     *
     * @return as {@link #set}
     * @throws BudgetFixed if there is another
     * @throws BudgetExhausted as {@link #set}
     * @throws InvalidOptions as {@link #set}
     */
    public boolean setFirst(ProjectContent content, BudgetRequest request) {
        return set(content, request, false);
    }

    private boolean set(ProjectContent content, BudgetRequest request, boolean mayChange) {
        // Looking for the order takes a while: not under the lock.
        double order = request.order() == null ? Workload.order(request.epsilon(), request.delta()) : request.order();
        return meters.watch(() -> Boolean.TRUE.equals(transaction.execute(status -> {
            Ledger ledger = ledgers.open(content);
            if (ledger.budget().isPresent()) {
                change(ledger, ledger.budget().get(), request, mayChange);
                return false;
            }
            start(ledger, new Budget(request.epsilon(), request.delta(), order), request);
            return true;
        })));
    }

    private void start(Ledger ledger, Budget budget, BudgetRequest request) {
        if (ledger.unprotectedJobs() > 0) {
            requireReason(
                    request,
                    "must be given: " + ledger.unprotectedJobs()
                            + " jobs without privacy have been trained on these data,"
                            + " so that no epsilon holds for all that was released");
        }
        Set<String> relations = totals.relations(ledger);
        if (relations.size() > 1) {
            throw new InvalidOptions(
                    "",
                    "conflict",
                    "jobs on these data protect different kinds of neighbours, " + String.join(" and ", relations)
                            + ", whose guarantees do not add up to a budget");
        }
        BigDecimal spent = BigDecimal.ZERO;
        BigDecimal reserved = BigDecimal.ZERO;
        for (Totals.Total total : totals.of(ledger)) {
            BigDecimal price = Reservations.price(total.event(), budget);
            totals.setPrice(ledger, total.event(), price);
            spent = spent.add(price.multiply(BigDecimal.valueOf(total.spentEvents())));
            reserved = reserved.add(price.multiply(BigDecimal.valueOf(total.reservedEvents())));
        }
        write(
                ledger,
                budget,
                spent,
                reserved,
                LedgerEntry.budget(LedgerEntry.Type.BUDGET_SET, budget, request.reason()));
    }

    private void change(Ledger ledger, Budget before, BudgetRequest request, boolean mayChange) {
        if (request.order() != null && request.order() != before.order()) {
            throw new InvalidOptions(
                    "/order",
                    "conflict",
                    "must be " + before.order() + " or null but is " + request.order()
                            + ": it is fixed when the budget is first set");
        }
        Budget after = new Budget(request.epsilon(), request.delta(), before.order());
        if (after.equals(before)) {
            return;
        }
        if (!mayChange) {
            throw new BudgetFixed(before);
        }
        requireReason(
                request,
                "must be given to change the budget from epsilon " + before.epsilon() + " and delta " + before.delta());
        write(
                ledger,
                after,
                ledger.spent(),
                ledger.reserved(),
                LedgerEntry.budget(LedgerEntry.Type.BUDGET_CHANGED, after, request.reason()));
    }

    private static void requireReason(BudgetRequest request, String rule) {
        if (request.reason() == null) {
            throw new InvalidOptions("/reason", "missing_field", rule);
        }
    }

    private void write(Ledger ledger, Budget budget, BigDecimal spent, BigDecimal reserved, LedgerEntry entry) {
        BigDecimal capacity = budget.capacity();
        if (capacity.signum() == 0) {
            throw new InvalidOptions(
                    "/epsilon",
                    "conflict",
                    "leaves no room: at order " + budget.order() + " nothing can be shown to satisfy epsilon "
                            + budget.epsilon() + " and delta " + budget.delta() + "; a higher order can");
        }
        if (spent.add(reserved).compareTo(capacity) > 0) {
            throw new BudgetExhausted("epsilon " + budget.epsilon() + " and delta " + budget.delta() + " allow "
                    + capacity.doubleValue() + " of Rényi divergence at order " + budget.order() + ", and "
                    + spent.doubleValue() + " are spent and " + reserved.doubleValue() + " reserved already");
        }
        ledgers.set(ledger, budget, spent, reserved);
        history.append(ledger, entry);
    }

    /**
     * Lets content share the ledger of that from which it was derived, in the caller's transaction.
     *
     * @param parent the fingerprint of that content, which is the same project's
     * @throws InvalidOptions at {@code /derived_from} if the content has a ledger of its own already
     */
    public void derive(ProjectContent content, String parent) {
        Ledger ledger = ledgers.open(new ProjectContent(content.project(), parent));
        if (ledgers.assign(content, ledger.id())) {
            history.append(ledger, LedgerEntry.derived(content.fingerprint()));
        } else if (!ledgers.find(content).orElseThrow().id().equals(ledger.id())) {
            throw new InvalidOptions(
                    "/derived_from",
                    "conflict",
                    "names data with another privacy ledger than the one that this content has from earlier use: two"
                            + " histories cannot become one");
        }
    }
}
