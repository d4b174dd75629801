package dev.descent.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.api.stream.EventStreams;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** A newcomer's tour: submit, stream, cancel, pause, download, predict, delete. */
class JobsOverHttpTest extends ApiTest {
    private static final String SPEC = "{\"dataset\": \"iris\", \"model\": {\"type\": \"mlp\", \"hidden\": [8]},"
            + " \"objective\": {\"type\": \"classification\"}, \"sampler\": {\"type\": \"shuffle\", \"batch_size\": 32},"
            + " \"duration\": {\"steps\": %d}%s}";

    @Autowired
    private EventStreams streams;

    @Test
    void aSubmittedJobIsAnsweredWithItsPlaceAndRunsToAModel() {
        Reply created = client.post(
                        "/v1/jobs", SPEC.formatted(40, ", \"name\": \"tour\", \"labels\": {\"team\": \"a b\"}"))
                .assertStatus(201);
        String id = created.json().get("id").asString();
        assertThat(created.header("Location")).isEqualTo("/v1/jobs/" + id);
        assertThat(created.json().get("state").asString()).isEqualTo("queued");

        JsonNode job = client.await(id);

        assertThat(job.get("state").asString()).isEqualTo("succeeded");
        assertThat(job.at("/progress/step").longValue()).isEqualTo(40);
        assertThat(job.get("model").asString()).startsWith("model_");
        assertThat(job.at("/latest_metrics/train_loss").doubleValue()).isPositive();
        assertThat(ids("/v1/jobs?label=team:a%20b")).containsExactly(id);
        assertThat(ids("/v1/jobs?label=team:other")).isEmpty();
        assertThat(ids("/v1/jobs?state=succeeded&state=failed")).contains(id);
        assertThat(ids("/v1/jobs?state=queued")).doesNotContain(id);

        client.delete("/v1/jobs/" + id).assertStatus(204);
        client.get("/v1/jobs/" + id).assertProblem(404, "not_found");
        client.get("/v1/models/" + job.get("model").asString()).assertProblem(404, "not_found");
    }

    @Test
    void theStreamIsTheListAndResumesWithoutAGap() {
        String id = client.submit(SPEC.formatted(30, ""));
        List<String> live = client.stream(id, 0).toList();
        List<String> list = new ArrayList<>();
        client.get("/v1/jobs/" + id + "/events").json().get("data").forEach(event -> {
            list.add("id:" + event.get("seq"));
            list.add("event:" + event.get("type").asString());
            list.add("data:" + event.get("data"));
            list.add("");
        });

        assertThat(withoutComments(live)).isEqualTo(list);
        assertThat(list.get(list.size() - 2)).contains("succeeded");
        assertThat(list).contains("event:metrics");

        assertThat(withoutComments(client.stream(id, 10).toList())).isEqualTo(list.subList(40, list.size()));
        HttpResponse<Stream<String>> resumed = open(id, "12");
        assertThat(resumed.headers().firstValue("Content-Type")).hasValue("text/event-stream");
        assertThat(withoutComments(resumed.body().toList())).isEqualTo(list.subList(48, list.size()));
    }

    @Test
    void aModelOfMoreParametersThanAnArrayHoldsIsRefused() {
        client.post("/v1/jobs?dry_run=true", """
                        {"dataset": "digits", "model": {"type": "mlp", "hidden": [65536, 65536]},
                         "objective": "classification"}""")
                .assertProblem(422, "invalid_spec")
                .assertPointers("/model")
                .assertDetail("but has 4299948042");
    }

    @Test
    void aBrowserThatReconnectsToAFinishedStreamIsToldToStop() {
        String id = client.submit(SPEC.formatted(3, ""));
        client.await(id);
        JsonNode events = client.get("/v1/jobs/" + id + "/events").json().get("data");
        String last = events.get(events.size() - 1).get("seq").toString();

        assertThat(open(id, last).statusCode()).isEqualTo(204);
        client.get("/v1/jobs/" + id + "/events", "Accept", "text/event-stream", "Last-Event-ID", "x")
                .assertProblem(400, "invalid_parameter")
                .assertPointers("/Last-Event-ID");
    }

    @Test
    void aSilentStreamIsKeptOpenByCommentsAndForgottenWhenItsClientGoes() throws Exception {
        String blocker = client.submit(SPEC.formatted(100_000_000, ""));
        String waiting = client.submit(SPEC.formatted(1, ", \"priority\": -100"));
        int before = streams.count();
        HttpRequest request = client.request("/v1/jobs/" + waiting + "/events?after=1")
                .header("Accept", "text/event-stream")
                .build();
        try (InputStream body =
                client.send(request, BodyHandlers.ofInputStream()).body()) {
            assertThat(new String(body.readNBytes(3), StandardCharsets.UTF_8)).isEqualTo(":\n\n");
            assertThat(streams.count()).isEqualTo(before + 1);
        }
        client.post("/v1/jobs/" + waiting + "/cancel").assertStatus(202);
        client.post("/v1/jobs/" + blocker + "/cancel").assertStatus(202);
        assertThat(client.await(blocker).get("state").asString()).isEqualTo("cancelled");
        assertThat(client.await(waiting).get("state").asString()).isEqualTo("cancelled");
    }

    @Test
    void pausedResumedAndCancelledAsAsked() {
        String id = client.submit(SPEC.formatted(100_000_000, ""));
        awaitEvent(id, "event:metrics");

        client.post("/v1/jobs/" + id + "/pause").assertStatus(202);
        awaitState(id, "paused");
        client.delete("/v1/jobs/" + id).assertProblem(409, "invalid_transition").assertDetail("paused");
        client.post("/v1/jobs/" + id + "/pause").assertProblem(409, "invalid_transition");
        client.post("/v1/jobs/" + id + "/resume").assertStatus(202);
        client.post("/v1/jobs/" + id + "/cancel").assertStatus(202);

        JsonNode job = client.await(id);
        assertThat(job.get("state").asString()).isEqualTo("cancelled");
        client.post("/v1/jobs/" + id + "/resume")
                .assertProblem(409, "invalid_transition")
                .assertDetail("cancelled");
        assertThat(client.get("/v1/jobs/" + id + "/checkpoints")
                        .assertStatus(200)
                        .json()
                        .get("data")
                        .isEmpty())
                .isFalse();
    }

    @Test
    void aDryRunCreatesNothing() {
        int before = ids("/v1/jobs?limit=200").size();

        JsonNode result = client.post("/v1/jobs?dry_run=true", SPEC.formatted(5, ""))
                .assertStatus(200)
                .json();

        assertThat(result.at("/estimate/steps").longValue()).isEqualTo(5);
        assertThat(result.at("/estimate/parameters").longValue()).isEqualTo(4 * 8 + 8 + 8 * 3 + 3);
        assertThat(result.at("/effective_spec/optimizer/type").asString()).isEqualTo("adam");
        assertThat(ids("/v1/jobs?limit=200")).hasSize(before);
    }

    @Test
    void anIdempotencyKeyMakesOneJobOfManyRequests() {
        String spec = SPEC.formatted(1, "");
        Reply first = client.post("/v1/jobs", spec, "Idempotency-Key", "key-1").assertStatus(201);
        Reply second = client.post("/v1/jobs", spec, "Idempotency-Key", "key-1").assertStatus(201);

        assertThat(second.json().get("id")).isEqualTo(first.json().get("id"));
        assertThat(first.header("Idempotency-Replayed")).isEmpty();
        assertThat(second.header("Idempotency-Replayed")).isEqualTo("true");
        client.post("/v1/jobs", SPEC.formatted(2, ""), "Idempotency-Key", "key-1")
                .assertProblem(409, "idempotency_conflict");
    }

    @Test
    void listsArePagedWithoutGapsOrRepeats() {
        for (int i = 0; i < 5; i++) {
            client.submit(SPEC.formatted(1, ", \"labels\": {\"paging\": \"yes\"}"));
        }
        List<String> all = ids("/v1/jobs?label=paging:yes");
        List<String> paged = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = client.get("/v1/jobs?label=paging:yes&limit=2" + cursor)
                    .assertStatus(200)
                    .json();
            page.get("data").forEach(job -> paged.add(job.get("id").asString()));
            cursor = page.get("next_cursor").isNull()
                    ? ""
                    : "&cursor=" + page.get("next_cursor").asString();
        } while (!cursor.isEmpty());

        assertThat(all).hasSize(5).isSortedAccordingTo((a, b) -> b.compareTo(a));
        assertThat(paged).isEqualTo(all);
    }

    @Test
    void metricsAreSeries() {
        String id = client.submit(SPEC.formatted(50, ""));
        client.await(id);

        JsonNode series = client.get("/v1/jobs/" + id + "/metrics?name=train_loss&points=10")
                .assertStatus(200)
                .json()
                .get("series");

        assertThat(series.size()).isEqualTo(1);
        assertThat(series.at("/0/name").asString()).isEqualTo("train_loss");
        assertThat(series.at("/0/count").longValue()).isEqualTo(50);
        assertThat(series.at("/0/steps").size()).isBetween(8, 14);
        assertThat(series.at("/0/values").size())
                .isEqualTo(series.at("/0/steps").size());
    }

    @Test
    void metricsSayWhenTheJobCameToWhichStepAndWhereTheStreamGoesOn() {
        String id = client.submit(SPEC.formatted(50, ""));
        JsonNode job = client.await(id);

        JsonNode metrics =
                client.get("/v1/jobs/" + id + "/metrics").assertStatus(200).json();

        JsonNode timeline = metrics.get("timeline");
        List<Long> steps =
                timeline.get("steps").valueStream().map(JsonNode::longValue).toList();
        assertThat(steps).isSorted().doesNotHaveDuplicates().startsWith(1L).endsWith(50L);
        assertThat(timeline.get("epochs").valueStream().map(JsonNode::doubleValue))
                .isSorted()
                .hasSameSizeAs(steps)
                .endsWith(job.at("/progress/epoch").doubleValue());
        assertThat(timeline.get("times").valueStream().map(time -> Instant.parse(time.asString())))
                .isSorted()
                .hasSameSizeAs(steps)
                .allMatch(time ->
                        !time.isBefore(Instant.parse(job.get("started_at").asString())));
        long last = metrics.get("last_event").longValue();
        assertThat(client.follow(id, last - 1))
                .singleElement()
                .satisfies(event -> assertThat(event.id()).isEqualTo(last));
    }

    @Test
    void aModelIsDownloadedWholeAndInPartsAndPredicts() {
        String id = client.submit(SPEC.formatted(200, ""));
        String model = client.await(id).get("model").asString();
        String file = "/v1/models/" + model + "/files/weights.safetensors";

        Reply whole = client.get(file).assertStatus(200);
        assertThat(whole.header("Content-Length")).isEqualTo(Integer.toString(whole.body().length));
        assertThat(whole.header("Content-Type")).isEqualTo("application/octet-stream");
        long header =
                ByteBuffer.wrap(whole.body()).order(ByteOrder.LITTLE_ENDIAN).getLong();
        assertThat(header).isBetween(1L, (long) whole.body().length);

        Reply part = client.get(file, "Range", "bytes=8-19").assertStatus(206);
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(whole.body(), 8, 20));
        client.get(file, "If-None-Match", whole.header("ETag")).assertStatus(304);
        client.get("/v1/models/" + model + "/files/other")
                .assertProblem(404, "not_found")
                .assertDetail("safetensors");
        client.get("/v1/models/" + model + "/files/..%2F..%2Fpostgres.password").assertStatus(400);

        JsonNode predictions = client.post(
                        "/v1/models/" + model + "/predictions",
                        "{\"instances\": [[5.1, 3.5, 1.4, 0.2], [6.7, 3.0, 5.2, 2.3]]}")
                .assertStatus(200)
                .json()
                .get("predictions");
        assertThat(predictions.at("/0/value").asString()).isEqualTo("setosa");
        assertThat(predictions.at("/1/value").asString()).isEqualTo("virginica");
        assertThat(predictions.at("/0/probabilities").size()).isEqualTo(3);
    }

    @Test
    void instancesThatDoNotFitAreAllNamed() {
        String id = client.submit(SPEC.formatted(1, ""));
        String path = "/v1/models/" + client.await(id).get("model").asString() + "/predictions";

        Reply reply = client.post(path, "{\"instances\": [[1, 2, 3], [1, 2, 3, \"x\"], [1, 2, 3, 4]]}")
                .assertProblem(422, "invalid_request");
        assertThat(reply.pointers())
                .hasSize(2)
                .anyMatch(p -> p.startsWith("/instances/0"))
                .anyMatch(p -> p.startsWith("/instances/1"));
        client.post(path, "{\"instance\": []}")
                .assertProblem(422, "invalid_request")
                .assertPointers("/instance");
        client.post(path, "{}").assertProblem(422, "invalid_request").assertPointers("/instances");
        client.post(path, "{\"instances\": []}")
                .assertProblem(422, "invalid_request")
                .assertPointers("/instances");
        client.post(path, "[]").assertProblem(422, "invalid_request").assertPointers("");
    }

    private HttpResponse<Stream<String>> open(String id, String lastEventId) {
        HttpRequest request = client.request("/v1/jobs/" + id + "/events")
                .header("Accept", "text/event-stream")
                .header("Last-Event-ID", lastEventId)
                .build();
        return client.send(request, BodyHandlers.ofLines());
    }

    private void awaitEvent(String id, String line) {
        try (Stream<String> lines = client.stream(id, 0)) {
            assertThat(lines.anyMatch(line::equals)).isTrue();
        }
    }

    private void awaitState(String id, String state) {
        try (Stream<String> lines = client.stream(id, 0)) {
            Iterator<String> each = lines.iterator();
            boolean seen = false;
            while (!seen && each.hasNext()) {
                seen = each.next().startsWith("data:{\"state\":\"" + state + "\"");
            }
            assertThat(seen).isTrue();
        }
    }

    private List<String> ids(String path) {
        return client.get(path)
                .assertStatus(200)
                .json()
                .get("data")
                .valueStream()
                .map(job -> job.get("id").asString())
                .toList();
    }

    private static List<String> withoutComments(List<String> lines) {
        List<String> kept = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith(":")) {
                i++;
            } else {
                kept.add(lines.get(i));
            }
        }
        return kept;
    }
}
