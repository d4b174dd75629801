package dev.descent.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.accounting.RdpFilter;
import dev.descent.projects.ProjectId;
import dev.descent.spec.InvalidOptions;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Setting, changing and sharing budgets, and what the database itself refuses. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BudgetsTest {
    private static final AtomicInteger CONTENTS = new AtomicInteger();

    private TestLedger ledger;
    private ProjectContent content = TestLedger.content("");

    @BeforeAll
    void start() {
        ledger = new TestLedger();
    }

    @BeforeEach
    void fresh() {
        content = TestLedger.content("sha256:budget-" + CONTENTS.incrementAndGet());
    }

    private boolean set(double epsilon, String reason) {
        return ledger.budgets.set(content, new BudgetRequest(epsilon, 1e-6, null, reason.isEmpty() ? null : reason));
    }

    @Test
    void theSameBudgetCanBeSetAgain() {
        assertThat(set(3, "")).isTrue();
        assertThat(set(3, "")).isFalse();
        assertThat(ledger.entries(content)).hasSize(1);
    }

    @Test
    void aChangeNeedsAReasonWhichTheHistoryKeeps() {
        set(3, "");
        double order = ledger.report(content).order();
        assertThatThrownBy(() -> set(4, "")).isInstanceOf(InvalidOptions.class).hasMessageContaining("/reason");
        set(4, "the review board agreed");
        assertThat(ledger.report(content).epsilon()).isEqualTo(4);
        assertThat(ledger.report(content).order()).as("stays").isEqualTo(order);
        assertThat(ledger.entries(content))
                .extracting(LedgerEntry::type)
                .containsExactly(LedgerEntry.Type.BUDGET_SET, LedgerEntry.Type.BUDGET_CHANGED);
        assertThat(ledger.entries(content).get(1).reason()).isEqualTo("the review board agreed");
        assertThatThrownBy(() -> ledger.budgets.set(content, new BudgetRequest(4, 1e-6, order + 1, "another order")))
                .isInstanceOf(InvalidOptions.class)
                .hasMessageContaining("/order");
    }

    @Test
    void aBudgetCannotBeLoweredBelowWhatIsSpentAndReserved() {
        ledger.budgets.set(content, new BudgetRequest(3, 1e-6, 8.0, null));
        ledger.reserve("job_" + content.fingerprint(), content, TestLedger.steps(1000));
        set(2.9, "a little less");
        assertThatThrownBy(() -> set(1.6, "much less")).isInstanceOf(BudgetExhausted.class);
        assertThat(ledger.report(content).epsilon()).isEqualTo(2.9);
        ledger.settle("job_" + content.fingerprint());
        set(1.6, "now it fits");
        ledger.requireSound(content);
        assertThatThrownBy(() -> set(1, "too little for order 8"))
                .isInstanceOf(InvalidOptions.class)
                .hasMessageContaining("/epsilon");
    }

    @Test
    void derivedContentSharesTheLedgerOfItsParent() {
        ProjectContent child = TestLedger.content(content.fingerprint() + "-child");
        set(3, "");
        ledger.transaction.executeWithoutResult(status -> ledger.budgets.derive(child, content.fingerprint()));
        ledger.reserve("job_" + content.fingerprint(), child, TestLedger.steps(100));
        assertThat(ledger.report(child)).isEqualTo(ledger.report(content));
        assertThat(ledger.report(content).reserved()).isPositive();
        ledger.transaction.executeWithoutResult(status -> ledger.budgets.derive(child, content.fingerprint()));
        assertThat(ledger.entries(content))
                .filteredOn(entry -> entry.type() == LedgerEntry.Type.DERIVED)
                .singleElement()
                .extracting(LedgerEntry::content)
                .isEqualTo(child.fingerprint());
        ProjectContent stranger = TestLedger.content(content.fingerprint() + "-stranger");
        ledger.reserve("job_stranger" + content.fingerprint(), stranger, TestLedger.steps(100));
        assertThatThrownBy(() -> ledger.transaction.executeWithoutResult(
                        status -> ledger.budgets.derive(stranger, content.fingerprint())))
                .isInstanceOf(InvalidOptions.class)
                .hasMessageContaining("/derived_from");
    }

    @Test
    void jobsWithoutPrivacyAreMarkedOnceAndOnlyWhereThereIsALedger() {
        ledger.unprotected.begin("job_early", content, false);
        assertThat(ledger.entries(content)).isEmpty();
        ledger.reserve("job_" + content.fingerprint(), content, TestLedger.steps(10));
        ledger.transaction.executeWithoutResult(status -> {
            ledger.unprotected.begin("job_bare", content, false);
            ledger.unprotected.begin("job_bare", content, false);
        });
        assertThat(ledger.entries(content))
                .filteredOn(entry -> entry.type() == LedgerEntry.Type.UNPROTECTED)
                .hasSize(1);
        assertThatThrownBy(() -> set(3, "")).isInstanceOf(InvalidOptions.class).hasMessageContaining("/reason");
        set(3, "what is gone is gone");
        assertThat(ledger.report(content).spent()).isNull();
        assertThat(ledger.report(content).remaining()).isZero();
        assertThatThrownBy(() -> ledger.transaction.executeWithoutResult(
                        status -> ledger.unprotected.begin("job_other", content, false)))
                .isInstanceOf(UnprotectedJob.class);
    }

    @Test
    void anOrderThatLeavesNoRoomIsRefused() {
        assertThatThrownBy(() -> ledger.budgets.set(content, new BudgetRequest(1, 1e-6, 4.0, null)))
                .isInstanceOf(InvalidOptions.class)
                .hasMessageContaining("at order 4.0 nothing can be shown");
    }

    @Test
    void theDefaultOrderLeavesRoomForEveryBudget() {
        for (double epsilon : new double[] {0.01, 0.1, 0.5, 1, 2, 3, 5, 8, 20, 1000}) {
            double order = Workload.order(epsilon, 1e-6);
            assertThat(RdpFilter.guaranteeing(epsilon, 1e-6, order).budget()).isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1, 2, 3, 5, 8, 15})
    void atTheDefaultOrderHalfOfFewAndOfManyStepsFit(double epsilon) {
        RdpFilter filter = RdpFilter.guaranteeing(epsilon, 1e-5, Workload.order(epsilon, 1e-5));
        assertThat(Workload.all(epsilon, 1e-5))
                .allSatisfy(workload -> assertThat(workload.room(filter)).isBetween(0.5, 1.05));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update ledger_entry set steps = 0",
                "delete from ledger_entry",
                "truncate ledger_entry",
                "update ledger_content set ledger_id = 'another'",
                "delete from ledger_content",
                "delete from ledger",
                "truncate ledger cascade",
                "delete from ledger_total",
                "truncate ledger_total cascade",
                "update ledger_total set spent_events = spent_events - 1"
            })
    void theDatabaseRefusesToForget(String statement) {
        set(3, "");
        ledger.reserve("job_" + content.fingerprint(), content, TestLedger.steps(10));
        ledger.begin("job_" + content.fingerprint(), 0);
        ledger.charge("job_" + content.fingerprint(), 0);
        assertThatThrownBy(() -> ledger.jdbc.sql(statement).update())
                .hasMessageContaining("privacy history is only ever added to");
    }

    @Test
    void theDatabaseRefusesToOversell() {
        set(3, "");
        assertThatThrownBy(
                        () -> ledger.jdbc.sql("""
                        update ledger set spent = capacity, reserved = 0.000000000000000001 where id = (
                            select ledger_id from ledger_content where fingerprint = ?)""").param(content.fingerprint()).update())
                .hasMessageContaining("check constraint");
    }

    @Test
    void theSameContentInTwoProjectsHasTwoLedgers() {
        ProjectContent elsewhere =
                new ProjectContent(new ProjectId("proj_00000000000000000000000001"), content.fingerprint());
        ledger.budgets.set(content, new BudgetRequest(3, 1e-6));
        ledger.reserve("job_" + content.fingerprint(), content, TestLedger.steps(10));
        assertThat(ledger.budgets.find(elsewhere)).isEmpty();
        assertThat(ledger.entries(elsewhere)).isEmpty();
        ledger.budgets.set(elsewhere, new BudgetRequest(1, 1e-6));
        assertThat(ledger.report(elsewhere).reserved()).isZero();
        assertThat(ledger.report(content).epsilon()).isEqualTo(3);
        assertThat(ledger.budgets.find(elsewhere.project(), Set.of(content.fingerprint())))
                .containsOnlyKeys(content.fingerprint())
                .containsValue(ledger.budgets.find(elsewhere).orElseThrow());
    }
}
