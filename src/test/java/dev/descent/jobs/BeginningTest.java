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
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that begin when what they need cannot be fetched. */
class BeginningTest {
    @TempDir
    private Path data;

    private final TestDatabase database = TestDatabase.create();
    private FakeRuns runs;
    private Copies copies;

    @SuppressWarnings("NullAway.Init")
    private TestNode service;

    private static final class Copies extends Checkpoints {
        private volatile Runnable reading = () -> {};

        Copies(Path data) {
            super(new DirectoryStore(), data);
        }

        @Override
        public Snapshot read(String jobId, Stored stored) {
            reading.run();
            return super.read(jobId, stored);
        }
    }

    private static UncheckedIOException noSpace() {
        return new UncheckedIOException("cannot write a copy", new IOException("No space left on device"));
    }

    @BeforeEach
    void prepare() {
        runs = new FakeRuns(data);
        copies = new Copies(data);
    }

    private void start(Duration patience) {
        service = new TestNode.Setup(database, data)
                .runs(runs)
                .checkpoints(copies)
                .diskPatience(patience)
                .workers(1)
                .start();
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private static Runnable failsAtFirst(RuntimeException failure) {
        AtomicInteger tries = new AtomicInteger();
        return () -> {
            if (tries.incrementAndGet() == 1) {
                throw failure;
            }
        };
    }

    @Test
    void aJobWaitsForSpaceForTheCopiesThatItNeeds() {
        start(Duration.ofMinutes(2));
        runs.onOpen(failsAtFirst(noSpace()));
        String id = service.enqueue(0);
        FakeRun run = runs.next();
        run.step();
        service.jobs().pause(DEFAULT, id);
        run.step();
        service.awaitState(id, JobState.PAUSED);

        copies.reading = failsAtFirst(noSpace());
        service.jobs().resume(DEFAULT, id);
        FakeRun again = runs.next();
        assertThat(again.began()).get().extracting(Snapshot::step).isEqualTo(1L);
        again.finish();
        service.awaitState(id, JobState.SUCCEEDED);
    }

    @Test
    void aJobForWhoseCopiesThereIsNoSpaceFails() {
        start(Duration.ZERO);
        runs.onOpen(() -> {
            throw noSpace();
        });
        String id = service.enqueue(0);
        service.awaitState(id, JobState.FAILED);
        assertThat(Objects.requireNonNull(service.jobs().get(DEFAULT, id).error())
                        .code())
                .isEqualTo("storage_full");
    }

    @Test
    void aClientCanPauseAJobThatWaitsForAStorageThatIsAway() throws InterruptedException {
        start(Duration.ZERO);
        CountDownLatch waiting = new CountDownLatch(1);
        runs.onOpen(() -> {
            waiting.countDown();
            throw new StorageUnavailable("away");
        });
        String id = service.enqueue(0);
        waiting.await();
        service.jobs().pause(DEFAULT, id);
        service.awaitState(id, JobState.PAUSED);

        runs.onOpen(() -> {});
        service.jobs().resume(DEFAULT, id);
        runs.next().finish();
        service.awaitState(id, JobState.SUCCEEDED);
    }
}
