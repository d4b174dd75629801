package dev.descent.jobs;

import static dev.descent.projects.ProjectId.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.artifacts.Checkpoints;
import dev.descent.database.TestDatabase;
import dev.descent.jobs.FakeRuns.FakeRun;
import dev.descent.jobs.queue.Workers;
import dev.descent.storage.DirectoryStore;
import dev.descent.training.Snapshot;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that ends while what a job writes takes too long. */
class EndingProcessTest {
    private static final Duration LEASE = Duration.ofHours(1);

    @TempDir
    private Path data;

    private FakeRuns runs;
    private Upload upload;
    private TestNode service;

    /** Writes when the test says so, and fails then. */
    private static final class Upload extends Checkpoints {
        private final CountDownLatch ended = new CountDownLatch(1);

        Upload(Path data) {
            super(new DirectoryStore(), data);
        }

        @Override
        public Stored write(String jobId, int attempt, Snapshot snapshot) {
            try {
                ended.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            throw new IllegalStateException("the upload failed");
        }
    }

    @BeforeEach
    void start() {
        runs = new FakeRuns(data);
        upload = new Upload(data);
        service = new TestNode.Setup(TestDatabase.create(), data)
                .runs(runs)
                .checkpoints(upload)
                .lease(LEASE)
                .patience(Duration.ofMillis(1))
                .workers(1)
                .start();
    }

    @AfterEach
    void stop() {
        upload.ended.countDown();
        service.close();
    }

    @Test
    void aJobThatDoesNotStopInTimeIsHandedOverWithoutBlameAndItsOldThreadChangesNothing() {
        String id = service.enqueue(0);
        FakeRun run = runs.next();
        run.step();
        run.stepWhenAsked();
        Workers workers = service.get(Workers.class);
        workers.stop();

        Job handed = service.jobs().get(DEFAULT, id);
        assertThat(handed.state()).isEqualTo(JobState.QUEUED);
        assertThat(handed.stateReason()).isEqualTo("its worker shut down");
        assertThat(service.sql()
                        .sql("select crashes from job where id = ?")
                        .param(id)
                        .query(Integer.class)
                        .single())
                .isZero();

        upload.ended.countDown();
        while (workers.busy() > 0) {
            Thread.onSpinWait();
        }
        assertThat(service.jobs().get(DEFAULT, id)).isEqualTo(handed);
        assertThat(service.jobs().attempts(DEFAULT, id))
                .singleElement()
                .satisfies(attempt -> assertThat(attempt.reason()).isEqualTo("its worker shut down"));
    }

    @Test
    void aJobThatAClientWasPausingIsPaused() {
        String id = service.enqueue(0);
        FakeRun run = runs.next();
        run.step();
        run.stepWhenAsked();
        service.jobs().pause(DEFAULT, id);
        service.get(Workers.class).stop();

        assertThat(service.jobs().get(DEFAULT, id).state()).isEqualTo(JobState.PAUSED);
    }
}
