package dev.descent.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.descent.accounting.Neighbours;
import dev.descent.accounting.PldAccountant;
import dev.descent.accounting.PrivacyEvent;
import dev.descent.accounting.PrivacyEvent.SampledGaussian;
import dev.descent.accounting.RdpAccountant;
import dev.descent.spec.InvalidOptions;
import java.math.BigDecimal;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What single jobs take from a budget, one step of their lives after the other. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReservationsTest {
    private static final AtomicInteger CONTENTS = new AtomicInteger();
    private static final double ORDER = 8;

    private TestLedger ledger;
    private ProjectContent content = TestLedger.content("");

    @BeforeAll
    void start() {
        ledger = new TestLedger();
    }

    @BeforeEach
    void fresh() {
        content = TestLedger.content("sha256:" + CONTENTS.incrementAndGet());
    }

    private void budget(double epsilon) {
        ledger.budgets.set(content, new BudgetRequest(epsilon, 1e-6, ORDER, null));
    }

    private String job() {
        return "job_" + content.fingerprint();
    }

    private double filterSpent() {
        return ledger.report(content).filter().spent();
    }

    private double filterReserved() {
        return ledger.report(content).filter().reserved();
    }

    private static double divergence(long steps) {
        return new RdpAccountant().divergence(TestLedger.STEP.times(steps), ORDER);
    }

    @Test
    void aJobReservesAllItsStepsIsChargedForThoseItTakesAndReleasesTheRest() {
        budget(3);
        ledger.reserve(job(), content, TestLedger.steps(1000));
        assertThat(filterReserved()).isCloseTo(divergence(1000), within(1e-8));
        assertThat(filterSpent()).isZero();

        assertThat(ledger.begin(job(), 0)).hasValue(0);
        for (long step = 0, charged = 0; step < 300; step++) {
            if (step == charged) {
                charged = ledger.charge(job(), step);
            }
        }
        assertThat(ledger.account(job()).chargedSteps()).isEqualTo(300);
        assertThat(filterSpent()).isCloseTo(divergence(300), within(1e-8));
        assertThat(filterReserved()).isCloseTo(divergence(700), within(1e-8));

        ledger.settle(job());
        assertThat(ledger.account(job()).settled()).isTrue();
        assertThat(filterSpent()).isCloseTo(divergence(300), within(1e-8));
        assertThat(filterReserved()).isZero();
        ledger.requireSound(content);
        assertThat(ledger.entries(content).get(0).type()).isEqualTo(LedgerEntry.Type.BUDGET_SET);
        LedgerEntry last = ledger.entries(content).get(ledger.entries(content).size() - 1);
        assertThat(last.type()).isEqualTo(LedgerEntry.Type.SETTLED);
        assertThat(last.steps()).isEqualTo(700);
    }

    @Test
    void whatIsWrittenAndWhatIsRefusedIsCounted() {
        double written = ledger.counted("entries", "type", "reserved");
        double exhausted = ledger.counted("refusals", "reason", "exhausted");
        double conflicts = ledger.counted("refusals", "reason", "conflict");
        budget(1.8);
        ledger.reserve(job(), content, TestLedger.steps(200));
        assertThat(ledger.counted("entries", "type", "reserved")).isEqualTo(written + 1);
        assertThatThrownBy(() -> ledger.reserve("job_too_much", content, TestLedger.steps(10_000_000)))
                .isInstanceOf(BudgetExhausted.class);
        assertThat(ledger.counted("refusals", "reason", "exhausted")).isEqualTo(exhausted + 1);
        assertThatThrownBy(() -> ledger.budgets.set(content, new BudgetRequest(0.01, 1e-6, 7.0, "less")))
                .isInstanceOf(InvalidOptions.class);
        assertThat(ledger.counted("refusals", "reason", "conflict")).isEqualTo(conflicts + 1);
        assertThat(ledger.counted("entries", "type", "reserved"))
                .as("what was rolled back is not counted")
                .isEqualTo(written + 1);
    }

    @Test
    void aStepIsChargedWithAtMostAHundredthOfItsJob() {
        budget(3);
        ledger.reserve(job(), content, TestLedger.steps(250));
        ledger.begin(job(), 0);
        assertThat(ledger.charge(job(), 0)).isEqualTo(3);
        assertThat(ledger.charge(job(), 2)).as("charged already").isEqualTo(3);
        assertThat(ledger.charge(job(), 249))
                .as("what lies between is charged too")
                .isEqualTo(250);
        assertThat(ledger.account(job()).chargedSteps()).isEqualTo(250);
        assertThatThrownBy(() -> ledger.charge(job(), 250))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("250");
    }

    @Test
    void aJobThatWouldOverspendIsRefusedWithWhatRemainsAndChangesNothing() {
        budget(1.8);
        ledger.reserve(job(), content, TestLedger.steps(200));
        BudgetReport before = ledger.report(content);
        long fitting = (long) (before.filter().remaining() / divergence(1));
        assertThatThrownBy(() -> ledger.reserve("job_too_much", content, TestLedger.steps(fitting + 1)))
                .isInstanceOf(BudgetExhausted.class)
                .hasMessageContaining("enough for " + fitting + " such steps");
        assertThat(ledger.report(content)).isEqualTo(before);
        ledger.reserve("job_just_" + content.fingerprint(), content, TestLedger.steps(fitting));
        ledger.requireSound(content);
    }

    @Test
    void aJobThatNeverBeganReleasesEverything() {
        budget(3);
        BudgetReport before = ledger.report(content);
        ledger.reserve(job(), content, TestLedger.steps(1000));
        ledger.settle(job());
        BudgetReport after = ledger.report(content);
        assertThat(after.spent()).isZero();
        assertThat(after.filter()).isEqualTo(before.filter());
        assertThat(after.entries()).isEqualTo(before.entries() + 2);
    }

    @Test
    void aJobThatPausedGoesOnInTheSameAttemptAndPaysNothingTwice() {
        budget(3);
        ledger.reserve(job(), content, TestLedger.steps(1000));
        assertThat(ledger.begin(job(), 0)).hasValue(0);
        assertThat(ledger.charge(job(), 0)).isEqualTo(10);
        ledger.letGo(job(), 4);
        assertThat(ledger.begin(job(), 4))
                .as("steps 4 to 9 are charged and were not taken")
                .hasValue(0);
        assertThat(ledger.charge(job(), 4)).isEqualTo(10);
        assertThat(ledger.account(job()).chargedSteps()).isEqualTo(10);
        assertThat(ledger.account(job()).reservedSteps()).isEqualTo(1000);
    }

    @Test
    void aJobWhoseWorkerVanishedRunsWithFreshNoiseAndPaysAgain() {
        budget(3);
        ledger.reserve(job(), content, TestLedger.steps(1000));
        ledger.begin(job(), 0);
        ledger.charge(job(), 0);
        ledger.charge(job(), 10);
        assertThat(ledger.begin(job(), 15)).hasValue(1);
        assertThat(ledger.account(job()).reservedSteps()).isEqualTo(1005);
        assertThat(ledger.charge(job(), 15)).isEqualTo(25);
        assertThat(ledger.account(job()).chargedSteps()).isEqualTo(30);
        ledger.requireSound(content);
        assertThat(ledger.begin(job(), 0)).as("from the beginning").hasValue(2);
        assertThat(ledger.account(job()).reservedSteps()).isEqualTo(1030);
        ledger.requireSound(content);
    }

    @Test
    void aPauseThatWasCleanIsNoExcuseForACrashAfterIt() {
        budget(3);
        ledger.reserve(job(), content, TestLedger.steps(1000));
        ledger.begin(job(), 0);
        ledger.charge(job(), 0);
        ledger.letGo(job(), 4);
        ledger.begin(job(), 4);
        assertThat(ledger.begin(job(), 4)).hasValue(1);
    }

    @Test
    void aPausedJobWhoseNewestCheckpointIsLostStartsAnotherAttempt() {
        budget(3);
        ledger.reserve(job(), content, TestLedger.steps(1000));
        ledger.begin(job(), 0);
        ledger.charge(job(), 0);
        ledger.letGo(job(), 9);
        assertThat(ledger.begin(job(), 5)).hasValue(1);
        assertThat(ledger.account(job()).reservedSteps()).isEqualTo(1005);
    }

    @Test
    void aCrashWithAllChargedStepsInTheCheckpointRepeatsNothing() {
        budget(3);
        ledger.reserve(job(), content, TestLedger.steps(1000));
        ledger.begin(job(), 0);
        ledger.charge(job(), 0);
        assertThat(ledger.begin(job(), 10)).hasValue(0);
        assertThat(ledger.account(job()).reservedSteps()).isEqualTo(1000);
    }

    @Test
    void stepsThatCannotBePaidTwiceAreNotRepeated() {
        budget(1.8);
        long all = (long) (ledger.report(content).filter().capacity() / divergence(1));
        ledger.reserve(job(), content, TestLedger.steps(all - 1));
        ledger.begin(job(), 0);
        ledger.charge(job(), 0);
        assertThatThrownBy(() -> ledger.begin(job(), 0)).isInstanceOf(BudgetExhausted.class);
        assertThat(ledger.account(job()).reservedSteps()).isEqualTo(all - 1);
        ledger.settle(job());
        ledger.requireSound(content);
    }

    @Test
    void aJobOnDataWithoutABudgetIsRecordedAndCountsWhenOneIsSet() {
        ledger.reserve(job(), content, TestLedger.steps(1000));
        assertThat(ledger.account(job()).budgeted()).isFalse();
        assertThat(ledger.reports.report(content)).isEmpty();
        ledger.begin(job(), 0);
        ledger.charge(job(), 499);
        assertThatThrownBy(() -> budget(1.6)).isInstanceOf(BudgetExhausted.class);
        budget(3);
        assertThat(filterSpent()).isCloseTo(divergence(509), within(1e-8));
        assertThat(filterReserved()).isCloseTo(divergence(491), within(1e-8));
        ledger.charge(job(), 999);
        ledger.settle(job());
        assertThat(filterSpent()).isCloseTo(divergence(1000), within(1e-8));
        ledger.requireSound(content);
    }

    @Test
    void reportsComposeAllJobsAndNeverExceedWhatTheFilterAdmits() {
        budget(3);
        PrivacyEvent other = TestLedger.sampled(1.3);
        ledger.reserve(job(), content, TestLedger.steps(500));
        ledger.reserve("job_other_" + content.fingerprint(), content, new Cost(other, 700, 1e-6));
        ledger.begin(job(), 0);
        ledger.charge(job(), 499);
        BudgetReport report = ledger.report(content);
        PrivacyEvent spent = TestLedger.STEP.times(500);
        double committed = new PldAccountant().epsilon(spent.and(other.times(700)), 1e-6);
        assertThat(report.spent()).isEqualTo(new PldAccountant().epsilon(spent, 1e-6));
        assertThat(report.privateSpent() + report.reserved()).isCloseTo(committed, within(1e-12));
        assertThat(report.remaining()).isCloseTo(3 - committed, within(1e-12));
        double used = report.filter().spent() + report.filter().reserved();
        double admitted = new dev.descent.accounting.RdpFilter(ORDER, 1).epsilon(used, 1e-6);
        assertThat(committed).isLessThan(admitted);
        assertThat(report.neighbouring()).isEqualTo("add_or_remove_one");
    }

    @Test
    void aQuoteIsWhatTheJobThenReserves() {
        budget(3);
        Quote quote = ledger.reports.quote(content, TestLedger.steps(1000));
        ledger.reserve(job(), content, TestLedger.steps(1000));
        assertThat(quote.fits()).isTrue();
        assertThat(quote.divergence()).isCloseTo(filterReserved(), within(1e-15));
        assertThat(quote.remaining()).isCloseTo(ledger.report(content).remaining(), within(1e-12));
        assertThat(ledger.reports.quote(content, TestLedger.steps(1_000_000)).fits())
                .isFalse();
        Quote free = ledger.reports.quote(TestLedger.content("sha256:unused"), TestLedger.steps(1000));
        assertThat(free.epsilon()).isEqualTo(quote.epsilon());
        assertThat(free.order()).isNull();
    }

    @Test
    void whatTheFilterCannotPriceIsRefused() {
        budget(3);
        PrivacyEvent replaced = new SampledGaussian(0.01, 1, 1, Neighbours.REPLACE_ONE);
        assertThatThrownBy(() -> ledger.reserve(job(), content, new Cost(replaced, 10, 1e-6)))
                .isInstanceOf(InvalidOptions.class)
                .hasMessageContaining("rdp");
        assertThatThrownBy(() -> ledger.reserve(job(), content, new Cost(TestLedger.sampled(0), 10, 1e-6)))
                .isInstanceOf(InvalidOptions.class)
                .hasMessageContaining("infinite");
    }

    @Test
    void guaranteesAboutDifferentNeighboursAreNotAddedUp() {
        PrivacyEvent zeroOut = new SampledGaussian(0.01, 1, 1, Neighbours.ZERO_OUT);
        budget(3);
        ledger.reserve(job(), content, TestLedger.steps(10));
        assertThatThrownBy(() -> ledger.reserve("job_zero", content, new Cost(zeroOut, 10, 1e-6)))
                .isInstanceOf(InvalidOptions.class)
                .hasMessageContaining("zero_out");
        ProjectContent free = TestLedger.content(content.fingerprint() + "-free");
        ledger.reserve("job_a_" + content.fingerprint(), free, TestLedger.steps(10));
        ledger.reserve("job_b_" + content.fingerprint(), free, new Cost(zeroOut, 10, 1e-6));
        assertThatThrownBy(() -> ledger.budgets.set(free, new BudgetRequest(3, 1e-6)))
                .isInstanceOf(InvalidOptions.class)
                .hasMessageContaining("zero_out");
    }

    @Test
    void pricesAreRoundedUp() {
        for (double noise : new double[] {0.7, 1, 1.3, 2, 5, 40}) {
            double divergence = new RdpAccountant().divergence(TestLedger.sampled(noise), ORDER);
            assertThat(Price.of(TestLedger.sampled(noise), ORDER)).isGreaterThan(new BigDecimal(divergence));
            assertThat(Price.of(TestLedger.sampled(noise), ORDER).doubleValue())
                    .isCloseTo(divergence, within(1e-8 * divergence + 1e-17));
        }
    }
}
