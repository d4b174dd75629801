package dev.descent.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.database.OwnServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A PostgreSQL that goes away under a service at work, for longer than anybody waits for a connection or a lease. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@TestPropertySource(
        properties = {
            "descent.workers=1",
            "descent.lease=1s",
            "descent.stream-heartbeat=200ms",
            "spring.datasource.hikari.connection-timeout=1000",
            "spring.datasource.hikari.validation-timeout=500"
        })
@DirtiesContext
class DatabaseOutageOverHttpTest {
    private static final long PATIENCE_SECONDS = 120;
    private static final String SPEC = """
            {"dataset": "digits", "model": {"type": "mlp", "hidden": [32]}, "objective": "classification", "seed": 3,
             "duration": {"steps": %d}, "log_every_steps": 20}""";

    /** Requests of every kind; none needs more than the database to be answered otherwise. */
    private static final List<String> PATHS = List.of(
            "/v1/jobs",
            "/v1/jobs/{job}",
            "/v1/jobs/{job}/metrics",
            "/v1/jobs/{job}/checkpoints",
            "/v1/jobs/{job}/events",
            "/v1/datasets",
            "/v1/datasets/digits",
            "/v1/datasets/digits/privacy-ledger");

    private static final OwnServer DATABASE = new OwnServer(directory());

    @LocalServerPort
    private int port;

    @Autowired
    private JsonMapper json;

    private Client client;

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry registry) {
        DATABASE.configure(registry);
    }

    private static Path directory() {
        try {
            return Files.createTempDirectory(Files.createDirectories(Path.of("target")), "outage-")
                    .toAbsolutePath();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeEach
    void connect() {
        client = new Client(port, json);
    }

    @AfterAll
    static void stop() {
        DATABASE.close();
    }

    @Test
    void aJobAndItsStreamOutliveADatabaseThatStopsAndRequestsAreToldToTryAgain() {
        String job = client.submit(SPEC.formatted(20_000));
        Watch watch = watch(job);
        watch.awaitMetrics();
        await(() -> listeners() == 1);

        DATABASE.stop();
        Instant gone = Instant.now();
        for (String path : PATHS) {
            assertUnavailable(client.get(path.replace("{job}", job)));
        }
        assertUnavailable(client.get("/v1/jobs/" + job + "/events", "Accept", "text/event-stream"));
        assertUnavailable(client.post("/v1/jobs", SPEC.formatted(10)));
        assertUnavailable(client.post("/v1/jobs/" + job + "/pause"));
        assertUnavailable(client.delete("/v1/jobs/" + job));
        assertUnavailable(client.upload("a.csv", "x,y\n1,a\n2,b\n", "away", null));
        assertThat(client.get("/actuator/health/readiness").status()).isEqualTo(503);
        assertThat(client.get("/actuator/health/liveness").status()).isEqualTo(200);
        assertWatchersAreToldWhatIsWrong();
        Instant back = Instant.now();
        DATABASE.startAgain();

        await(() -> client.get("/actuator/health/readiness").status() == 200);
        String undisturbed = client.submit(SPEC.formatted(20_000));
        List<Client.Event> events = watch.events();
        JsonNode ended = client.get("/v1/jobs/" + job).assertStatus(200).json();
        assertThat(ended.get("state").asString()).as(ended::toString).isEqualTo("succeeded");
        assertThat(ended.get("attempt").intValue())
                .as("it was never taken away")
                .isEqualTo(1);
        assertThat(events)
                .extracting(Client.Event::id)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, events.size()).boxed().toList());
        assertThat(events)
                .filteredOn(event -> event.type().equals("metrics"))
                .extracting(event -> Instant.parse(event.data().get("at").asString()))
                .as("measured while the database was away")
                .anyMatch(at -> at.isAfter(gone.plusSeconds(1)) && at.isBefore(back));
        assertThat(weights(job)).isEqualTo(weights(undisturbed));
        assertThat(series(job)).isEqualTo(series(undisturbed));
        await(() -> listeners() == 1);
        await(() -> client.get("/actuator/health").status() == 200);
    }

    /** A scrape never fails: what only the database knows is no number meanwhile. */
    private void assertWatchersAreToldWhatIsWrong() {
        await(() -> Double.isNaN(Scrape.of(client).value("descent_jobs{state=\"running\"}")));
        Scrape scrape = Scrape.of(client);
        assertThat(scrape.value("descent_queue_age_seconds")).isNaN();
        assertThat(scrape.value("descent_storage_bytes")).isNaN();
        assertThat(scrape.value("descent_webhook_pending_deliveries")).isNaN();
        assertThat(scrape.value("descent_worker_jobs")).isEqualTo(1);
        assertThat(scrape.value("descent_training_steps_total")).isPositive();
        JsonNode parts = client.get("/actuator/health").assertStatus(503).json().get("components");
        assertThat(parts.at("/db/details/problem").asString()).contains("PostgreSQL cannot be reached");
        assertThat(parts.at("/listener/details/problem").asString()).contains("announces changes is broken");
        assertThat(parts.at("/worker/status").asString()).isEqualTo("UP");
        assertThat(parts.at("/queue/status").asString()).isEqualTo("UNKNOWN");
    }

    @Test
    void aRestartIsHardlyNoticed() {
        String job = client.submit(SPEC.formatted(3000));
        Watch watch = watch(job);
        watch.awaitMetrics();

        DATABASE.stop();
        DATABASE.startAgain();

        List<Client.Event> events = watch.events();
        assertThat(events)
                .extracting(Client.Event::id)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, events.size()).boxed().toList());
        await(() -> client.get("/actuator/health/readiness").status() == 200);
        JsonNode ended = client.get("/v1/jobs/" + job).assertStatus(200).json();
        assertThat(ended.get("state").asString()).as(ended::toString).isEqualTo("succeeded");
        String another = client.submit(SPEC.formatted(3000));
        assertThat(weights(job)).isEqualTo(weights(another));
    }

    private static void assertUnavailable(Reply reply) {
        reply.assertProblem(503, "unavailable");
        assertThat(reply.header("Retry-After")).containsOnlyDigits();
    }

    private String weights(String job) {
        String model = client.await(job).get("model").asString();
        return client.get("/v1/models/" + model)
                .json()
                .at("/provenance/weights_digest")
                .asString();
    }

    private JsonNode series(String job) {
        return client.get("/v1/jobs/" + job + "/metrics?points=10000").json().get("series");
    }

    private static long listeners() {
        return DATABASE.count("select count(*) from pg_stat_activity where query ilike 'listen %'");
    }

    private static void await(BooleanSupplier state) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!state.getAsBoolean()) {
            assertThat(System.nanoTime()).as("not reached in time").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private Watch watch(String job) {
        return new Watch(job);
    }

    /** A client with one connection that it never opens anew. */
    private final class Watch {
        private final List<Client.Event> events = Collections.synchronizedList(new ArrayList<>());
        private final CompletableFuture<Void> measured = new CompletableFuture<>();
        private final CompletableFuture<Void> ended;

        Watch(String job) {
            ended = CompletableFuture.runAsync(() -> client.follow(job, 0, event -> {
                events.add(event);
                if (event.type().equals("metrics")) {
                    measured.complete(null);
                }
                return true;
            }));
        }

        void awaitMetrics() {
            measured.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        }

        /** All of them, once the stream has ended. */
        List<Client.Event> events() {
            ended.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
            return List.copyOf(events);
        }
    }
}
