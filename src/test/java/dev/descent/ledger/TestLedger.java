package dev.descent.ledger;

import dev.descent.accounting.Neighbours;
import dev.descent.accounting.PrivacyEvent;
import dev.descent.accounting.PrivacyEvent.SampledGaussian;
import dev.descent.database.TestDatabase;
import dev.descent.projects.ProjectId;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Ledgers in a database of their own, each call in its own transaction as a job would make it. */
final class TestLedger {
    static final PrivacyEvent STEP = sampled(1.0);

    final TestDatabase database;
    final JdbcClient jdbc;
    final TransactionTemplate transaction;
    final Reservations reservations;
    final Publications publications;
    final UnprotectedUse unprotected;
    final Budgets budgets;
    final Reports reports;
    final History history;
    final MeterRegistry meters = new SimpleMeterRegistry();

    TestLedger() {
        this(TestDatabase.migrated());
    }

    TestLedger(TestDatabase database) {
        this.database = database;
        JdbcTransactionManager manager = new JdbcTransactionManager(database.dataSource());
        transaction = new TransactionTemplate(manager);
        jdbc = JdbcClient.create(Objects.requireNonNull(manager.getDataSource()));
        Clock clock = Clock.systemUTC();
        Ledgers ledgers = new Ledgers(jdbc, clock);
        Totals totals = new Totals(jdbc);
        LedgerMeters watch = new LedgerMeters(meters);
        history = new History(jdbc, clock, watch);
        reservations = new Reservations(jdbc, ledgers, totals, history, watch, clock);
        publications = new Publications(ledgers, totals, history, watch);
        unprotected = new UnprotectedUse(ledgers, history, watch);
        budgets = new Budgets(ledgers, totals, history, watch, transaction);
        reports = new Reports(ledgers, totals, new Epsilons(), transaction);
    }

    /** What is told of the ledger. */
    double counted(String what, String tag, String value) {
        return meters.get("descent.ledger." + what).tag(tag, value).counter().count();
    }

    static ProjectContent content(String fingerprint) {
        return new ProjectContent(ProjectId.DEFAULT, fingerprint);
    }

    /** One hundredth of the records at this noise multiplier. */
    static PrivacyEvent sampled(double noise) {
        return new SampledGaussian(0.01, noise, 1, Neighbours.ADD_OR_REMOVE_ONE);
    }

    static Cost steps(long steps) {
        return new Cost(STEP, steps, 1e-6);
    }

    void reserve(String jobId, ProjectContent content, Cost cost) {
        transaction.executeWithoutResult(status -> reservations.reserve(jobId, content, cost));
    }

    OptionalInt begin(String jobId, long step) {
        return in(() -> reservations.begin(jobId, step));
    }

    long charge(String jobId, long step) {
        return in(() -> reservations.charge(jobId, step));
    }

    void letGo(String jobId, long step) {
        transaction.executeWithoutResult(status -> reservations.letGo(jobId, step));
    }

    void settle(String jobId) {
        transaction.executeWithoutResult(status -> reservations.settle(jobId));
    }

    void publish(ProjectContent content, Publication publication) {
        transaction.executeWithoutResult(status -> publications.charge(content, publication));
    }

    private <T> T in(Supplier<T> work) {
        T result = transaction.execute(status -> work.get());
        if (result == null) {
            throw new AssertionError("nothing came back");
        }
        return result;
    }

    BudgetReport report(ProjectContent content) {
        return reports.report(content).orElseThrow();
    }

    JobAccount account(String jobId) {
        JobAccount account = reservations.accounts(List.of(jobId)).get(jobId);
        if (account == null) {
            throw new AssertionError("no account of " + jobId);
        }
        return account;
    }

    List<LedgerEntry> entries(ProjectContent content) {
        return history.list(content, 0, 100_000);
    }

    /** Sums that must agree whatever happened; the sums of prices from scratch, step by step of the history. */
    void requireSound(ProjectContent content) {
        Ledger ledger = new Ledgers(jdbc, Clock.systemUTC()).find(content).orElseThrow();
        Budget budget = ledger.budget().orElseThrow();
        BigDecimal spent = BigDecimal.ZERO;
        BigDecimal reserved = BigDecimal.ZERO;
        long next = 1;
        for (LedgerEntry entry : entries(content)) {
            if (entry.seq() != next++) {
                throw new AssertionError("the history has a gap before " + entry);
            }
            if (entry.event() == null || entry.steps() == null || entry.stepsPerEvent() == null) {
                continue;
            }
            BigDecimal value = Price.of(entry.event(), budget.order())
                    .multiply(BigDecimal.valueOf(entry.steps() / entry.stepsPerEvent()));
            switch (entry.type()) {
                case RESERVED -> reserved = reserved.add(value);
                case CHARGED -> {
                    reserved = reserved.subtract(value);
                    spent = spent.add(value);
                }
                case PUBLISHED -> spent = spent.add(value);
                case SETTLED -> reserved = reserved.subtract(value);
                default -> throw new AssertionError(entry);
            }
        }
        requireEqual("spent", ledger.spent(), spent);
        requireEqual("reserved", ledger.reserved(), reserved);
        if (spent.add(reserved).compareTo(budget.capacity()) > 0) {
            throw new AssertionError(spent + " and " + reserved + " exceed " + budget.capacity());
        }
    }

    private static void requireEqual(String name, BigDecimal stored, BigDecimal summed) {
        if (stored.compareTo(summed) != 0) {
            throw new AssertionError(name + " is " + stored + " but its history sums to " + summed);
        }
    }
}
