package dev.descent.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.database.TestDatabase;
import dev.descent.storage.s3.S3Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
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

/** A bucket that goes away under a service at work. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@TestPropertySource(properties = "descent.workers=1")
@DirtiesContext
class BucketOutageOverHttpTest {
    private static final S3Service BUCKET = new S3Service(directory());

    @LocalServerPort
    private int port;

    @Autowired
    private JsonMapper json;

    private Client client;

    @DynamicPropertySource
    static void configure(DynamicPropertyRegistry registry) {
        TestDatabase.configure(registry);
        registry.add("descent.storage", () -> "s3");
        registry.add("descent.s3.bucket", () -> S3Service.BUCKET);
        registry.add("descent.s3.endpoint", BUCKET::endpoint);
    }

    private static Path directory() {
        try {
            return Files.createTempDirectory(Files.createDirectories(Path.of("target")), "bucket-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeEach
    void connect() {
        client = new Client(port, json);
    }

    @AfterAll
    static void stop() {
        BUCKET.close();
    }

    @Test
    void jobsGoOnUploadsAreRefusedAndEverybodyIsTold() {
        client.upload("a.csv", "x,y\n1,a\n2,b\n3,a\n", "before", null).assertStatus(201);
        await(() -> part("bucket").path("status").asString().equals("UP"));
        assertThat(BUCKET.keys()).anyMatch(key -> key.startsWith("datasets/ds_"));
        String job = client.submit("""
                {"dataset": "digits", "model": {"type": "mlp", "hidden": [16]}, "objective": "classification",
                 "duration": {"steps": 100000000}, "log_every_steps": 1000, "checkpoints": {"every_steps": 100}}""");
        client.follow(job, 0, event -> !event.type().equals("checkpoint"));
        Scrape before = Scrape.of(client);

        BUCKET.stop();
        Reply refused = client.upload("b.csv", "x,y\n1,a\n2,b\n3,a\n", "meanwhile", null);
        refused.assertProblem(503, "unavailable");
        assertThat(refused.json().get("detail").asString()).contains("storage does not answer", "jobs that run go on");
        assertThat(refused.header("Retry-After")).isNotEmpty();
        client.get("/v1/datasets/meanwhile").assertProblem(404, "not_found");
        client.get("/v1/datasets/before/preview").assertStatus(200);
        client.follow(
                job, 0, event -> !event.data().path("message").asString().contains("the storage cannot be reached"));
        // What is known of the bucket is some seconds old.
        await(() -> part("bucket").path("status").asString().equals("DOWN"));
        assertThat(part("bucket").at("/details/problem").asString()).contains("cannot be reached");
        assertThat(part("bucket").at("/details/remedy").asString()).isNotBlank();
        client.get("/actuator/health/readiness").assertStatus(200);
        client.get("/actuator/health/liveness").assertStatus(200);

        BUCKET.start();
        String failed = "descent_bucket_requests_seconds_count{operation=\"put\",result=\"failed\"}";
        assertThat(Scrape.of(client).value(failed) - before.value(failed)).isPositive();
        client.upload("b.csv", "x,y\n1,a\n2,b\n3,a\n", "meanwhile", null).assertStatus(201);
        client.post("/v1/jobs/" + job + "/pause").assertStatus(202);
        client.follow(job, 0, event -> !event.data().path("state").asString().equals("paused"));
        client.post("/v1/jobs/" + job + "/cancel").assertStatus(202);
        client.await(job);
        await(() -> part("bucket").path("status").asString().equals("UP"));
        client.delete("/v1/jobs/" + job).assertStatus(204);
        assertThat(BUCKET.keys()).noneMatch(key -> key.contains(job));
    }

    private JsonNode part(String component) {
        return client.get("/actuator/health").json().at("/components/" + component);
    }

    private static void await(BooleanSupplier wanted) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!wanted.getAsBoolean()) {
            assertThat(System.nanoTime()).as("not seen in time").isLessThan(end);
        }
    }
}
