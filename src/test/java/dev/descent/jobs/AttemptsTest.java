package dev.descent.jobs;

import static dev.descent.projects.ProjectId.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.database.TestDatabase;
import dev.descent.jobs.FakeRuns.FakeRun;
import dev.descent.jobs.queue.Queue;
import dev.descent.training.Diverged;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a job says of each time that a worker took it. */
class AttemptsTest {
    @TempDir
    private Path data;

    private TestDatabase database;
    private FakeRuns runs;

    @BeforeEach
    void fresh() {
        database = TestDatabase.create();
        runs = new FakeRuns(data);
    }

    private TestNode start() {
        return new TestNode.Setup(database, data).runs(runs).workers(1).start();
    }

    /** An attempt without worker and times. */
    private record Told(int number, Optional<Long> first, long last, Optional<String> reason) {}

    private static Told told(int number, long first, long last, String reason) {
        return new Told(number, Optional.of(first), last, Optional.of(reason));
    }

    private static List<Told> told(TestNode node, String id) {
        return node.jobs().attempts(DEFAULT, id).stream()
                .map(attempt -> {
                    assertThat(attempt.object()).isEqualTo("attempt");
                    assertThat(attempt.worker()).isNotEmpty();
                    assertThat(attempt.endedAt() == null).isEqualTo(attempt.reason() == null);
                    return new Told(
                            attempt.number(),
                            Optional.ofNullable(attempt.firstStep()),
                            attempt.lastStep(),
                            Optional.ofNullable(attempt.reason()));
                })
                .toList();
    }

    @Test
    void eachAttemptSaysFromWhereToWhereItWentAndWhyItEnded() {
        String id;
        try (TestNode leaving = start()) {
            id = leaving.enqueue(0);
            assertThat(leaving.jobs().get(DEFAULT, id).attempt()).isLessThanOrEqualTo(1);
            FakeRun first = runs.next();
            first.step();
            first.step();
            leaving.jobs().pause(DEFAULT, id);
            first.step();
            leaving.awaitState(id, JobState.PAUSED);
            leaving.jobs().resume(DEFAULT, id);
            FakeRun second = runs.next();
            second.step();
            assertThat(told(leaving, id))
                    .containsExactly(
                            new Told(2, Optional.of(2L), 3, Optional.empty()), told(1, 0, 2, "paused by a client"));
            second.stepWhenAsked();
        }
        try (TestNode next = start()) {
            FakeRun third = runs.next();
            third.step();
            third.finish();
            next.awaitState(id, JobState.SUCCEEDED);
            assertThat(told(next, id))
                    .containsExactly(
                            told(3, 3, 4, "succeeded"),
                            told(2, 2, 3, "handed over by a worker that shut down"),
                            told(1, 0, 2, "paused by a client"));
            List<JobAttempt> attempts = next.jobs().attempts(DEFAULT, id);
            assertThat(attempts.get(0).worker()).isNotEqualTo(attempts.get(1).worker());
            next.jobs().delete(DEFAULT, id);
            assertThatThrownBy(() -> next.jobs().attempts(DEFAULT, id)).isInstanceOf(JobNotFound.class);
        }
    }

    @Test
    void aFailureAndACancelAreReasons() {
        try (TestNode node = start()) {
            String failing = node.enqueue(0);
            FakeRun run = runs.next();
            run.step();
            run.crash(new Diverged(2, Double.NaN));
            node.awaitState(failing, JobState.FAILED);
            Job job = node.jobs().get(DEFAULT, failing);
            assertThat(told(node, failing)).containsExactly(told(1, 0, 1, "failed: " + job.stateReason()));

            String cancelled = node.enqueue(0);
            FakeRun other = runs.next();
            node.jobs().cancel(DEFAULT, cancelled);
            other.step();
            node.awaitState(cancelled, JobState.CANCELLED);
            assertThat(told(node, cancelled)).containsExactly(told(1, 0, 0, "cancelled by a client"));

            String never = node.enqueue(0);
            FakeRun busy = runs.next();
            String waiting = node.enqueue(0);
            node.jobs().cancel(DEFAULT, waiting);
            assertThat(told(node, waiting)).as("no worker took it").isEmpty();
            node.jobs().cancel(DEFAULT, never);
            busy.step();
            node.awaitState(never, JobState.CANCELLED);
        }
    }

    @Test
    void aJobIsAsFarAsItsNewestCheckpoint() {
        try (TestNode node = start()) {
            String id = node.enqueue(0);
            FakeRun run = runs.next();
            run.step();
            run.silentStep();
            run.checkpoint();
            assertThat(node.jobs().get(DEFAULT, id).progress().step()).isEqualTo(2);
            run.finish();
            node.awaitState(id, JobState.SUCCEEDED);
        }
    }

    @Test
    void aWorkerThatVanishedBeforeItBeganHasNoFirstStep() {
        try (TestNode node = new TestNode.Setup(database, data).runs(runs).start()) {
            String id = node.enqueue(0);
            String doomed = node.enqueue(0);
            Queue queue = node.get(Queue.class);
            assertThat(queue.claim("w", Duration.ofMinutes(5), claim -> {})).isPresent();
            assertThat(queue.claim("w", Duration.ofMinutes(5), claim -> {})).isPresent();
            node.jobs().cancel(DEFAULT, doomed);
            node.sql()
                    .sql("update job set lease_until = now() - interval '1 second'")
                    .update();
            queue.takeBackExpired();
            Told vanished = new Told(1, Optional.empty(), 0, Optional.of("its worker vanished"));
            assertThat(told(node, id)).containsExactly(vanished);
            assertThat(told(node, doomed)).containsExactly(vanished);
            assertThat(node.jobs().get(DEFAULT, doomed).state()).isEqualTo(JobState.CANCELLED);
        }
    }
}
