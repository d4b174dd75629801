package dev.descent.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Many at once, and transactions that come to nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConcurrentReservationsTest {
    private static final int THREADS = 16;
    private static final int JOBS = 200;

    private TestLedger ledger;

    @BeforeAll
    void start() {
        ledger = new TestLedger();
    }

    private static <T> void inParallel(List<Callable<T>> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            for (Future<T> done : threads.invokeAll(work)) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** The largest budget into which so many of these jobs fit and no more. */
    private void budgetForJobs(ProjectContent content, int jobs, Cost cost) {
        double order = 8;
        double each = Price.of(cost.event(), order).doubleValue() * cost.events();
        double none = new Budget(100, 1e-6, order).capacity().doubleValue();
        ledger.budgets.set(content, new BudgetRequest(100 - none + (jobs + 0.5) * each, 1e-6, order, null));
    }

    @Test
    void exactlyAsManyOfTwoHundredSubmissionsAreAcceptedAsFit() throws Exception {
        ProjectContent content = TestLedger.content("sha256:contended");
        Cost cost = TestLedger.steps(100);
        budgetForJobs(content, 73, cost);
        List<String> accepted = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger refused = new AtomicInteger();
        CyclicBarrier together = new CyclicBarrier(THREADS);
        List<Callable<Void>> work = new ArrayList<>();
        for (int i = 0; i < JOBS; i++) {
            String job = "job_" + i;
            boolean first = i < THREADS;
            work.add(() -> {
                if (first) {
                    together.await();
                }
                try {
                    ledger.reserve(job, content, cost);
                    accepted.add(job);
                } catch (BudgetExhausted e) {
                    refused.incrementAndGet();
                }
                return null;
            });
        }
        inParallel(work);
        assertThat(accepted).hasSize(73);
        assertThat(refused).hasValue(JOBS - 73);
        ledger.requireSound(content);
        assertThat(ledger.entries(content)).hasSize(1 + 73);
    }

    @Test
    void jobsThatRunEndAndCrashBesideEachOtherNeverOversell() throws Exception {
        ProjectContent content = TestLedger.content("sha256:busy");
        Cost cost = TestLedger.steps(100);
        budgetForJobs(content, 40, cost);
        Set<String> kept = Collections.synchronizedSet(new TreeSet<>());
        List<Callable<Void>> work = new ArrayList<>();
        for (int i = 0; i < JOBS; i++) {
            String job = "job_busy_" + i;
            int kind = i % 4;
            work.add(() -> {
                try {
                    ledger.reserve(job, content, cost);
                } catch (BudgetExhausted e) {
                    return null;
                }
                kept.add(job);
                if (kind > 0) {
                    ledger.begin(job, 0);
                    ledger.charge(job, 9);
                }
                if (kind == 2) {
                    try {
                        ledger.begin(job, 5);
                        ledger.charge(job, 30);
                    } catch (BudgetExhausted e) {
                        // Its steps cannot be paid again: it fails and pays for what it took.
                        kept.remove(job);
                    }
                }
                if (kind < 3) {
                    ledger.settle(job);
                }
                return null;
            });
        }
        inParallel(work);
        ledger.requireSound(content);
        assertThat(kept).hasSizeGreaterThan(40);
    }

    @Test
    void manyThatOpenALedgerAtOnceOpenOne() throws Exception {
        ProjectContent content = TestLedger.content("sha256:new");
        List<Callable<Void>> work = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            String job = "job_new_" + i;
            work.add(() -> {
                ledger.reserve(job, content, TestLedger.steps(10));
                return null;
            });
        }
        inParallel(work);
        assertThat(ledger.entries(content))
                .extracting(LedgerEntry::seq)
                .hasSize(THREADS)
                .doesNotHaveDuplicates();
    }

    /** Whatever a transaction had done before it was cut off, none of it remains and the next one finds all in order. */
    @Test
    void aTransactionThatIsCutOffAnywhereLeavesNothing() {
        ProjectContent content = TestLedger.content("sha256:aborted");
        budgetForJobs(content, 3, TestLedger.steps(100));
        ledger.reserve("job_steady", content, TestLedger.steps(100));
        ledger.begin("job_steady", 0);
        List<Runnable> parts = List.of(
                () -> ledger.reservations.reserve("job_aborted", content, TestLedger.steps(100)),
                () -> ledger.reservations.charge("job_steady", 0),
                () -> ledger.reservations.charge("job_steady", 1),
                () -> ledger.reservations.begin("job_steady", 0),
                () -> ledger.reservations.letGo("job_steady", 0),
                () -> ledger.reservations.settle("job_steady"),
                () -> ledger.unprotected.begin("job_bare", content, true));
        BudgetReport before = ledger.report(content);
        for (int done = 1; done <= parts.size(); done++) {
            List<Runnable> some = parts.subList(0, done);
            ledger.transaction.executeWithoutResult(status -> {
                some.forEach(Runnable::run);
                status.setRollbackOnly();
            });
            assertThat(ledger.report(content)).isEqualTo(before);
            ledger.requireSound(content);
        }
        ledger.transaction.executeWithoutResult(status -> parts.forEach(Runnable::run));
        assertThat(ledger.report(content).entries()).isEqualTo(before.entries() + 6);
    }
}
