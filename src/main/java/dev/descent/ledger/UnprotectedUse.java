package dev.descent.ledger;

import org.springframework.stereotype.Component;

/** Jobs that are not private, and data that have a ledger. */
@Component
public class UnprotectedUse {
    private final Ledgers ledgers;
    private final History history;
    private final LedgerMeters meters;

    UnprotectedUse(Ledgers ledgers, History history, LedgerMeters meters) {
        this.ledgers = ledgers;
        this.history = history;
        this.meters = meters;
    }

    /**
     * Whether such a job may be submitted.
     *
     * @throws UnprotectedJob if the content has a budget and the job does not acknowledge that it breaks it
     */
    public void check(ProjectContent content, boolean acknowledged) {
        if (!acknowledged) {
            ledgers.find(content).flatMap(Ledger::budget).ifPresent(budget -> {
                throw meters.refused(new UnprotectedJob());
            });
        }
    }

    /**
     * Marks, once for each job, that it begins to use the content, in the caller's transaction. What no ledger knows is
     * not marked: a ledger is opened by the first private job or by a budget.
     *
     * @throws UnprotectedJob if a budget was set after the job was submitted
     */
    public void begin(String jobId, ProjectContent content, boolean acknowledged) {
        if (ledgers.find(content).isEmpty()) {
            return;
        }
        Ledger ledger = ledgers.lock(content).orElseThrow();
        if (ledger.budget().isPresent() && !acknowledged) {
            throw meters.refused(new UnprotectedJob());
        }
        if (!history.hasUnprotected(ledger, jobId)) {
            history.append(ledger, LedgerEntry.unprotected(jobId));
            ledgers.addUnprotectedJob(ledger);
        }
    }
}
