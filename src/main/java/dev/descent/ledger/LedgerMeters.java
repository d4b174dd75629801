package dev.descent.ledger;

import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Names;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Tells operators what is written into ledgers, and what they refuse. */
@Component
class LedgerMeters {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerMeters.class);
    /** Whoever is responsible for data wants to know of these; the rest is every job's daily life. */
    private static final Set<LedgerEntry.Type> REMARKABLE = EnumSet.of(
            LedgerEntry.Type.BUDGET_SET,
            LedgerEntry.Type.BUDGET_CHANGED,
            LedgerEntry.Type.PUBLISHED,
            LedgerEntry.Type.UNPROTECTED);

    /** Why something was refused. */
    private enum Reason {
        /** The budget does not cover it. */
        EXHAUSTED,
        /** It is not private and does not acknowledge that. */
        UNPROTECTED,
        /** No sum holds for it and what was spent before. */
        CONFLICT
    }

    private final Map<LedgerEntry.Type, Counter> entries = new EnumMap<>(LedgerEntry.Type.class);
    private final Map<Reason, Counter> refusals = new EnumMap<>(Reason.class);

    LedgerMeters(MeterRegistry meters) {
        for (LedgerEntry.Type type : LedgerEntry.Type.values()) {
            entries.put(
                    type,
                    Counter.builder("descent.ledger.entries")
                            .tag("type", Names.wire(type.name()))
                            .description("Lines that were added to histories of privacy budgets")
                            .baseUnit("entries")
                            .register(meters));
        }
        for (Reason reason : Reason.values()) {
            refusals.put(
                    reason,
                    Counter.builder("descent.ledger.refusals")
                            .tag("reason", Names.wire(reason.name()))
                            .description("Jobs, copies and budgets that a privacy ledger refused")
                            .baseUnit("refusals")
                            .register(meters));
        }
    }

    /** Counts what the work is refused for, if it is. */
    <T> T watch(Supplier<T> work) {
        try {
            return work.get();
        } catch (BudgetExhausted e) {
            throw refused(Reason.EXHAUSTED, e);
        } catch (InvalidOptions e) {
            boolean conflict = e.violations().stream()
                    .anyMatch(violation -> violation.code().equals("conflict"));
            throw conflict ? refused(Reason.CONFLICT, e) : e;
        }
    }

    RuntimeException refused(UnprotectedJob refusal) {
        return refused(Reason.UNPROTECTED, refusal);
    }

    void watch(Runnable work) {
        watch(() -> {
            work.run();
            return true;
        });
    }

    private RuntimeException refused(Reason reason, RuntimeException refusal) {
        Objects.requireNonNull(refusals.get(reason)).increment();
        LOG.info("A privacy ledger refuses: {}", refusal.getMessage());
        return refusal;
    }

    /** Counts an entry once it is committed. */
    void added(Ledger ledger, LedgerEntry entry) {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            tell(ledger, entry);
            return;
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                tell(ledger, entry);
            }
        });
    }

    private void tell(Ledger ledger, LedgerEntry entry) {
        Objects.requireNonNull(entries.get(entry.type())).increment();
        if (REMARKABLE.contains(entry.type())) {
            LOG.info("Ledger {}: {}", ledger.id(), Names.wire(entry.type().name()));
        }
    }
}
