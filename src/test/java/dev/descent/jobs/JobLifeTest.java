package dev.descent.jobs;

import static dev.descent.projects.ProjectId.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.djl.engine.EngineException;
import dev.descent.artifacts.Models;
import dev.descent.database.TestDatabase;
import dev.descent.jobs.FakeRuns.FakeRun;
import dev.descent.training.Diverged;
import dev.descent.training.tensor.TestEngine;
import dev.descent.training.tensor.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The life of a job in one process with one worker, whose training the test drives step by step. */
@TestInstance(Lifecycle.PER_CLASS)
class JobLifeTest {
    @TempDir
    private static Path data;

    private FakeRuns runs;
    private TestNode service;

    @BeforeAll
    void start() {
        runs = new FakeRuns(data);
        service = new TestNode.Setup(TestDatabase.create(), data)
                .runs(runs)
                .workers(1)
                .start();
    }

    @AfterAll
    void stop() {
        service.close();
    }

    private Jobs jobs() {
        return service.jobs();
    }

    @Test
    void aJobGoesFromTheQueueToItsModel() {
        String id = service.enqueue(0);
        FakeRun run = runs.next();
        assertThat(run.jobId).isEqualTo(id);
        run.step();
        run.step();
        run.finish();
        service.awaitState(id, JobState.SUCCEEDED);

        Job job = jobs().get(DEFAULT, id);
        assertThat(service.states(id)).containsExactly(JobState.QUEUED, JobState.RUNNING, JobState.SUCCEEDED);
        assertThat(job.model()).startsWith("model_");
        assertThat(service.get(Models.class).find(DEFAULT, String.valueOf(job.model())))
                .isPresent();
        assertThat(job.progress().step()).isEqualTo(2);
        assertThat(job.progress().epoch()).isEqualTo(0.2);
        assertThat(job.progress().fraction()).isEqualTo(0.02);
        assertThat(job.latestMetrics()).containsEntry("train_loss", 0.5);
        assertThat(job.startedAt()).isNotNull();
        assertThat(job.finishedAt()).isNotNull();
        assertThat(job.worker()).isNull();
        assertThat(job.attempt()).isEqualTo(1);
        List<Event> events = service.allEvents(id);
        assertThat(events).extracting(Event::type).containsExactly("state", "state", "metrics", "metrics", "state");
        assertThat(events)
                .extracting(Event::seq)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 5).boxed().toList());
    }

    @Test
    void aRunningJobIsCancelledBeforeItsNextStep() {
        String id = service.enqueue(0);
        FakeRun run = runs.next();
        run.step();
        assertThat(jobs().cancel(DEFAULT, id).state()).isEqualTo(JobState.CANCELLING);
        assertThat(jobs().cancel(DEFAULT, id).state()).as("asked twice").isEqualTo(JobState.CANCELLING);
        run.step();
        service.awaitState(id, JobState.CANCELLED);
        assertThat(jobs().get(DEFAULT, id).progress().step()).isEqualTo(1);
        assertThatThrownBy(() -> jobs().cancel(DEFAULT, id))
                .isInstanceOf(InvalidTransition.class)
                .hasMessage("cannot cancel a job that is cancelled");
    }

    @Test
    void aRunningJobIsPausedWithItsStateAndGoesOnFromThere() {
        String id = service.enqueue(0);
        FakeRun run = runs.next();
        run.step();
        run.step();
        assertThat(jobs().pause(DEFAULT, id).state()).isEqualTo(JobState.PAUSING);
        run.step();
        service.awaitState(id, JobState.PAUSED);
        assertThat(jobs().checkpoints(DEFAULT, id))
                .extracting(JobCheckpoint::step)
                .containsExactly(2L);
        assertThatThrownBy(() -> jobs().pause(DEFAULT, id)).isInstanceOf(InvalidTransition.class);

        assertThat(jobs().resume(DEFAULT, id).state()).isIn(JobState.QUEUED, JobState.RUNNING);
        FakeRun again = runs.next();
        assertThat(again.began()).get().satisfies(snapshot -> {
            assertThat(snapshot.step()).isEqualTo(2);
            assertThat(snapshot.vectors().get("parameters")).containsExactly(2f, 0.5f);
            assertThat(snapshot.numbers()).containsEntry("best", "0.25");
        });
        again.step();
        again.finish();
        service.awaitState(id, JobState.SUCCEEDED);
        assertThat(service.states(id))
                .containsExactly(
                        JobState.QUEUED,
                        JobState.RUNNING,
                        JobState.PAUSING,
                        JobState.PAUSED,
                        JobState.QUEUED,
                        JobState.RUNNING,
                        JobState.SUCCEEDED);
        assertThat(jobs().get(DEFAULT, id).attempt()).isEqualTo(2);
    }

    @Test
    void aWaitingJobIsPausedResumedAndCancelledAtOnce() {
        String busy = service.enqueue(0);
        FakeRun run = runs.next();
        String id = service.enqueue(0);
        String behind = service.enqueue(0);
        assertThat(jobs().get(DEFAULT, id).progress().queuePosition()).isEqualTo(1);
        assertThat(jobs().get(DEFAULT, behind).progress().queuePosition()).isEqualTo(2);
        assertThat(jobs().pause(DEFAULT, id).state()).isEqualTo(JobState.PAUSED);
        assertThat(jobs().get(DEFAULT, behind).progress().queuePosition()).isEqualTo(1);
        assertThat(jobs().resume(DEFAULT, id).state()).isEqualTo(JobState.QUEUED);
        assertThatThrownBy(() -> jobs().resume(DEFAULT, id)).isInstanceOf(InvalidTransition.class);
        assertThat(jobs().cancel(DEFAULT, id).state()).isEqualTo(JobState.CANCELLED);
        assertThat(jobs().pause(DEFAULT, behind).state()).isEqualTo(JobState.PAUSED);
        assertThat(jobs().cancel(DEFAULT, behind).state()).isEqualTo(JobState.CANCELLED);
        run.finish();
        service.awaitState(busy, JobState.SUCCEEDED);
    }

    @Test
    void aPauseThatBecomesACancelEndsCancelled() {
        String id = service.enqueue(0);
        FakeRun run = runs.next();
        jobs().pause(DEFAULT, id);
        jobs().cancel(DEFAULT, id);
        run.step();
        service.awaitState(id, JobState.CANCELLED);
    }

    @Test
    void aModelThatComesAfterTheCancelIsDropped() throws IOException {
        long before = files("models");
        String id = service.enqueue(0);
        FakeRun run = runs.next();
        service.sql()
                .sql("update job set state = 'cancelling' where id = ?")
                .param(id)
                .update();
        run.finish();
        service.awaitState(id, JobState.CANCELLED);
        // The only worker begins another job once it is done with this one, its files included.
        String another = service.enqueue(0);
        FakeRun next = runs.next();
        assertThat(jobs().get(DEFAULT, id).model()).isNull();
        assertThat(files("models")).isEqualTo(before);
        jobs().cancel(DEFAULT, another);
        next.step();
        service.awaitState(another, JobState.CANCELLED);
    }

    @Test
    void aLossThatIsNoNumberFailsTheJobAndSaysAtWhichStep() {
        Job job = failed(new Diverged(3, Double.NaN));
        Job.Failure error = error(job);
        assertThat(error.code()).isEqualTo("diverged");
        assertThat(error.message()).contains("step 3");
        assertThat(error.pointer()).isEqualTo("/learning_rate");
        assertThat(job.latestMetrics()).as("what was measured before is kept").containsKey("train_loss");
    }

    static Stream<Throwable> fullMemories() {
        return Stream.of(
                new OutOfMemoryError("Java heap space"),
                new IllegalStateException(new OutOfMemoryError("Cannot reserve 1 bytes of direct buffer memory")),
                new EngineException("CUDA out of memory. Tried ..."),
                new EngineException(
                        "[enforce fail at alloc_cpu.cpp:118] err == 0. DefaultCPUAllocator: can't allocate memory:"
                                + " you tried to allocate 1 bytes. Error code 12 (Cannot allocate memory)\nframe #0: ..."),
                new EngineException(
                        "[enforce fail at alloc_cpu.cpp:82] data. DefaultCPUAllocator: not enough memory: ..."),
                new EngineException("std::bad_alloc"));
    }

    @ParameterizedTest
    @MethodSource("fullMemories")
    void aFullMemoryFailsTheJobAlone(Throwable cause) {
        Job job = failed(cause);
        String next = service.enqueue(0);
        runs.next().finish();
        service.awaitState(next, JobState.SUCCEEDED);

        assertThat(error(job).code()).isEqualTo("out_of_memory");
        assertThat(error(job).message()).contains("smaller batch or model");
        assertThat(job.latestMetrics()).as("what was measured before is kept").containsKey("train_loss");
    }

    /** Four petabytes: more than a processor can address. */
    @Test
    void soDoesWhatTheEngineCannotHold() {
        Workspace workspace = TestEngine.get().open("cpu");
        try {
            aFullMemoryFailsTheJobAlone(
                    catchThrowable(() -> workspace.uniform(bits -> Arrays.fill(bits, 0), 1L << 50)));
        } finally {
            workspace.close();
        }
    }

    @Test
    void anErrorOfTheEngineIsToldInOneLine() {
        Job.Failure error = error(failed(new EngineException("sizes do not match\nframe #0: c10::Error")));
        assertThat(error.code()).isEqualTo("engine_error");
        assertThat(error.message()).isEqualTo("the engine failed: sizes do not match");
    }

    @Test
    void anyOtherErrorTellsClientsNothing() {
        Job job = failed(new IllegalStateException("secret"));
        assertThat(error(job).code()).isEqualTo("internal");
        assertThat(error(job).message()).doesNotContain("secret");
        assertThat(job.stateReason()).doesNotContain("secret");
    }

    private Job failed(Throwable cause) {
        String id = service.enqueue(0);
        FakeRun run = runs.next();
        run.step();
        run.crash(cause);
        service.awaitState(id, JobState.FAILED);
        return jobs().get(DEFAULT, id);
    }

    private static Job.Failure error(Job job) {
        return Objects.requireNonNull(job.error());
    }

    @Test
    void onlyTheNewestCheckpointsAreKept() throws IOException {
        String id = service.enqueue(0);
        FakeRun run = runs.next();
        for (int i = 0; i < 5; i++) {
            run.step();
            run.checkpoint();
        }
        assertThat(jobs().checkpoints(DEFAULT, id))
                .extracting(JobCheckpoint::step)
                .containsExactly(5L, 4L, 3L);
        assertThat(files("jobs/" + id + "/checkpoints")).isEqualTo(3);
        run.finish();
        service.awaitState(id, JobState.SUCCEEDED);
    }

    @Test
    void aDamagedCheckpointIsPassedByForTheOneBefore() throws IOException {
        String id = service.enqueue(0);
        FakeRun run = runs.next();
        run.step();
        run.checkpoint();
        run.step();
        jobs().pause(DEFAULT, id);
        run.step();
        service.awaitState(id, JobState.PAUSED);
        try (Stream<Path> files = Files.list(data.resolve("jobs").resolve(id).resolve("checkpoints"))) {
            Path newest = files.filter(file -> file.getFileName().toString().startsWith("step-2-"))
                    .findFirst()
                    .orElseThrow();
            byte[] bytes = Files.readAllBytes(newest);
            bytes[bytes.length - 1] ^= 1;
            Files.write(newest, bytes);
        }

        jobs().resume(DEFAULT, id);
        FakeRun again = runs.next();
        assertThat(again.began())
                .get()
                .satisfies(snapshot -> assertThat(snapshot.step()).isEqualTo(1));
        again.step();
        again.step();
        again.finish();
        service.awaitState(id, JobState.SUCCEEDED);
        List<Event> events = service.allEvents(id);
        assertThat(events)
                .filteredOn(event -> event.type().equals("log"))
                .singleElement()
                .satisfies(event -> assertThat(event.data().toString()).contains("step 2 was damaged"));
        assertThat(events)
                .filteredOn(event -> event.type().equals("metrics"))
                .extracting(event -> event.data().path("step").longValue())
                .as("what clients have seen is not told again")
                .containsExactly(1L, 2L, 3L);
    }

    @Test
    void deletingAFinishedJobRemovesAllRowsAndFiles() throws IOException {
        long models = files("models");
        String id = service.enqueue(0);
        FakeRun run = runs.next();
        assertThatThrownBy(() -> jobs().delete(DEFAULT, id))
                .isInstanceOf(InvalidTransition.class)
                .hasMessage("cannot delete a job that is running");
        run.step();
        run.checkpoint();
        run.finish();
        service.awaitState(id, JobState.SUCCEEDED);
        assertThat(files("models")).isEqualTo(models + 1);

        jobs().delete(DEFAULT, id);
        assertThatThrownBy(() -> jobs().get(DEFAULT, id)).isInstanceOf(JobNotFound.class);
        assertThatThrownBy(() -> jobs().delete(DEFAULT, id)).isInstanceOf(JobNotFound.class);
        for (String table : List.of("event", "metric_series", "checkpoint", "model", "job_label", "idempotency")) {
            assertThat(service.sql()
                            .sql("select count(*) from " + table + " where job_id = ?")
                            .param(id)
                            .query(Long.class)
                            .single())
                    .as(table)
                    .isZero();
        }
        assertThat(files("models")).isEqualTo(models);
        assertThat(data.resolve("jobs").resolve(id)).doesNotExist();
    }

    private long files(String folder) throws IOException {
        if (!Files.exists(data.resolve(folder))) {
            return 0;
        }
        try (Stream<Path> found = Files.list(data.resolve(folder))) {
            return found.count();
        }
    }
}
