package dev.descent.ledger;

import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Reads histories as curves. */
@Component
public class BurnDowns {
    private static final int PAGE = 5_000;

    private final Ledgers ledgers;
    private final History history;

    BurnDowns(Ledgers ledgers, History history) {
        this.ledgers = ledgers;
        this.history = history;
    }

    /**
     * How the budget of content was used up; empty if none was set.
     *
     * @param most about how many points at most, at least 2
     */
    public Optional<BurnDown> find(ProjectContent content, int most) {
        return ledgers.find(content).flatMap(Ledger::budget).map(budget -> {
            BurnDown.Sum sum = new BurnDown.Sum(budget.order(), most);
            long seen = 0;
            List<LedgerEntry> page;
            do {
                page = history.list(content, seen, PAGE);
                page.forEach(sum::add);
                seen = page.isEmpty() ? seen : page.get(page.size() - 1).seq();
            } while (page.size() == PAGE);
            return sum.result();
        });
    }
}
