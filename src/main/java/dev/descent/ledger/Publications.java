package dev.descent.ledger;

import dev.descent.accounting.PrivacyEvent;
import dev.descent.spec.InvalidOptions;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Charges for what is published once and used again and again without its source.
 *
 * <p>Nothing is reserved: the charge is all or nothing, in the caller's transaction, which also makes what is published
 * visible. What is published is post-processing for whoever has it, and so its content gets no place in the ledger of its
 * source. That is the difference to {@link Budgets#derive}, for data that hold the same records and share the ledger.
 */
@Component
public class Publications {
    private final Ledgers ledgers;
    private final Totals totals;
    private final History history;
    private final LedgerMeters meters;

    Publications(Ledgers ledgers, Totals totals, History history, LedgerMeters meters) {
        this.ledgers = ledgers;
        this.totals = totals;
        this.history = history;
        this.meters = meters;
    }

    /**
     * Charges at once. Without a budget it is recorded and nothing is refused.
     *
     * @param content that it was made from
     * @throws BudgetExhausted if the budget does not cover it
     * @throws InvalidOptions if it is about other neighbours than what the budget was spent on before
     */
    public void charge(ProjectContent content, Publication publication) {
        meters.watch(() -> spend(content, publication));
    }

    private void spend(ProjectContent content, Publication publication) {
        Ledger ledger = ledgers.open(content);
        Map<PrivacyEvent, Long> parts = parts(publication.event());
        Map<PrivacyEvent, BigDecimal> prices = prices(ledger, parts);
        BigDecimal cost = admitted(ledger, parts, prices);
        ledgers.add(ledger, cost, BigDecimal.ZERO);
        parts.forEach((part, times) -> totals.spend(ledger, part, prices.get(part), times));
        history.append(ledger, LedgerEntry.published(publication));
    }

    /**
     * The same refusals before the work is done, as the ledger was last committed. Nothing is charged.
     *
     * @throws BudgetExhausted as {@link #charge}
     * @throws InvalidOptions as {@link #charge}
     */
    public void requireRoom(ProjectContent content, PrivacyEvent event) {
        meters.watch(() -> ledgers.find(content).ifPresent(ledger -> {
            Map<PrivacyEvent, Long> parts = parts(event);
            admitted(ledger, parts, prices(ledger, parts));
        }));
    }

    private static Map<PrivacyEvent, Long> parts(PrivacyEvent event) {
        Map<PrivacyEvent, Long> parts = new LinkedHashMap<>();
        count(event, 1, parts);
        return parts;
    }

    private static void count(PrivacyEvent event, long times, Map<PrivacyEvent, Long> into) {
        if (event instanceof PrivacyEvent.Composed composed) {
            composed.events().forEach(part -> count(part, times, into));
        } else if (event instanceof PrivacyEvent.Repeated repeated) {
            count(repeated.event(), Math.multiplyExact(times, repeated.times()), into);
        } else if (times > 0 && !(event instanceof PrivacyEvent.Nothing)) {
            into.merge(event, times, Math::addExact);
        }
    }

    /** Empty without a budget. */
    private Map<PrivacyEvent, BigDecimal> prices(Ledger ledger, Map<PrivacyEvent, Long> parts) {
        Map<PrivacyEvent, BigDecimal> prices = new LinkedHashMap<>();
        ledger.budget().ifPresent(budget -> {
            Set<String> relations = totals.relations(ledger);
            for (PrivacyEvent part : parts.keySet()) {
                Reservations.requireOneRelation(relations, part, "");
                prices.put(part, Reservations.price(part, budget));
            }
        });
        return prices;
    }

    private static BigDecimal admitted(
            Ledger ledger, Map<PrivacyEvent, Long> parts, Map<PrivacyEvent, BigDecimal> prices) {
        BigDecimal cost = BigDecimal.ZERO;
        for (Map.Entry<PrivacyEvent, BigDecimal> price : prices.entrySet()) {
            cost = cost.add(price.getValue().multiply(BigDecimal.valueOf(parts.getOrDefault(price.getKey(), 0L))));
        }
        if (ledger.budget().isPresent()) {
            Budget budget = ledger.budget().get();
            BigDecimal remaining = ledger.remaining(budget);
            if (cost.compareTo(remaining) > 0) {
                throw new BudgetExhausted("it costs " + Reservations.decimal(cost) + " of Rényi divergence at order "
                        + budget.order() + ", and " + Reservations.decimal(remaining) + " of "
                        + Reservations.decimal(budget.capacity()) + " remain");
            }
        }
        return cost;
    }
}
