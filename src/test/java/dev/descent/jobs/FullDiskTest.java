package dev.descent.jobs;

import static dev.descent.projects.ProjectId.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.artifacts.Checkpoints;
import dev.descent.database.TestDatabase;
import dev.descent.jobs.FakeRuns.FakeRun;
import dev.descent.storage.DirectoryStore;
import dev.descent.storage.StorageUnavailable;
import dev.descent.training.Snapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs on a disk that is full, or with a storage that is away, for a time or for good. */
class FullDiskTest {
    /** A tenth of the longest time that a step of these tests may take. */
    private static final long AWAY_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final Duration LONG = Duration.ofMinutes(2);

    @TempDir
    private Path data;

    private final TestDatabase database = TestDatabase.create();
    private FakeRuns runs;
    private Disk disk;

    @SuppressWarnings("NullAway.Init")
    private TestNode service;

    /** Writes checkpoints unless it is full. */
    private static final class Disk extends Checkpoints {
        private volatile boolean full;
        private volatile boolean away;

        Disk(Path data) {
            super(new DirectoryStore(), data);
        }

        @Override
        public Stored write(String jobId, int attempt, Snapshot snapshot) {
            if (full) {
                throw noSpace();
            }
            if (away) {
                long begin = System.nanoTime();
                while (System.nanoTime() - begin < AWAY_NANOS) {
                    Thread.onSpinWait();
                }
                throw new StorageUnavailable("away");
            }
            return super.write(jobId, attempt, snapshot);
        }
    }

    private static UncheckedIOException noSpace() {
        return new UncheckedIOException("cannot write", new IOException("No space left on device"));
    }

    @BeforeEach
    void prepare() {
        runs = new FakeRuns(data);
        disk = new Disk(data);
    }

    private void start(Duration patience) {
        service = new TestNode.Setup(database, data)
                .runs(runs)
                .checkpoints(disk)
                .diskPatience(patience)
                .workers(1)
                .start();
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void checkpointsThatDoNotFitArePassedOverAndTheNextIsTried() {
        start(LONG);
        String id = service.enqueue(0);
        FakeRun run = runs.next();
        disk.full = true;
        for (int i = 0; i < 2; i++) {
            run.step();
            run.checkpoint();
        }
        disk.full = false;
        run.step();
        run.checkpoint();
        run.step();
        run.finish();
        service.awaitState(id, JobState.SUCCEEDED);

        assertThat(service.jobs().checkpoints(DEFAULT, id))
                .extracting(JobCheckpoint::step)
                .containsExactly(3L);
        assertThat(logged(id))
                .as("told once for all in a row")
                .singleElement()
                .asString()
                .contains("checkpoint of step 1", "the disk is full", "training goes on");
        assertThat(service.jobs().get(DEFAULT, id).progress().step()).isEqualTo(4);
    }

    @Test
    void aModelIsWrittenWhenThereIsSpaceAgain() {
        start(LONG);
        String id = service.enqueue(0);
        FakeRun run = runs.next();
        run.step();
        AtomicInteger tries = new AtomicInteger();
        run.onExport(() -> {
            if (tries.incrementAndGet() == 1) {
                throw noSpace();
            }
        });
        run.finish();
        service.awaitState(id, JobState.SUCCEEDED);

        assertThat(tries).hasValue(2);
    }

    @Test
    void aModelForWhichThereIsNoSpaceFailsItsJobAlone() {
        start(Duration.ZERO);
        String id = service.enqueue(0);
        FakeRun run = runs.next();
        run.step();
        run.onExport(() -> {
            throw noSpace();
        });
        run.finish();
        service.awaitState(id, JobState.FAILED);
        String next = service.enqueue(0);
        runs.next().finish();
        service.awaitState(next, JobState.SUCCEEDED);

        Job.Failure failure =
                Objects.requireNonNull(service.jobs().get(DEFAULT, id).error());
        assertThat(failure.code()).isEqualTo("storage_full");
        assertThat(failure.message()).contains("no space left");
        assertThat(service.jobs().get(DEFAULT, id).latestMetrics())
                .as("what was measured stays")
                .containsKey("train_loss");
    }

    @Test
    void aModelWaitsForAStorageThatIsAwayHoweverLong() {
        start(Duration.ZERO);
        String id = service.enqueue(0);
        FakeRun run = runs.next();
        run.step();
        AtomicInteger tries = new AtomicInteger();
        run.onExport(() -> {
            if (tries.incrementAndGet() <= 2) {
                throw new StorageUnavailable("away");
            }
        });
        run.finish();
        service.awaitState(id, JobState.SUCCEEDED);

        assertThat(tries).hasValue(3);
        assertThat(service.jobs().get(DEFAULT, id).attempt()).isEqualTo(1);
    }

    @Test
    void aProcessThatEndsWithAModelThatItCannotStoreHandsTheJobOver() throws InterruptedException {
        start(LONG);
        String id = service.enqueue(0);
        FakeRun run = runs.next();
        run.step();
        run.checkpoint();
        CountDownLatch exporting = new CountDownLatch(1);
        run.onExport(() -> {
            exporting.countDown();
            throw new StorageUnavailable("away");
        });
        run.finish();
        exporting.await();
        service.close();
        start(LONG);

        FakeRun next = runs.next();
        assertThat(next.began()).get().extracting(Snapshot::step).isEqualTo(1L);
        assertThat(service.jobs().attempts(DEFAULT, id))
                .extracting(JobAttempt::reason)
                .anySatisfy(reason -> assertThat(reason).contains("shut down"));
        next.finish();
        service.awaitState(id, JobState.SUCCEEDED);
    }

    @Test
    void aStorageThatIsAwayIsNotTriedAtEveryCheckpoint() {
        start(LONG);
        String id = service.enqueue(0);
        FakeRun run = runs.next();
        disk.away = true;
        run.step();
        run.checkpoint();
        disk.away = false;
        run.step();
        // Trying took some time: in ten times as much, nobody tries.
        run.checkpoint();
        run.step();
        run.finish();
        service.awaitState(id, JobState.SUCCEEDED);

        assertThat(service.jobs().checkpoints(DEFAULT, id)).isEmpty();
        assertThat(logged(id)).singleElement().asString().contains("the storage cannot be reached");
    }

    @Test
    void aJobThatIsCancelledDoesNotWaitForSpace() {
        start(LONG);
        String id = service.enqueue(0);
        FakeRun run = runs.next();
        run.onExport(() -> {
            if (service.jobs().get(DEFAULT, id).state() == JobState.RUNNING) {
                service.jobs().cancel(DEFAULT, id);
            }
            throw noSpace();
        });
        run.finish();
        service.awaitState(id, JobState.CANCELLED);
    }

    @Test
    void aPauseWithoutSpaceGoesBackToTheLastCheckpointAndSaysSo() {
        start(Duration.ZERO);
        String id = service.enqueue(0);
        FakeRun run = runs.next();
        run.step();
        run.checkpoint();
        run.step();
        disk.full = true;
        service.jobs().pause(DEFAULT, id);
        run.step();
        service.awaitState(id, JobState.PAUSED);
        disk.full = false;
        service.jobs().resume(DEFAULT, id);
        FakeRun again = runs.next();

        assertThat(again.began()).get().extracting(Snapshot::step).isEqualTo(1L);
        assertThat(logged(id)).singleElement().asString().contains("the state at step 2 could not be kept");
        again.step();
        again.finish();
        service.awaitState(id, JobState.SUCCEEDED);
    }

    private List<String> logged(String id) {
        return service.allEvents(id).stream()
                .filter(event -> event.type().equals("log"))
                .map(event -> event.data().path("message").asString())
                .toList();
    }
}
