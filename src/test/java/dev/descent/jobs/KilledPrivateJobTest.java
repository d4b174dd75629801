package dev.descent.jobs;

import static dev.descent.projects.ProjectId.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.database.TestDatabase;
import dev.descent.datasets.Datasets;
import dev.descent.ledger.BudgetReport;
import dev.descent.ledger.BudgetRequest;
import dev.descent.ledger.Budgets;
import dev.descent.ledger.History;
import dev.descent.ledger.LedgerEntry;
import dev.descent.ledger.ProjectContent;
import dev.descent.ledger.Reports;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** A process that trains a private job is killed, and another takes the job up. */
class KilledPrivateJobTest {
    private static final long STEPS = 3000;
    private static final String SPEC = """
            {"dataset": "two_moons?rows=200&seed=1", "model": "linear", "objective": "classification",
             "duration": {"steps": 3000}, "sampler": {"type": "poisson", "batch_size": 16, "rate": 0.08},
             "mechanism": {"type": "dp_sgd", "noise_multiplier": 4.0}, "preprocessing": {"numeric": "none"},
             "evaluation": {"validation_fraction": 0}, "checkpoints": {"every_steps": 50, "keep": 2}}""";

    @TempDir
    private static Path data;

    private static long steps(List<LedgerEntry> history, LedgerEntry.Type type) {
        return history.stream()
                .filter(entry -> entry.type() == type)
                .mapToLong(entry -> Objects.requireNonNull(entry.steps()))
                .sum();
    }

    @Test
    void aKilledProcessPaysForItsStepsAndThoseThatRunAgainArePaidAgain() throws Exception {
        TestDatabase database = TestDatabase.create();
        try (TestNode survivor = new TestNode.Setup(database, data).start()) {
            ProjectContent content = new ProjectContent(
                    DEFAULT,
                    survivor.get(Datasets.class)
                            .find(DEFAULT, "two_moons?rows=200&seed=1")
                            .orElseThrow()
                            .fingerprint());
            survivor.get(Budgets.class).set(content, new BudgetRequest(12, 1e-5, 5.0, null));
            String id = survivor.jobs()
                    .submit(DEFAULT, JsonMapper.shared().readTree(SPEC), null)
                    .job()
                    .id();
            Process worker = WorkerProcess.start(database, data);
            try {
                survivor.await(id, event -> event.type().equals("checkpoint"));
            } finally {
                worker.destroyForcibly().waitFor();
            }
            // PostgreSQL may still be at the last write of the killed process, which holds the job's row.
            survivor.sql()
                    .sql("select id from job where id = ? for update")
                    .param(id)
                    .query(String.class)
                    .single();
            Job killed = survivor.jobs().get(DEFAULT, id);
            assertThat(killed.state()).as("killed while it trained").isEqualTo(JobState.RUNNING);
            long before = Objects.requireNonNull(killed.privacy()).stepsCharged();
            long kept = survivor.jobs().checkpoints(DEFAULT, id).get(0).step();
            assertThat(before).isGreaterThan(0).isGreaterThanOrEqualTo(kept);

            try (TestNode next =
                    new TestNode.Setup(database, data).workers(1).alone().start()) {
                next.awaitState(id, JobState.SUCCEEDED);
            }
            JobPrivacy privacy =
                    Objects.requireNonNull(survivor.jobs().get(DEFAULT, id).privacy());
            assertThat(privacy.stepsCharged())
                    .as("each step that follows the checkpoint is paid, whether it was paid before or not")
                    .isEqualTo(STEPS + before - kept);
            assertThat(privacy.stepsReserved()).isEqualTo(privacy.stepsCharged());
            List<LedgerEntry> history = survivor.get(History.class).list(content, 0, 10_000);
            assertThat(steps(history, LedgerEntry.Type.RESERVED)).isEqualTo(privacy.stepsReserved());
            assertThat(steps(history, LedgerEntry.Type.CHARGED)).isEqualTo(privacy.stepsCharged());
            assertThat(steps(history, LedgerEntry.Type.SETTLED)).isZero();
            BudgetReport report = survivor.get(Reports.class).report(content).orElseThrow();
            assertThat(report.spent()).isEqualTo(privacy.epsilonSpent());
            assertThat(report.filter().reserved()).isZero();
        }
    }
}
