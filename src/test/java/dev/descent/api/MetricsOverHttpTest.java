package dev.descent.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What a process tells Prometheus. */
class MetricsOverHttpTest extends ApiTest {
    private static final Path MANUAL = Path.of("docs/operations.md");
    private static final Pattern ROW = Pattern.compile("\\| `(descent_\\w+)` \\| (\\w+).*");
    private static final String JOB = """
            {"dataset": "iris", "model": "linear", "objective": "classification", "duration": {"steps": 40},
             "log_every_steps": 10}""";

    @Test
    void theTableOfMetricsIsWhatAServerTells() throws IOException {
        Map<String, String> told = new TreeMap<>();
        for (String line : Files.readAllLines(MANUAL)) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                told.put(row.group(1), row.group(2));
            }
        }
        Scrape scrape = Scrape.of(client);
        Map<String, String> ours = new TreeMap<>(scrape.kinds());
        ours.keySet().removeIf(name -> !name.startsWith("descent_"));
        assertThat(ours).isEqualTo(told);
        assertThat(ours.keySet())
                .allSatisfy(name -> assertThat(scrape.description(name)).isNotBlank());
    }

    @Test
    void aJobIsCounted() {
        Scrape before = Scrape.of(client);
        String job = client.submit(JOB);
        client.await(job);
        // Told of after the commit by which the job is known to have ended.
        Scrape after = await(scrape -> grown(before, scrape, "descent_training_steps_total") >= 40
                && grown(before, scrape, "descent_training_step_seconds_count") > 0
                && grown(before, scrape, "descent_job_transitions_total{state=\"succeeded\"}") > 0);
        assertThat(grown(before, after, "descent_training_steps_total")).isEqualTo(40);
        for (String state : List.of("queued", "running", "succeeded")) {
            assertThat(grown(before, after, "descent_job_transitions_total{state=\"" + state + "\"}"))
                    .as(state)
                    .isEqualTo(1);
        }
        assertThat(grown(before, after, "descent_job_transitions_total{state=\"failed\"}"))
                .isZero();
        long values = client.get("/v1/jobs/" + job + "/metrics")
                .json()
                .get("series")
                .valueStream()
                .mapToLong(series -> series.get("count").longValue())
                .sum();
        assertThat(grown(before, after, "descent_ingest_values_total")).isEqualTo(values);
        assertThat(grown(before, after, "descent_ingest_write_seconds_count")).isPositive();
        assertThat(after.value("descent_process_memory_bytes")).isGreaterThan(1e8);
        assertThat(after.value("descent_worker_threads")).isEqualTo(1);
    }

    @Test
    void jobsThatHaveNotEndedAreCountedWhereTheyAre() {
        String running = client.submit(JOB.replace("40", "100000000"));
        String queued = client.submit(JOB);
        client.post("/v1/jobs/" + client.submit(JOB) + "/pause").assertStatus(202);
        await(scrape -> scrape.value("descent_jobs{state=\"running\"}") == 1
                && scrape.value("descent_worker_jobs") == 1
                && scrape.value("descent_jobs{state=\"queued\"}") == 1
                && scrape.value("descent_jobs{state=\"paused\"}") >= 1
                && scrape.value("descent_queue_age_seconds") > 0);
        client.post("/v1/jobs/" + running + "/cancel").assertStatus(202);
        client.await(queued);
    }

    @Test
    void uploadsStreamsAndRefusalsAreCounted() {
        Scrape before = Scrape.of(client);
        client.upload("counted.csv", "x,y\n1,a\n2,b\n3,a\n", "counted", null).assertStatus(201);
        client.put("/v1/datasets/counted/privacy-budget", "{\"epsilon\": 1, \"delta\": 1e-5}")
                .assertStatus(200);
        client.post("/v1/jobs", JOB.replace("iris", "counted")).assertStatus(422);
        String job = client.submit(JOB.replace("40", "100000000"));
        double[] clients = new double[1];
        client.follow(job, 0, event -> {
            clients[0] = Scrape.of(client).value("descent_stream_clients");
            return false;
        });
        client.post("/v1/jobs/" + job + "/cancel").assertStatus(202);
        assertThat(clients[0]).isPositive();
        Scrape after = Scrape.of(client);
        assertThat(grown(before, after, "descent_upload_bytes_count")).isEqualTo(1);
        assertThat(grown(before, after, "descent_upload_bytes_sum")).isGreaterThan(15);
        assertThat(grown(before, after, "descent_ledger_entries_total{type=\"budget_set\"}"))
                .isEqualTo(1);
        assertThat(grown(before, after, "descent_ledger_refusals_total{reason=\"unprotected\"}"))
                .isEqualTo(1);
    }

    @Test
    void noLabelTellsOfSingleThings() {
        String job = client.submit(JOB);
        client.await(job);
        for (String path : List.of(
                "/v1/jobs/" + job,
                "/v1/jobs/job_00000000000000000000000000",
                "/v1/datasets/a-name-of-somebody",
                "/v1/nothing/job_00000000000000000000000001",
                "/nothing-at-all/17",
                "/actuator/health/liveness/23")) {
            client.get(path);
        }
        Scrape scrape = Scrape.of(client);
        assertThat(scrape.labels()).noneMatch(label -> label.matches(".*=.*(job_0|ds_0|model_0|proj_0|wh_0|key_0).*"));
        assertThat(scrape.labels())
                .filteredOn(label -> label.startsWith("uri="))
                .contains("uri=/v1/jobs/{id}")
                .noneMatch(label -> label.matches(".*(somebody|nothing|23|17).*"));
    }

    private static double grown(Scrape before, Scrape after, String name) {
        return after.value(name) - before.value(name);
    }

    private Scrape await(Predicate<Scrape> wanted) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        Scrape scrape = Scrape.of(client);
        while (!wanted.test(scrape)) {
            assertThat(System.nanoTime()).as("not seen in time: %s", scrape).isLessThan(end);
            scrape = Scrape.of(client);
        }
        return scrape;
    }
}
