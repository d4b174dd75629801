package dev.descent.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.descent.accounting.Neighbours;
import dev.descent.accounting.PldAccountant;
import dev.descent.accounting.PrivacyEvent;
import dev.descent.accounting.RdpAccountant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Jobs whose events cover several steps in a row: who takes one of them has done to the data all that the event is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SeveralStepsPerEventTest {
    private static final AtomicInteger CONTENTS = new AtomicInteger();
    private static final double ORDER = 8;
    private static final PrivacyEvent PASS = new PrivacyEvent.Gaussian(8, 1, Neighbours.ZERO_OUT);
    private static final long STEPS = 250;

    private TestLedger ledger;
    private ProjectContent content = TestLedger.content("");

    @BeforeAll
    void start() {
        ledger = new TestLedger();
    }

    @BeforeEach
    void fresh() {
        content = TestLedger.content("sha256:pass" + CONTENTS.incrementAndGet());
        ledger.budgets.set(content, new BudgetRequest(3, 1e-6, ORDER, null));
    }

    private String job() {
        return "job_" + content.fingerprint();
    }

    /** One event for the whole run. */
    private void reservePass() {
        ledger.reserve(job(), content, new Cost(PASS, STEPS, STEPS, 1e-6));
    }

    private static double divergence(long events) {
        return new RdpAccountant().divergence(PASS.times(events), ORDER);
    }

    /** Reserved and not yet charged, and charged, in events; what must hold whatever happened. */
    private void requireEvents(long reserved, long spent) {
        BudgetReport report = ledger.report(content);
        assertThat(report.filter().reserved()).isCloseTo(divergence(reserved), within(1e-8));
        assertThat(report.filter().spent()).isCloseTo(divergence(spent), within(1e-8));
        double epsilon = spent == 0 ? 0 : new PldAccountant().epsilon(PASS.times(spent), 1e-6);
        assertThat(report.privateSpent()).isCloseTo(epsilon, within(1e-12));
        ledger.requireSound(content);
    }

    @Test
    void theFirstStepPaysForAllAndLaterOnesPayNothing() {
        reservePass();
        requireEvents(1, 0);
        assertThat(ledger.begin(job(), 0)).hasValue(0);
        requireEvents(1, 0);
        assertThat(ledger.charge(job(), 0)).isEqualTo(STEPS);
        requireEvents(0, 1);
        for (long step = 1; step < STEPS; step += 50) {
            assertThat(ledger.charge(job(), step)).isEqualTo(STEPS);
        }
        requireEvents(0, 1);
        assertThat(ledger.account(job()).charged()).isEqualTo(PASS.times(1));
        assertThat(ledger.account(job()).chargedSteps()).isEqualTo(STEPS);
        assertThatThrownBy(() -> ledger.charge(job(), STEPS)).isInstanceOf(IllegalStateException.class);
        ledger.settle(job());
        requireEvents(0, 1);
    }

    @Test
    void aJobThatEndsAfterOneStepGetsNothingBackAndOneThatTookNoneAll() {
        reservePass();
        ledger.begin(job(), 0);
        ledger.charge(job(), 0);
        ledger.settle(job());
        requireEvents(0, 1);
        ledger.reserve("job_idle_" + content.fingerprint(), content, new Cost(PASS, STEPS, STEPS, 1e-6));
        requireEvents(1, 1);
        ledger.begin("job_idle_" + content.fingerprint(), 0);
        ledger.settle("job_idle_" + content.fingerprint());
        requireEvents(0, 1);
    }

    @Test
    void aPauseAtTheSameStepPaysNothingMore() {
        reservePass();
        ledger.begin(job(), 0);
        ledger.charge(job(), 0);
        for (long step : new long[] {3, 3, 77, 249}) {
            ledger.letGo(job(), step);
            assertThat(ledger.begin(job(), step)).hasValue(0);
            assertThat(ledger.charge(job(), step)).isEqualTo(STEPS);
        }
        requireEvents(0, 1);
        assertThat(ledger.account(job()).reservedSteps()).isEqualTo(STEPS);
    }

    @Test
    void aPauseBeforeTheFirstStepPaysNothing() {
        reservePass();
        ledger.begin(job(), 0);
        ledger.letGo(job(), 0);
        assertThat(ledger.begin(job(), 0)).hasValue(0);
        requireEvents(1, 0);
    }

    @Test
    void aWorkerThatVanishedCostsAnotherEventWhicheverStepItsCheckpointIsOf() {
        reservePass();
        ledger.begin(job(), 0);
        ledger.charge(job(), 0);
        assertThat(ledger.begin(job(), 100)).hasValue(1);
        requireEvents(1, 1);
        assertThat(ledger.charge(job(), 100)).isEqualTo(STEPS);
        requireEvents(0, 2);
        assertThat(ledger.account(job()).reserved()).isEqualTo(PASS.times(2));
        assertThat(ledger.begin(job(), 249)).as("it vanished again").hasValue(2);
        ledger.charge(job(), 249);
        requireEvents(0, 3);
        ledger.settle(job());
        requireEvents(0, 3);
    }

    @Test
    void aPausedJobWhoseNewestCheckpointIsDamagedPaysForTheStepsThatItRepeatsWithinTheEvent() {
        reservePass();
        ledger.begin(job(), 0);
        ledger.charge(job(), 0);
        ledger.letGo(job(), 120);
        assertThat(ledger.begin(job(), 100)).as("fresh noise").hasValue(1);
        requireEvents(1, 1);
        ledger.charge(job(), 100);
        requireEvents(0, 2);
        ledger.letGo(job(), 130);
        assertThat(ledger.begin(job(), 130)).hasValue(1);
        requireEvents(0, 2);
    }

    @Test
    void aWorkerThatVanishesAfterACleanResumeIsNoCleanOne() {
        reservePass();
        ledger.begin(job(), 0);
        ledger.charge(job(), 0);
        ledger.letGo(job(), 120);
        ledger.begin(job(), 120);
        assertThat(ledger.begin(job(), 120)).hasValue(1);
        requireEvents(1, 1);
    }

    @Test
    void aWorkerThatVanishesBeforeItTookAStepOfItsAttemptCostsNothingMoreFromWhateverCheckpoint() {
        reservePass();
        ledger.begin(job(), 0);
        ledger.charge(job(), 0);
        assertThat(ledger.begin(job(), 100)).hasValue(1);
        assertThat(ledger.begin(job(), 100)).hasValue(1);
        assertThat(ledger.begin(job(), 50)).as("an older checkpoint").hasValue(1);
        requireEvents(1, 1);
        assertThat(ledger.charge(job(), 50)).isEqualTo(STEPS);
        requireEvents(0, 2);
    }

    @Test
    void anEventThatCannotBePaidTwiceIsNotRepeated() {
        long all = (long) (ledger.report(content).filter().capacity() / divergence(1));
        ledger.reserve("job_rest_" + content.fingerprint(), content, new Cost(PASS, all - 1, 1e-6));
        reservePass();
        ledger.begin(job(), 0);
        ledger.charge(job(), 0);
        assertThatThrownBy(() -> ledger.begin(job(), 10))
                .isInstanceOf(BudgetExhausted.class)
                .hasMessageContaining("250 steps cost")
                .hasMessageContaining("enough for 0 such steps");
        requireEvents(all - 1, 1);
        assertThatThrownBy(
                        () -> ledger.reserve("job_more_" + content.fingerprint(), content, new Cost(PASS, 9, 9, 1e-6)))
                .isInstanceOf(BudgetExhausted.class);
    }

    @Test
    void severalEventsAreChargedOneAfterTheOtherAndTheLastMayCoverFewerSteps() {
        Cost cost = new Cost(PASS, 27, 10, 1e-6);
        assertThat(cost.events()).isEqualTo(3);
        assertThat(cost.total()).isEqualTo(PASS.times(3));
        ledger.reserve(job(), content, cost);
        requireEvents(3, 0);
        ledger.begin(job(), 0);
        assertThat(ledger.charge(job(), 0)).isEqualTo(10);
        assertThat(ledger.charge(job(), 9)).isEqualTo(10);
        requireEvents(2, 1);
        assertThat(ledger.charge(job(), 10)).isEqualTo(20);
        requireEvents(1, 2);
        assertThat(ledger.begin(job(), 15)).as("the second event again").hasValue(1);
        requireEvents(2, 2);
        assertThat(ledger.charge(job(), 15)).isEqualTo(20);
        assertThat(ledger.begin(job(), 20)).as("nothing of it was taken").hasValue(1);
        assertThat(ledger.charge(job(), 20)).isEqualTo(30);
        requireEvents(0, 4);
        assertThat(ledger.begin(job(), 9)).as("from the first on").hasValue(2);
        requireEvents(3, 4);
        ledger.settle(job());
        requireEvents(0, 4);
    }

    @Test
    void jobsWhoseEqualEventsCoverDifferentNumbersOfStepsAddUp() {
        reservePass();
        ledger.reserve("job_short_" + content.fingerprint(), content, new Cost(PASS, 10, 10, 1e-6));
        ledger.reserve("job_single_" + content.fingerprint(), content, new Cost(PASS, 3, 1e-6));
        requireEvents(5, 0);
        ledger.begin(job(), 0);
        ledger.charge(job(), 0);
        ledger.begin("job_short_" + content.fingerprint(), 0);
        ledger.charge("job_short_" + content.fingerprint(), 0);
        requireEvents(3, 2);
    }

    @Test
    void aBudgetThatIsSetLaterKnowsTheEventsThatWereSpent() {
        ProjectContent free = TestLedger.content(content.fingerprint() + "-free");
        ledger.reserve(job(), free, new Cost(PASS, STEPS, STEPS, 1e-6));
        ledger.begin(job(), 0);
        ledger.charge(job(), 0);
        ledger.begin(job(), 10);
        ledger.budgets.set(free, new BudgetRequest(3, 1e-6, ORDER, null));
        content = free;
        requireEvents(1, 1);
    }

    @Test
    void aQuoteIsOfEventsAndTheHistorySaysHowManyStepsOneCovers() {
        Cost cost = new Cost(PASS, STEPS, STEPS, 1e-6);
        Quote quote = ledger.reports.quote(content, cost);
        assertThat(quote.divergence()).isCloseTo(divergence(1), within(1e-8));
        assertThat(quote.epsilon()).isEqualTo(new PldAccountant().epsilon(PASS, 1e-6));
        reservePass();
        LedgerEntry entry = ledger.entries(content).get(1);
        assertThat(entry.steps()).isEqualTo(STEPS);
        assertThat(entry.stepsPerEvent()).isEqualTo(STEPS);
        assertThat(ledger.entries(content).get(0).stepsPerEvent()).isNull();
    }
}
