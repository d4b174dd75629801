package dev.descent.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.jobs.queue.Workers;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.util.ReflectionTestUtils;
import tools.jackson.databind.JsonNode;

/** What a process says when it is asked how it is. */
class HealthOverHttpTest extends ApiTest {
    private static final String LIVENESS = "/actuator/health/liveness";
    private static final String JOB = """
            {"dataset": "iris", "model": "linear", "objective": "classification", "duration": {"steps": 3}}""";

    @Autowired
    private Workers workers;

    @Autowired
    private JdbcClient jdbc;

    @AfterEach
    void startAnew() {
        workers.stop();
        workers.start();
        await(() -> client.get("/actuator/health").status() == 200);
    }

    @Test
    void aProcessThatIsWellTellsOfAllItsParts() {
        JsonNode health = client.get("/actuator/health").assertStatus(200).json();
        assertThat(health.get("components").propertyNames())
                .contains("db", "disk", "engine", "listener", "queue", "worker", "readinessState", "livenessState");
        assertThat(health.at("/components/engine/details/version").asString()).startsWith("PyTorch 2");
        assertThat(health.at("/components/worker/details/threads").intValue()).isEqualTo(1);
        assertThat(health.at("/components/db/details/database").asString()).startsWith("PostgreSQL 18");
        assertThat(health.at("/components/queue/details/queued").isIntegralNumber())
                .isTrue();
    }

    @Test
    void aWorkerThatHasDiedEndsLiveness() throws InterruptedException {
        List<?> threads = (List<?>) part("threads");
        assertThat(threads).hasSize(1);
        Thread worker = (Thread) threads.get(0);
        worker.interrupt();
        worker.join(TimeUnit.SECONDS.toMillis(60));

        assertThat(problem(LIVENESS, "worker")).contains("worker-1");
        client.get("/actuator/health/readiness").assertStatus(200);
    }

    @Test
    void aHeartThatHasStoppedEndsLiveness() {
        ((ExecutorService) Objects.requireNonNull(ReflectionTestUtils.getField(part("heartbeat"), "heart")))
                .shutdownNow();

        assertThat(problem(LIVENESS, "worker")).contains("heartbeat");
    }

    @Test
    void aJobThatNobodyTakesIsToldOf() {
        workers.stop();
        String job = client.submit(JOB);
        jdbc.sql("update job set created_at = now() - interval '2 minutes' where id = ?")
                .param(job)
                .update();

        // Figures of the queue are some seconds old.
        await(() -> client.get("/actuator/health").status() == 503);
        assertThat(problem("/actuator/health", "queue")).contains("although this process has a free worker");
        client.get(LIVENESS).assertStatus(200);
        workers.start();
        client.await(job);
    }

    private Object part(String field) {
        return Objects.requireNonNull(ReflectionTestUtils.getField(workers, field));
    }

    private String problem(String path, String component) {
        JsonNode part = client.get(path).assertStatus(503).json().at("/components/" + component);
        assertThat(part.get("status").asString()).as(part::toString).isEqualTo("DOWN");
        assertThat(part.at("/details/remedy").asString()).isNotBlank();
        return part.at("/details/problem").asString();
    }

    private static void await(BooleanSupplier state) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!state.getAsBoolean()) {
            assertThat(System.nanoTime()).as("not reached in time").isLessThan(end);
        }
    }
}
