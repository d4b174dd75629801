package dev.descent.jobs.pods;

import static dev.descent.projects.ProjectId.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.database.TestDatabase;
import dev.descent.jobs.JobSpec;
import dev.descent.jobs.JobState;
import dev.descent.jobs.PodRequest;
import dev.descent.jobs.TestNode;
import dev.descent.jobs.queue.Assignment;
import dev.descent.jobs.queue.Queue;
import dev.descent.jobs.run.Claim;
import dev.descent.training.models.Linear;
import dev.descent.training.objectives.Classification;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** An installation whose jobs get pods of a cluster that tests play. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PodsSetup {
    private static final Duration LEASE = Duration.ofMinutes(5);
    static final String TEMPLATE = """
            metadata:
              labels: {app: descent-worker}
            spec:
              tolerations: [{key: gpu, operator: Exists}]
              nodeSelector: {pool: training}
              containers:
                - name: worker
                  image: descent:test
                  env:
                    - {name: DESCENT_DATA_DIR, value: /data}
                    - {name: DESCENT_ROLE, value: api}
                  resources:
                    requests: {cpu: "1", memory: 1Gi}
                    limits: {memory: 2Gi}
            """;

    final LaterClock clock = new LaterClock();
    private TestDatabase database;
    TestNode service;
    FakeCluster cluster;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        database = TestDatabase.create();
        cluster = new FakeCluster();
        Path template = Files.writeString(folder.resolve("pod.yaml"), TEMPLATE);
        service = new TestNode.Setup(database, folder.resolve("data"))
                .lease(Duration.ofHours(1))
                .clock(clock)
                .pods(cluster.client(), template)
                .start();
        // A pass is what a test asks for.
        service.get(Dispatcher.class).stop();
    }

    @AfterAll
    void stop() {
        service.close();
        cluster.close();
    }

    @AfterEach
    void nothingIsLeft() throws SQLException {
        cluster.refuseNothing();
        cluster.forgetLostNodes();
        service.sql().sql("delete from job").update();
        settle();
        settle();
        clock.reset();
        // What was seen at a later time does not count any more.
        cluster.away(() -> assertThatThrownBy(this::settle).isInstanceOf(KubernetesClientException.class));
        assertThat(cluster.jobs()).isEmpty();
        assertThat(cluster.pods()).isEmpty();
        assertThat(cluster.secrets()).isEmpty();
        assertThat(logins()).isEmpty();
        assertThat(service.sql()
                        .sql("select count(*) from dispatch")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    void settle() throws SQLException {
        service.get(Dispatcher.class).reconcile();
        cluster.collectGarbage();
    }

    /** Of this database: roles are the whole server's. */
    List<String> logins() {
        return service.sql().sql("""
                        select rolname from pg_roles, pg_database
                        where datname = current_database() and starts_with(rolname, 'descent_' || pg_database.oid)""").query(String.class).list();
    }

    String submit() {
        return submit(new PodRequest());
    }

    String submit(PodRequest request) {
        JobSpec plain = new JobSpec("nowhere", new Linear(), new Classification());
        return service.enqueue(0, plain.with(request));
    }

    dev.descent.jobs.Job get(String id) {
        return service.jobs().get(DEFAULT, id);
    }

    dev.descent.jobs.Job.Failure failure(String id) {
        dev.descent.jobs.Job job = get(id);
        assertThat(job.state()).isEqualTo(JobState.FAILED);
        return Objects.requireNonNull(job.error());
    }

    /** The worker of a job has not been heard of for so long. */
    void silence(String id, Duration time) {
        service.sql()
                .sql("update job set lease_until = now() - make_interval(secs => ?) where id = ?")
                .params(time.toSeconds(), id)
                .update();
    }

    int crashes(String id) {
        return service.sql()
                .sql("select crashes from job where id = ?")
                .param(id)
                .query(Integer.class)
                .single();
    }

    /** What the process in the pod does first. */
    Claim begin(String id, int attempt) {
        Optional<Claim> claim =
                service.get(Queue.class).claim(new Assignment(id, attempt), "pod-" + attempt, LEASE, taken -> {});
        return claim.orElseThrow();
    }
}
