package dev.descent.jobs.pods;

import static dev.descent.projects.ProjectId.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.database.TestDatabase;
import dev.descent.jobs.JobState;
import dev.descent.jobs.TestNode;
import dev.descent.jobs.queue.Assignment;
import dev.descent.storage.s3.S3Service;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** What runs in a pod, really run, in place of the kubelet. Each has a directory of its own, and all share a bucket. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PodProcessTest {
    /** Of the pool of a pod's process. */
    private static final int CONNECTIONS = 3;

    @TempDir
    private static Path folder;

    private final List<Process> processes = new ArrayList<>();
    private TestDatabase database;
    private TestNode service;
    private FakeCluster cluster;
    private S3Service bucket;

    @BeforeAll
    void start() throws IOException {
        database = TestDatabase.create();
        cluster = new FakeCluster();
        bucket = new S3Service(folder.resolve("s3"));
        service = new TestNode.Setup(database, folder.resolve("service"))
                .pods(cluster.client(), Files.writeString(folder.resolve("pod.yaml"), PodsSetup.TEMPLATE))
                .arguments(bucket.arguments())
                .start();
    }

    @AfterAll
    void stop() {
        processes.forEach(Process::destroyForcibly);
        service.close();
        cluster.close();
        bucket.close();
    }

    private String submit(String spec) {
        return service.jobs()
                .submit(DEFAULT, JsonMapper.shared().readTree(spec), null)
                .job()
                .id();
    }

    private void settle() throws SQLException {
        service.get(Dispatcher.class).reconcile();
        cluster.collectGarbage();
    }

    /** Starts what the image starts, with the pod's environment. */
    private Process run(Job job) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx512m",
                "-DDJL_CACHE_DIR="
                        + Path.of(System.getProperty("DJL_CACHE_DIR")).toAbsolutePath(),
                "-classpath",
                System.getProperty("java.class.path"),
                "dev.descent.Descent",
                "--server.port=0");
        builder.environment().keySet().removeIf(name -> name.startsWith("DESCENT_") || name.startsWith("SPRING_"));
        Secret secret = cluster.secrets().get(0);
        for (EnvVar variable :
                job.getSpec().getTemplate().getSpec().getContainers().get(0).getEnv()) {
            builder.environment().put(variable.getName(), value(variable, secret));
        }
        builder.environment()
                .put(
                        "DESCENT_DATA_DIR",
                        folder.resolve(job.getMetadata().getName()).toString());
        builder.environment().putAll(bucket.environment());
        // As the chart's template says.
        builder.environment()
                .putAll(Map.of(
                        "SPRING_DATASOURCE_HIKARI_MAXIMUM_POOL_SIZE",
                        Integer.toString(CONNECTIONS),
                        "SPRING_DATASOURCE_HIKARI_MINIMUM_IDLE",
                        "1"));
        Path log = folder.resolve(job.getMetadata().getName() + ".log");
        Process process =
                builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        processes.add(process);
        cluster.runPod(job);
        return process;
    }

    private static String value(EnvVar variable, Secret secret) {
        if (variable.getValueFrom() == null) {
            return variable.getValue();
        }
        assertThat(variable.getValueFrom().getSecretKeyRef().getName())
                .isEqualTo(secret.getMetadata().getName());
        String key = variable.getValueFrom().getSecretKeyRef().getKey();
        return secret.getStringData() != null && secret.getStringData().containsKey(key)
                ? secret.getStringData().get(key)
                : new String(Base64.getDecoder().decode(secret.getData().get(key)), StandardCharsets.UTF_8);
    }

    private String log(Job job) throws IOException {
        return Files.readString(folder.resolve(job.getMetadata().getName() + ".log"));
    }

    /** The pod is asked to go while its job trains; the next one finishes the job; nothing is left. */
    @Test
    void aJobIsTrainedInItsPodsOverADrainedNodeAndLeavesNothing() throws Exception {
        String id = submit("""
                {"dataset": "iris", "model": "linear", "objective": "classification", "duration": {"steps": 100000000},
                 "checkpoints": {"every_steps": 100000, "keep": 2}, "sampler": {"type": "shuffle", "batch_size": 16}}
                """);
        settle();
        Job first = cluster.job();
        Process pod = run(first);
        service.awaitState(id, JobState.RUNNING);
        service.await(id, event -> event.type().equals("metrics"));
        // One more waits for announcements.
        assertThat(connections(id)).isBetween(2L, CONNECTIONS + 1L);
        pod.destroy();
        assertThat(pod.waitFor(TestNode.SECONDS, TimeUnit.SECONDS))
                .as(log(first))
                .isTrue();
        assertThat(service.jobs().get(DEFAULT, id).state()).isEqualTo(JobState.QUEUED);
        settle();
        settle();

        Job second = cluster.job();
        assertThat(second.getMetadata().getName()).endsWith("-2-0");
        Process other = run(second);
        service.awaitState(id, JobState.RUNNING, 2);
        service.jobs().cancel(DEFAULT, id);
        assertThat(other.waitFor(TestNode.SECONDS, TimeUnit.SECONDS))
                .as(log(second))
                .isTrue();
        assertThat(other.exitValue()).as(log(second)).isZero();
        assertThat(service.jobs().get(DEFAULT, id).state()).isEqualTo(JobState.CANCELLED);
        settle();
        settle();
        assertThat(cluster.jobs()).isEmpty();
        assertThat(cluster.secrets()).isEmpty();
        assertThat(logins()).isEmpty();
    }

    private long connections(String id) {
        return service.sql()
                .sql("select count(*) from pg_stat_activity where right(usename, 30) = ?")
                .param(id)
                .query(Long.class)
                .single();
    }

    /** Of this database: roles are the whole server's. */
    private List<String> logins() {
        return service.sql().sql("""
                        select rolname from pg_roles, pg_database
                        where datname = current_database() and starts_with(rolname, 'descent_' || pg_database.oid)""").query(String.class).list();
    }

    /** With the login of its pod, in this process: a private job that sets up all that a worker ever writes. */
    @Test
    void theLoginOfAPodIsEnoughForItsJobAndShowsNoOther() throws SQLException {
        String other = submit(SMALL);
        String id = submit(PRIVATE);
        settle();
        JobLogins.Login login = service.get(JobLogins.class).renew(id);
        try (TestNode pod = new TestNode.Setup(database.url(), login.name(), login.password(), folder.resolve("pod"))
                .arguments(bucket.arguments())
                // No thread needs two connections at once.
                .arguments(List.of("--spring.datasource.hikari.maximum-pool-size=1"))
                .assignment(new Assignment(id, 1))
                .workers(1)
                .start()) {
            service.awaitState(id, JobState.SUCCEEDED);
            JdbcClient sql = pod.sql();
            assertThat(sql.sql("select id from job").query(String.class).list()).containsExactly(id);
            for (String table : List.of("event", "attempt", "metric_series", "model")) {
                assertThat(sql.sql("select count(*) from " + table + " where job_id <> ?")
                                .param(id)
                                .query(Long.class)
                                .single())
                        .as(table)
                        .isZero();
            }
            assertThat(sql.sql("update job set priority = 9 where id = ?")
                            .param(other)
                            .update())
                    .isZero();
            for (String change : List.of(
                    "update project set max_running_jobs = 9",
                    "delete from dataset",
                    "delete from idempotency",
                    "update installation set id = gen_random_uuid()")) {
                assertThatThrownBy(() -> sql.sql(change).update())
                        .rootCause()
                        .hasMessageContaining("permission denied");
            }
            for (String table : List.of("api_key", "audit_entry", "dispatch")) {
                assertThatThrownBy(() -> sql.sql("select count(*) from " + table)
                                .query(Long.class)
                                .single())
                        .rootCause()
                        .hasMessageContaining("permission denied");
            }
            assertThatThrownBy(
                            () -> sql.sql("select secret from webhook").query().listOfRows())
                    .rootCause()
                    .hasMessageContaining("permission denied");
            assertThatThrownBy(() -> sql.sql("create table mine (x integer)").update())
                    .rootCause()
                    .hasMessageContaining("permission denied");
        }
        assertThat(service.jobs().get(DEFAULT, other).state()).isEqualTo(JobState.QUEUED);
        service.jobs().cancel(DEFAULT, other);
        settle();
        settle();
        assertThat(logins()).isEmpty();
    }

    private static final String SMALL = """
            {"dataset": "iris", "model": "linear", "objective": "classification", "duration": {"steps": 10}}
            """;
    private static final String PRIVATE = """
            {"dataset": "iris", "model": "linear", "objective": "classification", "duration": {"steps": 20},
             "preprocessing": {"numeric": "none"}, "sampler": {"type": "poisson", "rate": 0.1, "batch_size": 40},
             "mechanism": {"type": "dp_sgd", "epsilon": 8, "delta": 1e-5},
             "checkpoints": {"every_steps": 5, "keep": 2}}
            """;
}
