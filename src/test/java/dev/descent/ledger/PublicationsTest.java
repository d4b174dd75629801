package dev.descent.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.descent.accounting.Neighbours;
import dev.descent.accounting.PldAccountant;
import dev.descent.accounting.PrivacyEvent;
import dev.descent.accounting.PrivacyEvent.Composed;
import dev.descent.accounting.PrivacyEvent.Gaussian;
import dev.descent.accounting.PrivacyEvent.RandomizedResponse;
import dev.descent.accounting.RdpAccountant;
import dev.descent.spec.InvalidOptions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What is published once is charged once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PublicationsTest {
    private static final AtomicInteger CONTENTS = new AtomicInteger();
    private static final double ORDER = 8;
    private static final PrivacyEvent NOISE = new Gaussian(20, 4, Neighbours.ZERO_OUT);
    private static final PrivacyEvent ANSWER = new RandomizedResponse(0.5, 3, Neighbours.ZERO_OUT);
    private static final PrivacyEvent ALL = new Composed(List.of(NOISE, ANSWER, ANSWER.times(2)));

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

    private Publication publication(PrivacyEvent event) {
        return new Publication(event, 1e-6, content.fingerprint() + "-copy", "a copy");
    }

    private void budget(double epsilon) {
        ledger.budgets.set(content, new BudgetRequest(epsilon, 1e-6, ORDER, null));
    }

    @Test
    void aPublicationIsSpentAtOnceAndReportedAsTheTightestAccountantFindsIt() {
        budget(8);
        ledger.publish(content, publication(ALL));

        BudgetReport report = ledger.report(content);
        assertThat(report.filter().spent())
                .isCloseTo(new RdpAccountant().divergence(ALL, ORDER), within(1e-8))
                .isGreaterThanOrEqualTo(new RdpAccountant().divergence(ALL, ORDER));
        assertThat(report.filter().reserved()).isZero();
        assertThat(report.spent()).isEqualTo(new PldAccountant().epsilon(ALL, 1e-6));
        LedgerEntry last = ledger.entries(content).get(1);
        assertThat(last.type()).isEqualTo(LedgerEntry.Type.PUBLISHED);
        assertThat(last.event()).isEqualTo(ALL);
        assertThat(last.content()).isEqualTo(content.fingerprint() + "-copy");
        assertThat(last.delta()).isEqualTo(1e-6);
        assertThat(last.jobId()).isNull();
    }

    @Test
    void aPublicationOfOneEventAgreesWithItsHistoryToTheLastDigit() {
        budget(8);
        ledger.publish(content, publication(NOISE));
        ledger.publish(content, publication(NOISE));
        ledger.requireSound(content);
    }

    @Test
    void whatIsPublishedHasNoPartInTheLedgerOfItsSource() {
        budget(8);
        ledger.publish(content, publication(ALL));

        assertThat(ledger.budgets.find(TestLedger.content(content.fingerprint() + "-copy")))
                .isEmpty();
        assertThat(ledger.entries(TestLedger.content(content.fingerprint() + "-copy")))
                .isEmpty();
        ledger.unprotected.check(TestLedger.content(content.fingerprint() + "-copy"), false);
        assertThatThrownBy(() -> ledger.unprotected.check(content, false)).isInstanceOf(UnprotectedJob.class);
    }

    @Test
    void aPublicationThatWouldOverspendIsRefusedWithWhatRemainsAndChangesNothing() {
        budget(2);
        ledger.publish(content, publication(NOISE));
        BudgetReport before = ledger.report(content);
        PrivacyEvent loud = new Gaussian(2, 4, Neighbours.ZERO_OUT);

        assertThatThrownBy(() -> ledger.publish(content, publication(loud)))
                .isInstanceOf(BudgetExhausted.class)
                .hasMessageContaining("it costs 16 of Rényi divergence")
                .hasMessageContaining("remain");
        assertThatThrownBy(() -> ledger.publications.requireRoom(content, loud)).isInstanceOf(BudgetExhausted.class);
        ledger.publications.requireRoom(content, NOISE);
        assertThat(ledger.report(content)).isEqualTo(before);
    }

    @Test
    void ofManyAtOnceAsManyAreAdmittedAsFit() {
        budget(4);
        double room = ledger.report(content).filter().remaining();
        double price = new RdpAccountant().divergence(NOISE, ORDER);
        List<CompletableFuture<Boolean>> attempts = Stream.generate(() -> CompletableFuture.supplyAsync(() -> {
                    try {
                        ledger.publish(content, publication(NOISE));
                        return true;
                    } catch (BudgetExhausted e) {
                        return false;
                    }
                }))
                .limit((long) (room / price) + 5)
                .toList();

        assertThat(attempts.stream().filter(CompletableFuture::join).count()).isEqualTo((long) (room / price));
        ledger.requireSound(content);
    }

    @Test
    void whatWasPublishedBeforeThereWasABudgetCounts() {
        ledger.publish(content, publication(ALL));
        assertThatThrownBy(() -> budget(1.6)).isInstanceOf(BudgetExhausted.class);
        budget(8);

        assertThat(ledger.report(content).spent()).isEqualTo(new PldAccountant().epsilon(ALL, 1e-6));
        assertThat(ledger.report(content).filter().spent())
                .isCloseTo(new RdpAccountant().divergence(ALL, ORDER), within(1e-8));
    }

    @Test
    void jobsAndPublicationsShareTheBudget() {
        budget(3);
        PrivacyEvent step = new PrivacyEvent.SampledGaussian(0.01, 1, 1, Neighbours.ZERO_OUT);
        ledger.reserve("job_" + content.fingerprint(), content, new Cost(step, 500, 1e-6));
        ledger.publish(content, publication(NOISE));

        BudgetReport report = ledger.report(content);
        assertThat(report.spent()).isEqualTo(new PldAccountant().epsilon(NOISE, 1e-6));
        assertThat(report.filter().reserved()).isPositive();
        ledger.requireSound(content);
    }

    @Test
    void aPublicationAboutOtherNeighboursIsRefused() {
        budget(8);
        ledger.reserve("job_" + content.fingerprint(), content, TestLedger.steps(10));

        assertThatThrownBy(() -> ledger.publish(content, publication(NOISE)))
                .isInstanceOf(InvalidOptions.class)
                .hasMessageContaining("zero_out")
                .hasMessageContaining("add_or_remove_one");
    }

    @Test
    void whatTellsNothingIsRecordedAndCostsNothing() {
        budget(8);
        ledger.publish(content, publication(new Composed(List.of())));

        assertThat(ledger.report(content).spent()).isZero();
        assertThat(ledger.entries(content)).hasSize(2);
    }
}
