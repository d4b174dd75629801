package dev.descent.jobs;

import static dev.descent.projects.ProjectId.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.artifacts.Checkpoints;
import dev.descent.database.TestDatabase;
import dev.descent.jobs.FakeRuns.FakeRun;
import dev.descent.jobs.sweep.Leftovers;
import dev.descent.storage.CorruptFile;
import dev.descent.storage.DirectoryStore;
import dev.descent.training.Snapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a job goes on when something is wrong with its checkpoints, or with the disk that they are read from. */
class NewestCheckpointTest {
    @TempDir
    private Path data;

    private FakeRuns runs;
    private Disk disk;
    private TestNode service;

    private static final class Disk extends Checkpoints {
        private final Set<Long> unreadable = ConcurrentHashMap.newKeySet();
        private final Set<Long> damaged = ConcurrentHashMap.newKeySet();

        Disk(Path data) {
            super(new DirectoryStore(), data);
        }

        @Override
        public Snapshot read(String jobId, Stored stored) {
            if (unreadable.contains(stored.step())) {
                throw new UncheckedIOException(
                        "step " + stored.step() + " cannot be read", new IOException("Too many open files"));
            }
            if (damaged.contains(stored.step())) {
                throw new CorruptFile("step " + stored.step() + " was damaged");
            }
            return super.read(jobId, stored);
        }
    }

    @BeforeEach
    void start() {
        runs = new FakeRuns(data);
        disk = new Disk(data);
        service = new TestNode.Setup(TestDatabase.create(), data)
                .runs(runs)
                .checkpoints(disk)
                .workers(1)
                .start();
    }

    @AfterEach
    void stop() {
        service.close();
    }

    /** A job with checkpoints of its first two steps, of which the second was written for the pause. */
    private String paused() {
        String id = service.enqueue(0);
        FakeRun run = runs.next();
        run.step();
        run.checkpoint();
        run.step();
        service.jobs().pause(DEFAULT, id);
        run.step();
        service.awaitState(id, JobState.PAUSED);
        return id;
    }

    private List<Long> known(String id) {
        return service.jobs().checkpoints(DEFAULT, id).stream()
                .map(JobCheckpoint::step)
                .toList();
    }

    private List<String> files(String id) throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("jobs").resolve(id).resolve("checkpoints"))) {
            return files.map(file -> file.getFileName().toString().substring(0, "step-1".length()))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void checkpointsAreKnownAfterATimeInWhichNoneCouldBeRead() {
        String id = paused();
        disk.unreadable.addAll(List.of(1L, 2L));
        service.jobs().resume(DEFAULT, id);
        service.awaitState(id, JobState.FAILED);
        assertThat(known(id)).containsExactly(2L, 1L);
    }

    @Test
    void oneThatAloneCannotBeReadIsPassedBy() throws IOException {
        String id = paused();
        disk.unreadable.add(2L);
        service.jobs().resume(DEFAULT, id);
        FakeRun run = runs.next();
        assertThat(run.began()).get().extracting(Snapshot::step).isEqualTo(1L);
        assertThat(known(id)).containsExactly(1L);
        assertThat(files(id)).as("it may be whole elsewhere").containsExactly("step-1", "step-2");
        run.finish();
        service.awaitState(id, JobState.SUCCEEDED);
    }

    @Test
    void theFileOfADamagedOneIsLeftToTheSweep() throws IOException {
        String id = paused();
        disk.damaged.add(2L);
        service.jobs().resume(DEFAULT, id);
        FakeRun run = runs.next();
        assertThat(run.began()).get().extracting(Snapshot::step).isEqualTo(1L);
        assertThat(files(id)).containsExactly("step-1", "step-2");
        service.get(Leftovers.class).sweep(Instant.now().plusSeconds(60));
        assertThat(files(id)).containsExactly("step-1");
        run.finish();
        service.awaitState(id, JobState.SUCCEEDED);
    }
}
