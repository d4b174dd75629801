package dev.descent.jobs;

import static dev.descent.projects.ProjectId.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.artifacts.Models;
import dev.descent.database.TestDatabase;
import dev.descent.datasets.Dataset;
import dev.descent.datasets.Datasets;
import dev.descent.datasets.Table;
import dev.descent.jobs.FakeRuns.FakeRun;
import dev.descent.jobs.run.ChosenRows;
import dev.descent.ledger.Budgets;
import dev.descent.ledger.ProjectContent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.transaction.support.TransactionTemplate;

/** The end of a job that makes a subset: both are there, or neither. */
@TestInstance(Lifecycle.PER_CLASS)
class SubsetOfJobTest {
    @TempDir
    private static Path data;

    private final AtomicInteger names = new AtomicInteger();
    private FakeRuns runs;
    private TestNode service;
    private Table source;

    @BeforeAll
    void start() {
        runs = new FakeRuns(data);
        service = new TestNode.Setup(TestDatabase.create(), data)
                .runs(runs)
                .workers(1)
                .start();
        source = datasets().open(datasets().find(DEFAULT, "iris").orElseThrow());
    }

    @AfterAll
    void stop() {
        source.close();
        service.close();
    }

    private Datasets datasets() {
        return service.get(Datasets.class);
    }

    private String name() {
        return "subset " + names.incrementAndGet();
    }

    private Dataset stored(String name, int... rows) {
        return datasets()
                .addSubset(DEFAULT, source, rows, List.of(name), (dataset, insert) -> insert.getAsBoolean())
                .orElseThrow();
    }

    private Optional<ChosenRows> rows(String job, String name, int... rows) {
        Dataset iris = source.dataset();
        return Optional.of(new ChosenRows(
                name,
                source,
                rows,
                new SubsetProvenance(
                        iris.id(),
                        iris.name(),
                        iris.fingerprint(),
                        job,
                        "el2n",
                        0.5,
                        "highest",
                        "none",
                        null,
                        1,
                        rows.length,
                        120,
                        0,
                        0.25f,
                        null)));
    }

    /** A job that is about to succeed. */
    private FakeRun running() {
        service.enqueue(0);
        FakeRun run = runs.next();
        run.step();
        return run;
    }

    /** Data sets, what is being uploaded, and models. */
    private static List<String> files() throws IOException {
        List<String> found = new ArrayList<>();
        for (String folder : List.of("datasets", "models")) {
            Files.createDirectories(data.resolve(folder));
            try (Stream<Path> files = Files.walk(data.resolve(folder))) {
                files.map(file -> file.getFileName().toString())
                        .filter(file -> file.startsWith("ds_") || file.startsWith("model_"))
                        .sorted()
                        .forEach(found::add);
            }
        }
        return found;
    }

    private List<String> entries() {
        return service.sql()
                .sql("select content from ledger_entry where type = 'derived'")
                .query(String.class)
                .list();
    }

    @Test
    void aSucceededJobHasItsSubsetWhichHoldsRecordsOfItsSource() {
        String name = name();
        FakeRun run = running();
        assertThat(service.jobs().get(DEFAULT, run.jobId).subset()).isNull();
        run.finish(() -> rows(run.jobId, name, 3, 5, 8));
        service.awaitState(run.jobId, JobState.SUCCEEDED);

        Dataset subset = datasets().find(DEFAULT, name).orElseThrow();
        assertThat(subset.rows()).isEqualTo(3);
        assertThat(service.jobs().get(DEFAULT, run.jobId).subset()).isEqualTo(new Job.Subset(subset.id(), name));
        assertThat(service.get(Subsets.class).find(List.of("ds_iris", subset.id())))
                .containsOnlyKeys(subset.id())
                .containsValue(rows(run.jobId, name, 3, 5, 8).orElseThrow().provenance());
        assertThat(entries()).contains(subset.fingerprint());
        assertThat(service.sql()
                        .sql("select count(distinct ledger_id) from ledger_content where fingerprint in (?, ?)")
                        .params(subset.fingerprint(), source.dataset().fingerprint())
                        .query(Long.class)
                        .single())
                .isEqualTo(1);

        service.jobs().delete(DEFAULT, run.jobId);
        assertThat(datasets().find(DEFAULT, name)).contains(subset);
        assertThat(service.get(Subsets.class).find(List.of(subset.id()))).isNotEmpty();
        datasets().delete(DEFAULT, subset.id());
        assertThat(service.get(Subsets.class).find(List.of(subset.id()))).isEmpty();
    }

    @Test
    void deletingTheSubsetLeavesTheJob() {
        String name = name();
        FakeRun run = running();
        run.finish(() -> rows(run.jobId, name, 1));
        service.awaitState(run.jobId, JobState.SUCCEEDED);
        datasets().delete(DEFAULT, datasets().find(DEFAULT, name).orElseThrow().id());

        assertThat(service.jobs().get(DEFAULT, run.jobId).subset()).isNull();
        assertThat(service.jobs().get(DEFAULT, run.jobId).model()).isNotNull();
    }

    @Test
    void aNameThatWasTakenMeanwhileGetsTheIdOfTheJob() {
        String name = name();
        Dataset other = stored(name, 0);
        FakeRun run = running();
        run.finish(() -> rows(run.jobId, name, 2, 4));
        service.awaitState(run.jobId, JobState.SUCCEEDED);

        Job.Subset subset =
                Objects.requireNonNull(service.jobs().get(DEFAULT, run.jobId).subset());
        assertThat(subset.name()).isEqualTo(name + " " + run.jobId);
        assertThat(datasets().find(DEFAULT, subset.name())).map(Dataset::rows).contains(2L);
        assertThat(datasets().find(DEFAULT, name)).contains(other);
    }

    /** Letters outside the basic plane are two characters each, and are not torn apart. */
    @Test
    void aLongNameIsShortenedToGetTheIdOfTheJob() {
        String name = "a" + "𝒳".repeat(99);
        stored(name, 0);
        FakeRun run = running();
        run.finish(() -> rows(run.jobId, name, 6));
        service.awaitState(run.jobId, JobState.SUCCEEDED);

        Job.Subset subset =
                Objects.requireNonNull(service.jobs().get(DEFAULT, run.jobId).subset());
        assertThat(subset.name()).isEqualTo("a" + "𝒳".repeat(68) + " " + run.jobId);
        assertThat(subset.name().codePointCount(0, subset.name().length())).isEqualTo(100);
    }

    @Test
    void withoutAnyFreeNameTheJobSucceedsAndSaysWhyItHasNoSubset() throws IOException {
        String name = name();
        FakeRun run = running();
        stored(name, 0);
        stored(name + " " + run.jobId, 0);
        List<String> before = sets();
        run.finish(() -> rows(run.jobId, name, 7));
        assertSucceededWithout(run, "no subset was made", name);
        assertThat(sets()).isEqualTo(before);
    }

    @Test
    void rowsThatHaveAnotherLedgerBecomeNoSubsetButTheModelIsKept() throws IOException {
        String name = name();
        Dataset foreign = stored(name(), 9, 10);
        service.get(TransactionTemplate.class)
                .executeWithoutResult(status -> service.get(Budgets.class)
                        .derive(new ProjectContent(DEFAULT, foreign.fingerprint()), "sha256:" + name));
        FakeRun run = running();
        List<String> before = sets();
        run.finish(() -> rows(run.jobId, name, 9, 10));
        assertSucceededWithout(run, "no subset was made", "two histories");
        assertThat(datasets().find(DEFAULT, name)).isEmpty();
        assertThat(sets()).isEqualTo(before);
    }

    private void assertSucceededWithout(FakeRun run, String... reasons) {
        service.awaitState(run.jobId, JobState.SUCCEEDED);
        Job job = service.jobs().get(DEFAULT, run.jobId);
        assertThat(job.model()).isNotNull();
        assertThat(job.subset()).isNull();
        assertThat(job.stateReason()).contains(reasons);
    }

    private static List<String> sets() throws IOException {
        return files().stream().filter(file -> file.startsWith("ds_")).toList();
    }

    @Test
    void aJobThatIsCancelledAsItEndsLeavesNoSubsetAndNoModel() throws IOException {
        String name = name();
        FakeRun run = running();
        List<String> before = files();
        List<String> derived = entries();
        run.finish(() -> {
            // Its worker has trained to the end and has not noticed.
            service.jobs().cancel(DEFAULT, run.jobId);
            return rows(run.jobId, name, 11, 12);
        });
        service.awaitState(run.jobId, JobState.CANCELLED);
        // The only worker begins another job once it is done with this one, its files included.
        FakeRun next = running();

        assertThat(service.jobs().get(DEFAULT, run.jobId).subset()).isNull();
        assertThat(datasets().find(DEFAULT, name)).isEmpty();
        assertThat(files()).isEqualTo(before);
        assertThat(entries()).isEqualTo(derived);
        service.jobs().cancel(DEFAULT, next.jobId);
        next.step();
        service.awaitState(next.jobId, JobState.CANCELLED);
    }

    @Test
    void aWorkerThatLostItsJobLeavesNoSubsetAndTheNextOneMakesIt() throws IOException {
        String name = name();
        FakeRun run = running();
        List<String> before = files();
        run.finish(() -> {
            // As if its lease had run out and another worker had taken it.
            service.sql()
                    .sql("update job set attempt = attempt + 1 where id = ?")
                    .param(run.jobId)
                    .update();
            return rows(run.jobId, name, 13, 14);
        });
        // The one worker takes this only when it is done with the other.
        FakeRun next = running();

        assertThat(service.jobs().get(DEFAULT, run.jobId).state()).isEqualTo(JobState.RUNNING);
        assertThat(datasets().find(DEFAULT, name)).isEmpty();
        assertThat(files()).isEqualTo(before);

        service.sql()
                .sql("update job set state = 'queued', worker = null, lease_until = null where id = ?")
                .param(run.jobId)
                .update();
        next.finish();
        service.awaitState(next.jobId, JobState.SUCCEEDED);
        FakeRun again = runs.next();
        assertThat(again.jobId).isEqualTo(run.jobId);
        again.finish(() -> rows(run.jobId, name, 13, 14));
        service.awaitState(run.jobId, JobState.SUCCEEDED);
        assertThat(datasets().find(DEFAULT, name)).map(Dataset::rows).contains(2L);
        assertThat(service.get(Models.class)
                        .find(
                                DEFAULT,
                                String.valueOf(
                                        service.jobs().get(DEFAULT, run.jobId).model())))
                .isPresent();
    }
}
