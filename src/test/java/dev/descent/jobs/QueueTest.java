package dev.descent.jobs;

import static dev.descent.projects.ProjectId.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.database.TestDatabase;
import dev.descent.jobs.FakeRuns.FakeRun;
import dev.descent.jobs.lifecycle.JobEntity;
import dev.descent.jobs.lifecycle.LeaseLost;
import dev.descent.jobs.lifecycle.Lifecycle;
import dev.descent.jobs.queue.Queue;
import dev.descent.jobs.run.Claim;
import dev.descent.jobs.run.Execution;
import dev.descent.projects.ProjectId;
import dev.descent.projects.ProjectLimits;
import dev.descent.projects.ProjectRequest;
import dev.descent.projects.Projects;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Claims, leases and fences; the workers of the shared process do not run, others are started by the tests. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QueueTest {
    private static final Duration LEASE = Duration.ofMinutes(5);

    @TempDir
    private static Path data;

    private TestDatabase database;
    private TestNode service;
    private Queue queue;

    @BeforeAll
    void start() {
        database = TestDatabase.create();
        service = new TestNode.Setup(database, data).lease(Duration.ofHours(1)).start();
        queue = service.get(Queue.class);
    }

    @AfterAll
    void stop() {
        service.close();
    }

    @AfterEach
    void clear() {
        service.sql().sql("delete from job").update();
    }

    private Optional<Claim> claim(String worker) {
        return queue.claim(worker, LEASE, claim -> {});
    }

    private Claim claimed(String worker) {
        return claim(worker).orElseThrow();
    }

    private void expire(String id) {
        service.sql()
                .sql("update job set lease_until = now() - interval '1 second' where id = ?")
                .param(id)
                .update();
    }

    private ProjectId project(String name, ProjectLimits limits) {
        return service.get(Projects.class)
                .create(new ProjectRequest(name, limits))
                .id();
    }

    private void end(Claim claim) {
        service.get(Lifecycle.class)
                .change(claim.hold(), (job, now) -> job.fail(new Job.Failure("test", "it ends", null), now));
    }

    @Test
    void projectsShareTheWorkersWhateverTheirPrioritiesAndHoweverManyJobsWait() {
        ProjectId crowd = project("crowd", new ProjectLimits());
        ProjectId few = project("few", new ProjectLimits());
        for (int i = 0; i < 8; i++) {
            service.enqueue(crowd, 9);
        }
        service.enqueue(few, 0);
        service.enqueue(few, 0);
        List<ProjectId> order = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            order.add(claimed("w").project());
        }
        assertThat(order.subList(0, 4)).containsExactlyInAnyOrder(crowd, few, crowd, few);
        assertThat(order.subList(0, 2)).containsExactlyInAnyOrder(crowd, few);
        assertThat(order.subList(4, 6)).containsOnly(crowd);
    }

    @Test
    void withASingleWorkerProjectsTakeTurns() {
        ProjectId one = project("turn-one", new ProjectLimits());
        ProjectId two = project("turn-two", new ProjectLimits());
        for (int i = 0; i < 3; i++) {
            service.enqueue(one, 5);
        }
        for (int i = 0; i < 3; i++) {
            service.enqueue(two, 0);
        }
        List<ProjectId> order = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Claim claim = claimed("w");
            order.add(claim.project());
            end(claim);
        }
        for (int i = 1; i < 6; i++) {
            assertThat(order.get(i)).isNotEqualTo(order.get(i - 1));
        }
    }

    @Test
    void noMoreJobsOfAProjectRunThanItsLimitHoweverManyWorkersAskAtOnce() throws Exception {
        ProjectId limited = project("limited", new ProjectLimits(null, 3, null, null));
        for (int i = 0; i < 10; i++) {
            service.enqueue(limited, 0);
        }
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<Callable<Optional<Claim>>> asking = Stream.generate(() -> (Callable<Optional<Claim>>) () -> claim("w"))
                    .limit(12)
                    .toList();
            List<Claim> claims = new ArrayList<>();
            for (Future<Optional<Claim>> answer : threads.invokeAll(asking)) {
                answer.get().ifPresent(claims::add);
            }
            assertThat(claims).hasSize(3);
            assertThat(claim("w")).isEmpty();
            end(claims.get(0));
            assertThat(claim("w")).isPresent();
            assertThat(claim("w")).isEmpty();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void jobsStartByPriorityThenByAge() {
        String old = service.enqueue(0);
        String low = service.enqueue(-5);
        String young = service.enqueue(0);
        String high = service.enqueue(7);
        List<String> order = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            order.add(claimed("w").hold().jobId());
        }
        assertThat(order).containsExactly(high, old, young, low);
        assertThat(claim("w")).isEmpty();
    }

    @Test
    void noJobIsTakenTwice() throws InterruptedException {
        for (int i = 0; i < 40; i++) {
            service.enqueue(i % 3);
        }
        List<String> taken = Collections.synchronizedList(new ArrayList<>());
        ExecutorService threads = Executors.newFixedThreadPool(8);
        for (int t = 0; t < 8; t++) {
            String worker = "w" + t;
            threads.execute(() -> {
                for (Optional<Claim> claim = claim(worker); claim.isPresent(); claim = claim(worker)) {
                    taken.add(claim.get().hold().jobId());
                }
            });
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(TestNode.SECONDS, TimeUnit.SECONDS)).isTrue();
        // A claimer that finds the last rows locked by others leaves them: they are being taken.
        assertThat(taken).hasSize(40).doesNotHaveDuplicates();
    }

    @Test
    void aJobWhoseLeaseRanOutWaitsAgain() {
        String id = service.enqueue(0);
        Claim lost = claimed("gone");
        queue.takeBackExpired();
        assertThat(service.jobs().get(DEFAULT, id).state())
                .as("the lease still holds")
                .isEqualTo(JobState.RUNNING);
        expire(id);
        queue.takeBackExpired();
        Job job = service.jobs().get(DEFAULT, id);
        assertThat(job.state()).isEqualTo(JobState.QUEUED);
        assertThat(job.stateReason()).isEqualTo("its worker vanished");
        Claim next = claimed("other");
        assertThat(next.hold().attempt()).isEqualTo(lost.hold().attempt() + 1);
        assertThat(next.crashes()).isEqualTo(1);
    }

    @Test
    void aHeartbeatRenewsLeasesAndBringsWhatClientsWant() {
        String one = service.enqueue(0);
        String two = service.enqueue(0);
        claimed("w");
        claimed("w");
        expire(one);
        service.jobs().cancel(DEFAULT, two);
        List<Queue.Beat> beats = queue.beat("w", LEASE, List.of(one, two));
        assertThat(beats)
                .containsExactlyInAnyOrder(
                        new Queue.Beat(one, 1, JobState.RUNNING), new Queue.Beat(two, 1, JobState.CANCELLING));
        queue.takeBackExpired();
        assertThat(service.jobs().get(DEFAULT, one).state()).isEqualTo(JobState.RUNNING);
        assertThat(queue.beat("another", LEASE, List.of(one, two))).isEmpty();
    }

    @Test
    void whoLostAJobCanWriteNothingForIt() {
        String id = service.enqueue(0);
        Claim lost = claimed("w");
        expire(id);
        queue.takeBackExpired();
        claimed("w");
        long events = service.allEvents(id).size();
        Lifecycle lifecycle = service.get(Lifecycle.class);
        assertThatThrownBy(() -> lifecycle.change(lost.hold(), (job, now) -> job.succeed("model_x", null, now)))
                .isInstanceOf(LeaseLost.class);
        assertThatThrownBy(() -> lifecycle.change(lost.hold(), JobEntity::stop)).isInstanceOf(LeaseLost.class);
        assertThat(service.jobs().get(DEFAULT, id).state()).isEqualTo(JobState.RUNNING);
        assertThat(service.allEvents(id)).hasSize((int) events);
    }

    @Test
    void aJobThatTakesItsWorkersWithItIsGivenUp() {
        String id = service.enqueue(0);
        for (int i = 1; i <= 3; i++) {
            claimed("w" + i);
            service.sql()
                    .sql("update job set step = ? where id = ?")
                    .params(10 * i, id)
                    .update();
            expire(id);
            queue.takeBackExpired();
        }
        Job job = service.jobs().get(DEFAULT, id);
        assertThat(job.state()).isEqualTo(JobState.FAILED);
        assertThat(job.error())
                .isEqualTo(new Job.Failure(
                        "worker_lost",
                        "its worker vanished 3 times; it is not tried again: "
                                + "attempt 1 by w1 ended at step 10: its worker vanished; "
                                + "attempt 2 by w2 ended at step 20: its worker vanished; "
                                + "attempt 3 by w3 ended at step 30: its worker vanished",
                        null));
    }

    @Test
    void aZombieStopsAndLeavesTheJobToWhoHasIt() {
        FakeRuns zombies = new FakeRuns(data);
        FakeRuns others = new FakeRuns(data);
        try (TestNode zombie = new TestNode.Setup(database, data)
                        .runs(zombies)
                        .workers(1)
                        .start();
                TestNode other = new TestNode.Setup(database, data).runs(others).start()) {
            String id = service.enqueue(0);
            FakeRun stale = zombies.next();
            stale.step();
            stale.checkpoint();
            stale.step();
            zombie.awaitState(id, JobState.RUNNING);

            expire(id);
            while (service.jobs().get(DEFAULT, id).state() == JobState.RUNNING) {
                // Leaves it for another time while what the step measured is being written.
                other.get(Queue.class).takeBackExpired();
            }
            Claim taken =
                    other.get(Queue.class).claim("other", LEASE, claim -> {}).orElseThrow();
            stale.checkpoint();
            assertThat(service.jobs().checkpoints(DEFAULT, id)).hasSize(1);
            Thread training = new Thread(() -> other.get(Execution.class).execute(taken));
            training.start();
            FakeRun resumed = others.next();
            assertThat(resumed.began())
                    .get()
                    .satisfies(snapshot -> assertThat(snapshot.step()).isEqualTo(1));
            resumed.step();
            resumed.step();
            resumed.finish();
            other.awaitState(id, JobState.SUCCEEDED);
            assertThat(service.allEvents(id))
                    .filteredOn(event -> event.type().equals("metrics"))
                    .extracting(event -> event.data().path("step").longValue())
                    .doesNotHaveDuplicates()
                    .contains(1L, 3L);
        }
    }

    @Test
    void noMoreJobsTrainAtOnceThanThereAreWorkers() {
        FakeRuns runs = new FakeRuns(data);
        try (TestNode node =
                new TestNode.Setup(database, data).runs(runs).workers(2).start()) {
            List<String> ids = List.of(service.enqueue(0), service.enqueue(0), service.enqueue(0));
            FakeRun first = runs.next();
            FakeRun second = runs.next();
            assertThat(List.of(first.jobId, second.jobId)).containsExactlyInAnyOrder(ids.get(0), ids.get(1));
            assertThat(service.jobs().get(DEFAULT, ids.get(2)).state()).isEqualTo(JobState.QUEUED);
            first.finish();
            FakeRun third = runs.next();
            assertThat(third.jobId).isEqualTo(ids.get(2));
            second.finish();
            third.finish();
            ids.forEach(id -> node.awaitState(id, JobState.SUCCEEDED));
        }
    }

    @Test
    void aStoppingProcessHandsItsJobsOver() {
        FakeRuns runs = new FakeRuns(data);
        String id;
        try (TestNode leaving =
                new TestNode.Setup(database, data).runs(runs).workers(1).start()) {
            id = service.enqueue(0);
            FakeRun run = runs.next();
            run.step();
            run.stepWhenAsked();
            leaving.awaitState(id, JobState.RUNNING);
        }
        Job job = service.jobs().get(DEFAULT, id);
        assertThat(job.state()).isEqualTo(JobState.QUEUED);
        assertThat(job.stateReason()).isEqualTo("handed over by a worker that shut down");
        assertThat(service.jobs().checkpoints(DEFAULT, id)).hasSize(1);
        assertThat(claimed("next").crashes()).isZero();
    }

    @Test
    void aProcessThatIsAloneDeletesFilesThatNobodyKnows(@TempDir Path own) throws IOException {
        Path model = Files.createDirectories(own.resolve("models/model_lost"));
        Files.writeString(model.resolve("weights.safetensors"), "weights");
        Path checkpoint = Files.createDirectories(own.resolve("jobs/job_lost/checkpoints"));
        Files.writeString(checkpoint.resolve(".1.part"), "half");
        String id = service.enqueue(0);
        service.jobs().pause(DEFAULT, id);
        Path known = Files.createDirectories(own.resolve("jobs").resolve(id));
        try (TestNode fresh = new TestNode.Setup(database, own)
                .runs(new FakeRuns(own))
                .workers(1)
                .alone()
                .start()) {
            assertThat(fresh.jobs().get(DEFAULT, id).state()).isEqualTo(JobState.PAUSED);
            assertThat(model).doesNotExist();
            assertThat(own.resolve("jobs/job_lost")).doesNotExist();
            assertThat(known).exists();
        }
    }

    @Test
    void aProcessThatIsAloneTakesBackAllJobsAtItsStart() {
        String id = service.enqueue(0);
        claimed("killed");
        FakeRuns runs = new FakeRuns(data);
        try (TestNode fresh =
                new TestNode.Setup(database, data).runs(runs).workers(1).alone().start()) {
            FakeRun run = runs.next();
            assertThat(run.jobId).isEqualTo(id);
            run.finish();
            fresh.awaitState(id, JobState.SUCCEEDED);
            assertThat(fresh.jobs().get(DEFAULT, id).attempt()).isEqualTo(2);
        }
    }

    @Test
    void timeInPausesDoesNotCountForTheTimeLimit() {
        StepClock clock = new StepClock();
        FakeRuns runs = new FakeRuns(data);
        try (TestNode limited = new TestNode.Setup(database, data)
                .runs(runs)
                .workers(1)
                .clock(clock)
                .start()) {
            String id = limited.enqueue(0, StepClock.limitedTo(Duration.ofSeconds(60)));
            FakeRun first = runs.next();
            first.step();
            clock.advance(Duration.ofSeconds(40));
            first.step();
            limited.jobs().pause(DEFAULT, id);
            first.step();
            limited.awaitState(id, JobState.PAUSED);
            clock.advance(Duration.ofHours(1));
            limited.jobs().resume(DEFAULT, id);
            FakeRun second = runs.next();
            second.step();
            clock.advance(Duration.ofSeconds(19));
            second.step();
            clock.advance(Duration.ofSeconds(1));
            second.step();
            limited.awaitState(id, JobState.SUCCEEDED);
            Job job = limited.jobs().get(DEFAULT, id);
            assertThat(job.progress().step()).isEqualTo(4);
            assertThat(job.stateReason()).isEqualTo("ended early");
        }
    }
}
