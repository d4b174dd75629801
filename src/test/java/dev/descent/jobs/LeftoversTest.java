package dev.descent.jobs;

import static dev.descent.projects.ProjectId.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.database.TestDatabase;
import dev.descent.datasets.Datasets;
import dev.descent.jobs.FakeRuns.FakeRun;
import dev.descent.jobs.queue.Queue;
import dev.descent.jobs.sweep.Leftovers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is deleted of files that no row tells of, beside processes at work. Only the test's clock goes. */
class LeftoversTest {
    private static final Duration AGE = Duration.ofHours(1);
    private static final Duration LEASE = Duration.ofHours(9);

    @TempDir
    private Path data;

    private StepClock clock;
    private FakeRuns runs;
    private TestNode node;

    @BeforeEach
    void start() {
        clock = new StepClock();
        runs = new FakeRuns(data);
        node = new TestNode.Setup(TestDatabase.create(), data)
                .runs(runs)
                .clock(clock)
                .lease(LEASE)
                .workers(1)
                .start();
    }

    @AfterEach
    void stop() {
        node.close();
    }

    /** A file that nobody changed since the age of leftovers. */
    private Path old(String name) {
        return file(name, clock.instant().minus(AGE).minusSeconds(1));
    }

    private Path file(String name, Instant changed) {
        Path file = data.resolve(name);
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, "left");
            Path top = data.relativize(file).getNameCount() > 2
                    ? data.resolve(data.relativize(file).subpath(0, 2))
                    : file;
            changed(top, changed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    private static void changed(Path top, Instant at) throws IOException {
        try (Stream<Path> all = Files.walk(top)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.setLastModifiedTime(path, FileTime.from(at));
            }
        }
    }

    private void sweep() {
        node.get(Leftovers.class).sweep(clock.instant().minus(AGE));
    }

    /** A job that succeeded, so that the database knows something. */
    private Job succeeded() {
        String id = node.enqueue(0);
        FakeRun run = runs.next();
        run.step();
        run.checkpoint();
        run.finish();
        node.awaitState(id, JobState.SUCCEEDED);
        return node.jobs().get(DEFAULT, id);
    }

    @Test
    void onlyWhatIsOldAndUnknownIsDeleted() throws IOException {
        Job job = succeeded();
        Datasets datasets = node.get(Datasets.class);
        String dataset = datasets.find(DEFAULT, "iris").orElseThrow().id();
        Path model = data.resolve("models").resolve(String.valueOf(job.model()));
        Path folder = data.resolve("jobs").resolve(job.id());
        Instant longAgo = clock.instant().minus(Duration.ofDays(9));
        changed(model, longAgo);
        changed(folder, longAgo);
        changed(data.resolve("datasets").resolve(dataset), longAgo);

        old("jobs/job_LOST/checkpoints/.1.part");
        old("models/model_LOST/weights.safetensors");
        Path lostDataset = old("datasets/ds_LOST");
        Path lostCheckpoint = old("jobs/" + job.id() + "/checkpoints/step-9-1.safetensors");
        Path half = old("jobs/" + job.id() + "/checkpoints/.2.part");
        Instant now = clock.instant();
        Path young = file("jobs/job_YOUNG/records/a.parquet", now.minus(AGE).plusSeconds(1));
        Path youngModel = file("models/model_YOUNG/model.json", now.minus(AGE).plusSeconds(1));
        Path youngDataset = file("datasets/ds_YOUNG", now.minus(AGE).plusSeconds(1));
        Path foreign = old("models/readme.txt");

        sweep();

        assertThat(data.resolve("jobs/job_LOST")).doesNotExist();
        assertThat(data.resolve("models/model_LOST")).doesNotExist();
        assertThat(lostDataset).doesNotExist();
        assertThat(lostCheckpoint).doesNotExist();
        assertThat(half).doesNotExist();
        assertThat(Stream.of(young, youngModel, youngDataset, foreign)).allMatch(Files::exists);
        assertThat(model.resolve("weights.safetensors")).exists();
        assertThat(folder.resolve("checkpoints"))
                .isDirectoryContaining(file -> file.getFileName().toString().startsWith("step-1-1-"));
        datasets.open(datasets.find(DEFAULT, "iris").orElseThrow()).close();

        clock.advance(Duration.ofSeconds(2));
        sweep();
        assertThat(Stream.of(young, youngModel, youngDataset)).noneMatch(Files::exists);
        assertThat(model).exists();
    }

    @Test
    void whatAWorkerMayStillTellOfStaysHoweverOldItIs() throws IOException {
        String id = node.enqueue(0);
        FakeRun stale = runs.next();
        stale.step();
        clock.advance(Duration.ofMinutes(1));
        Path first = file("jobs/" + id + "/checkpoints/step-1-1.safetensors", clock.instant());
        Path model = file("models/model_FIRST/weights.safetensors", clock.instant());
        clock.advance(AGE.plusDays(1));
        sweep();
        assertThat(first).exists();
        assertThat(model).exists();

        node.sql()
                .sql("update job set lease_until = now() - interval '1 second'")
                .update();
        Queue queue = node.get(Queue.class);
        while (node.jobs().get(DEFAULT, id).state() == JobState.RUNNING) {
            queue.takeBackExpired();
        }
        assertThat(queue.claim("other", LEASE, claim -> {})).isPresent();
        Path second = old("jobs/" + id + "/checkpoints/step-1-2.safetensors");
        changed(first, clock.instant().minus(AGE).minusSeconds(1));
        sweep();
        assertThat(first).as("its worker lost the job").doesNotExist();
        assertThat(model).as("its worker lost the job").doesNotExist();
        assertThat(second).as("its worker holds the job").exists();
        stale.checkpoint();
    }

    @Test
    void anUploadInTheMakingKeepsItsFile() throws IOException {
        succeeded();
        Path making;
        try (Stream<Path> sessions = Files.list(data.resolve("datasets/incoming"))) {
            making = sessions.filter(Files::isDirectory)
                    .findFirst()
                    .orElseThrow()
                    .resolve("ds_MAKING");
        }
        Files.createDirectory(making);
        Path file = old("datasets/ds_MAKING");
        sweep();
        assertThat(file).exists();
        Files.delete(making);
        sweep();
        assertThat(file).doesNotExist();
    }

    @Test
    void aStepLooksAtSomeFilesOnly() throws IOException {
        succeeded();
        for (int i = 0; i < 1200; i++) {
            old("jobs/job_" + i + "/checkpoints/.1.part");
        }
        Leftovers leftovers = node.get(Leftovers.class);
        leftovers.step();
        assertThat(files("jobs")).isGreaterThanOrEqualTo(1201 - 500);
        leftovers.step();
        assertThat(files("jobs")).isGreaterThanOrEqualTo(1201 - 1000);
        leftovers.step();
        assertThat(files("jobs")).isEqualTo(1);
    }

    @Test
    void oneProcessLooksAtATime() throws IOException {
        succeeded();
        old("models/model_LOST/weights.safetensors");
        long before = files("models");
        Leftovers leftovers = node.get(Leftovers.class);
        try (Connection connection = node.get(DataSource.class).getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("select pg_advisory_xact_lock(" + Leftovers.LOCK + ")");
            leftovers.step();
            sweep();
            assertThat(files("models")).isEqualTo(before);
            connection.rollback();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        leftovers.step();
        assertThat(files("models")).isEqualTo(before - 1);
    }

    @Test
    void aDatabaseWithoutJobsMayBeTheWrongOne() {
        Path lost = old("models/model_LOST/weights.safetensors");
        sweep();
        assertThat(lost).exists();
        succeeded();
        sweep();
        assertThat(lost).doesNotExist();
    }

    private long files(String folder) throws IOException {
        try (Stream<Path> found = Files.list(data.resolve(folder))) {
            return found.count();
        }
    }
}
