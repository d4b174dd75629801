package dev.descent.jobs;

import static dev.descent.projects.ProjectId.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.descent.accounting.Neighbours;
import dev.descent.accounting.PldAccountant;
import dev.descent.accounting.PrivacyEvent;
import dev.descent.accounting.PrivacyEvent.SampledGaussian;
import dev.descent.database.TestDatabase;
import dev.descent.datasets.Datasets;
import dev.descent.jobs.FakeRuns.FakeRun;
import dev.descent.jobs.queue.Queue;
import dev.descent.jobs.run.Claim;
import dev.descent.jobs.run.Execution;
import dev.descent.ledger.BudgetExhausted;
import dev.descent.ledger.BudgetReport;
import dev.descent.ledger.BudgetRequest;
import dev.descent.ledger.Budgets;
import dev.descent.ledger.Cost;
import dev.descent.ledger.History;
import dev.descent.ledger.LedgerEntry;
import dev.descent.ledger.ProjectContent;
import dev.descent.ledger.Reports;
import dev.descent.training.Diverged;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every way in which a private job can end, and what its data's budget says then; one step of noise is one charge. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PrivateJobTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final AtomicInteger SETS = new AtomicInteger();
    private static final long STEPS = 500;
    /** A hundredth of the steps. */
    private static final long BLOCK = 5;

    @TempDir
    private static Path data;

    private TestDatabase database;
    private FakeRuns runs;
    private TestNode service;
    private String set = "";

    @BeforeAll
    void start() {
        database = TestDatabase.create();
        runs = new FakeRuns(data);
        service = new TestNode.Setup(database, data)
                .runs(runs)
                .workers(1)
                // Neither a heartbeat nor progress, which is written once a second, tells a worker that was cut off: it
                // must
                // notice when it writes what a test has it write.
                .lease(Duration.ofMinutes(30))
                .clock(new StepClock())
                .start();
    }

    @AfterAll
    void stop() {
        service.close();
    }

    @BeforeEach
    void fresh() {
        set = "two_moons?rows=200&seed=" + SETS.incrementAndGet();
    }

    private String fingerprint() {
        return service.get(Datasets.class).find(DEFAULT, set).orElseThrow().fingerprint();
    }

    private ProjectContent content() {
        return new ProjectContent(DEFAULT, fingerprint());
    }

    private void budget(double epsilon) {
        service.get(Budgets.class).set(content(), new BudgetRequest(epsilon, 1e-5, 6.0, null));
    }

    private BudgetReport report() {
        return service.get(Reports.class).report(content()).orElseThrow();
    }

    private List<LedgerEntry> history() {
        return service.get(History.class).list(content(), 0, 10_000);
    }

    private JsonNode spec(long steps, boolean isPrivate, boolean acknowledged) {
        return JSON.readTree("""
                {"dataset": "%s", "model": "linear", "objective": "classification", "duration": {"steps": %d},
                 "sampler": {"type": "poisson", "batch_size": 16, "rate": 0.1}, "mechanism": %s,
                 "preprocessing": {"numeric": "none"}, "evaluation": {"validation_fraction": 0},
                 "acknowledge_unprotected": %b}""".formatted(
                        set,
                        steps,
                        isPrivate ? "{\"type\": \"dp_sgd\", \"noise_multiplier\": 4.0, \"delta\": 1e-5}" : "\"none\"",
                        acknowledged));
    }

    private String submit(long steps) {
        return service.jobs()
                .submit(DEFAULT, spec(steps, true, false), null)
                .job()
                .id();
    }

    private JobPrivacy privacy(String id) {
        return Objects.requireNonNull(service.jobs().get(DEFAULT, id).privacy());
    }

    private static void take(FakeRun run, int steps) {
        for (int i = 0; i < steps; i++) {
            run.privateStep();
        }
    }

    private void finish(String id, FakeRun run) {
        run.finish();
        service.awaitState(id, JobState.SUCCEEDED);
    }

    private void cancel(String id, FakeRun run) {
        service.jobs().cancel(DEFAULT, id);
        run.step();
        service.awaitState(id, JobState.CANCELLED);
    }

    /** @param times how often it has been paused then */
    private void pause(String id, FakeRun run, int times) {
        service.jobs().pause(DEFAULT, id);
        run.step();
        service.awaitState(id, JobState.PAUSED, times);
    }

    private FakeRun resume(String id) {
        service.jobs().resume(DEFAULT, id);
        return runs.next();
    }

    private static void assertBeganAt(FakeRun run, long step) {
        assertThat(run.began()).get().satisfies(from -> assertThat(from.step()).isEqualTo(step));
    }

    private void requireSettled(String id, long charged) {
        assertThat(privacy(id).stepsCharged()).isEqualTo(charged);
        assertThat(report().reserved()).isZero();
        assertThat(report().filter().reserved()).isZero();
        LedgerEntry last = history().get(history().size() - 1);
        assertThat(last.type()).isEqualTo(LedgerEntry.Type.SETTLED);
        assertThat(last.jobId()).isEqualTo(id);
        assertThat(history().stream()
                        .filter(entry -> entry.type() == LedgerEntry.Type.CHARGED)
                        .mapToLong(entry -> Objects.requireNonNull(entry.steps()))
                        .sum())
                .isEqualTo(charged);
        assertThat(keys(id)).as("the key is erased").isZero();
    }

    private long keys(String id) {
        return service.sql()
                .sql("select count(*) from job_key where job_id = ?")
                .param(id)
                .query(Long.class)
                .single();
    }

    @Test
    void aJobThatFinishesEarlyPaysForItsStepsAndReleasesTheRest() {
        budget(8);
        String id = submit(STEPS);
        assertThat(privacy(id).epsilonReserved()).isGreaterThan(0);
        assertThat(privacy(id).epsilonSpent()).isZero();
        assertThat(privacy(id).noiseMultiplier()).isEqualTo(4.0);
        assertThat(privacy(id).samplingRate()).isEqualTo(0.1);
        assertThat(keys(id)).isEqualTo(1);
        FakeRun run = runs.next();
        take(run, 12);
        assertThat(privacy(id).stepsCharged()).isEqualTo(15);
        assertThat(report().reserved()).isGreaterThan(0);
        finish(id, run);
        requireSettled(id, 15);
        assertThat(privacy(id).epsilonSpent())
                .isLessThan(Objects.requireNonNull(privacy(id).epsilonReserved()));
        assertThat(report().spent()).isEqualTo(privacy(id).epsilonSpent());
    }

    @Test
    void aJobThatIsCancelledWhileItWaitsOrIsPausedBeforeItBeganReleasesEverything() {
        budget(8);
        String busy = submit(STEPS);
        FakeRun run = runs.next();
        String waiting = submit(STEPS);
        String paused = submit(STEPS);
        service.jobs().pause(DEFAULT, paused);
        assertThat(keys(waiting)).isEqualTo(1);
        double reserved = report().filter().reserved();
        service.jobs().cancel(DEFAULT, waiting);
        service.jobs().cancel(DEFAULT, paused);
        assertThat(report().filter().reserved()).isLessThan(reserved / 2);
        assertThat(privacy(waiting).epsilonSpent()).isZero();
        assertThat(keys(waiting) + keys(paused)).isZero();
        cancel(busy, run);
        assertThat(report().spent()).isZero();
        requireSettled(busy, 0);
    }

    @Test
    void aJobThatIsCancelledWhileItRunsPaysForItsSteps() {
        budget(8);
        String id = submit(STEPS);
        FakeRun run = runs.next();
        take(run, 6);
        cancel(id, run);
        requireSettled(id, 10);
    }

    @Test
    void aJobThatFailsPaysForItsSteps() {
        budget(8);
        String id = submit(STEPS);
        FakeRun run = runs.next();
        take(run, 1);
        run.crash(new Diverged(1, Double.NaN));
        service.awaitState(id, JobState.FAILED);
        requireSettled(id, BLOCK);
    }

    @Test
    void aPausedJobKeepsItsReservationAndItsNoise() {
        budget(8);
        String id = submit(STEPS);
        FakeRun first = runs.next();
        take(first, 7);
        int[] noise = first.noise(7);
        double reserved = report().filter().reserved();
        pause(id, first, 1);
        assertThat(report().filter().reserved()).isEqualTo(reserved);
        FakeRun second = resume(id);
        assertThat(second.noise(7)).as("bit for bit").isEqualTo(noise);
        take(second, 3);
        assertThat(privacy(id).stepsCharged())
                .as("steps 7 to 9 were paid before the pause")
                .isEqualTo(10);
        pause(id, second, 2);
        service.jobs().cancel(DEFAULT, id);
        requireSettled(id, 10);
    }

    /** A worker that is cut off, and another that takes the job up from the last checkpoint. */
    private final class Recovery implements AutoCloseable {
        private final FakeRuns others = new FakeRuns(data);
        private final TestNode other =
                new TestNode.Setup(database, data).runs(others).start();
        private final Thread training;

        Recovery(String id) {
            service.sql()
                    .sql("update job set lease_until = now() - interval '1 second' where id = ?")
                    .param(id)
                    .update();
            Queue queue = other.get(Queue.class);
            queue.takeBackExpired();
            Claim claim = queue.claim("other", Duration.ofMinutes(5), c -> {}).orElseThrow();
            training = new Thread(() -> other.get(Execution.class).execute(claim));
            training.start();
        }

        @Override
        public void close() {
            try {
                training.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            other.close();
        }
    }

    @Test
    void aJobThatLostItsWorkerRepeatsStepsWithFreshNoiseAndPaysForThemAgain() {
        budget(8);
        String id = submit(STEPS);
        FakeRun stale = runs.next();
        take(stale, 3);
        stale.checkpoint();
        take(stale, 5);
        int[] noise = stale.noise(3);
        try (Recovery recovery = new Recovery(id)) {
            FakeRun next = recovery.others.next();
            assertBeganAt(next, 3);
            assertThat(next.noise(3)).isNotEqualTo(noise);
            assertThat(privacy(id).stepsReserved()).isEqualTo(STEPS + 7);
            long charged = privacy(id).stepsCharged();
            take(stale, 2);
            stale.privateStep();
            assertThat(privacy(id).stepsCharged())
                    .as("who lost the job cannot charge it")
                    .isEqualTo(charged);
            take(next, 1);
            assertThat(privacy(id).stepsCharged()).isEqualTo(10 + BLOCK);
            next.finish();
        }
        service.awaitState(id, JobState.SUCCEEDED);
        requireSettled(id, 15);
    }

    @Test
    void aJobThatCannotPayForRepeatedStepsFails() {
        budget(8);
        @Nullable
        Double each = service.get(Reports.class).quote(content(), cost(1)).divergence();
        long all = (long) (report().filter().capacity() / Objects.requireNonNull(each));
        String id = submit(all);
        FakeRun stale = runs.next();
        take(stale, 1);
        try (Recovery recovery = new Recovery(id)) {
            recovery.other.awaitState(id, JobState.FAILED);
        }
        Job.Failure error =
                Objects.requireNonNull(service.jobs().get(DEFAULT, id).error());
        assertThat(error.code()).isEqualTo("budget_exhausted");
        assertThat(error.message()).contains("remain");
        requireSettled(id, (all + 99) / 100);
        take(stale, (int) ((all + 99) / 100));
    }

    /** 200 rows in batches of 7 are 29 steps. */
    private String submitPass() {
        return service.jobs()
                .submit(DEFAULT, JSON.readTree("""
                        {"dataset": "%s", "model": "linear", "objective": "classification",
                         "sampler": {"type": "one_pass", "batch_size": 7},
                         "mechanism": {"type": "local_dp_sgd", "noise_multiplier": 4.0},
                         "preprocessing": {"numeric": "none"}, "evaluation": {"validation_fraction": 0}}""".formatted(set)), null)
                .job()
                .id();
    }

    private void requirePasses(String id, long reserved, long charged) {
        JobPrivacy privacy = privacy(id);
        assertThat(privacy.stepsPerEvent()).isEqualTo(29);
        assertThat(privacy.stepsReserved()).isEqualTo(29 * reserved);
        assertThat(privacy.stepsCharged()).isEqualTo(29 * charged);
        PrivacyEvent pass = new PrivacyEvent.Gaussian(8, 2, Neighbours.ZERO_OUT);
        PldAccountant accountant = new PldAccountant();
        assertThat(privacy.epsilonReserved()).isEqualTo(accountant.epsilon(pass.times(reserved), 1e-5));
        assertThat(privacy.epsilonSpent()).isEqualTo(charged == 0 ? 0 : accountant.epsilon(pass.times(charged), 1e-5));
        assertThat(report().privateSpent()).isEqualTo(privacy.epsilonSpent());
    }

    @Test
    void aPassIsPaidAtItsFirstStepAndOnceMoreWhenItsWorkerVanishes() {
        budget(8);
        String id = submitPass();
        requirePasses(id, 1, 0);
        FakeRun stale = runs.next();
        take(stale, 1);
        requirePasses(id, 1, 1);
        take(stale, 4);
        stale.checkpoint();
        requirePasses(id, 1, 1);
        int[] noise = stale.noise(5);
        try (Recovery recovery = new Recovery(id)) {
            FakeRun next = recovery.others.next();
            assertThat(next.noise(5)).isNotEqualTo(noise);
            requirePasses(id, 2, 1);
            take(next, 3);
            requirePasses(id, 2, 2);
            next.finish();
        }
        service.awaitState(id, JobState.SUCCEEDED);
        requireSettled(id, 2 * 29);
        stale.checkpoint();
    }

    @Test
    void aPassThatPausesPaysNothingMoreUnlessItsNewestCheckpointIsDamaged() throws IOException {
        budget(8);
        String id = submitPass();
        FakeRun first = runs.next();
        take(first, 3);
        first.checkpoint();
        take(first, 2);
        int[] noise = first.noise(5);
        pause(id, first, 1);
        FakeRun second = resume(id);
        assertThat(second.noise(5)).as("bit for bit").isEqualTo(noise);
        take(second, 1);
        requirePasses(id, 1, 1);
        pause(id, second, 2);
        try (Stream<Path> files = Files.list(data.resolve("jobs").resolve(id).resolve("checkpoints"))) {
            Path newest = files.filter(file -> file.getFileName().toString().startsWith("step-6-"))
                    .findFirst()
                    .orElseThrow();
            byte[] bytes = Files.readAllBytes(newest);
            bytes[bytes.length - 1] ^= 1;
            Files.write(newest, bytes);
        }
        FakeRun third = resume(id);
        assertBeganAt(third, 5);
        assertThat(third.noise(5)).as("fresh").isNotEqualTo(noise);
        requirePasses(id, 2, 1);
        take(third, 1);
        requirePasses(id, 2, 2);
        finish(id, third);
        requireSettled(id, 2 * 29);
    }

    private static Cost cost(long steps) {
        return new Cost(new SampledGaussian(0.1, 4, 1, Neighbours.ADD_OR_REMOVE_ONE), steps, 1e-5);
    }

    @Test
    void aJobThatTheBudgetDoesNotCoverIsNotCreated() {
        budget(8);
        long before = count();
        double capacity = report().filter().capacity();
        assertThatThrownBy(() -> submit(100_000))
                .isInstanceOf(BudgetExhausted.class)
                .hasMessageContaining("such steps")
                .hasMessageContaining("of epsilon 8.0");
        assertThat(count()).isEqualTo(before);
        assertThat(report().filter().remaining()).isEqualTo(capacity);
        DryRun run = service.jobs().dryRun(DEFAULT, spec(100_000, true, false));
        assertThat(Objects.requireNonNull(run.estimate().privacy()).fits()).isFalse();
    }

    @Test
    void aRepeatedRequestReservesOnce() {
        budget(8);
        JsonNode spec = spec(STEPS, true, false);
        String key = "key-" + set;
        Job first = service.jobs().submit(DEFAULT, spec, key).job();
        double reserved = report().filter().reserved();
        Submission again = service.jobs().submit(DEFAULT, spec, key);
        assertThat(again.created()).isFalse();
        assertThat(again.job().id()).isEqualTo(first.id());
        assertThat(report().filter().reserved()).isEqualTo(reserved);
        FakeRun run = runs.next();
        cancel(first.id(), run);
    }

    @Test
    void historyOutlivesTheJobAndTheDataSet() {
        budget(8);
        String id = submit(STEPS);
        FakeRun run = runs.next();
        take(run, 1);
        finish(id, run);
        List<LedgerEntry> before = history();
        BudgetReport report = report();
        service.jobs().delete(DEFAULT, id);
        Datasets datasets = service.get(Datasets.class);
        datasets.deleteBuiltIn(datasets.find(DEFAULT, set).orElseThrow().id());
        assertThat(history()).isEqualTo(before);
        assertThat(report()).isEqualTo(report);
    }

    @Test
    void aJobWithoutPrivacyNeedsToKnowOfTheBudgetAndLeavesAMark() {
        budget(8);
        InvalidSpec refusal = catchThrowableOfType(
                InvalidSpec.class, () -> service.jobs().submit(DEFAULT, spec(STEPS, false, false), null));
        assertThat(refusal.violations()).singleElement().satisfies(violation -> {
            assertThat(violation.pointer()).isEqualTo("/acknowledge_unprotected");
            assertThat(violation.code()).isEqualTo("unprotected");
        });
        assertThatThrownBy(() -> service.jobs().dryRun(DEFAULT, spec(STEPS, false, false)))
                .isInstanceOf(InvalidSpec.class);
        runs.on(fingerprint());
        String marked = service.jobs()
                .submit(DEFAULT, spec(STEPS, false, true), null)
                .job()
                .id();
        FakeRun run = runs.next();
        finish(marked, run);
        assertThat(report().spent()).isNull();
        assertThat(report().remaining()).isZero();
        assertThat(report().unprotectedJobs()).isEqualTo(1);
        assertThat(history().get(history().size() - 1).type()).isEqualTo(LedgerEntry.Type.UNPROTECTED);
        assertThat(service.jobs().get(DEFAULT, marked).privacy()).isNull();
    }

    @Test
    void aJobOnDataWithoutABudgetRunsAndIsRecorded() {
        String id = submit(STEPS);
        assertThat(privacy(id).epsilonReserved()).isNull();
        FakeRun run = runs.next();
        take(run, 10);
        assertThat(privacy(id).epsilonSpent()).isGreaterThan(0);
        finish(id, run);
        assertThat(history()).extracting(LedgerEntry::type).first().isEqualTo(LedgerEntry.Type.RESERVED);
        budget(8);
        assertThat(report().spent()).isEqualTo(privacy(id).epsilonSpent());
    }

    private long count() {
        return service.sql().sql("select count(*) from job").query(Long.class).single();
    }
}
