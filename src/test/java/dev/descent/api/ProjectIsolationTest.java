package dev.descent.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What belongs to one project is not there for another, under whatever id or name it is asked for. */
class ProjectIsolationTest extends GuardedApiTest {
    private static final String ROWS = "x,y,label\n" + "1,2,a\n2,1,b\n3,4,a\n4,3,b\n".repeat(8);
    private static final String OTHER_ROWS = "x,y,label\n" + "5,2,a\n2,5,b\n3,5,a\n5,3,b\n".repeat(8);

    private Team owner;
    private Team stranger;

    @BeforeEach
    void teams() {
        owner = team();
        stranger = team();
    }

    private static String upload(Team team, String rows) {
        return team.submitter()
                .upload("data.csv", rows, "rows", "{\"target\": \"label\", \"task\": \"classification\"}")
                .assertStatus(201)
                .json()
                .get("id")
                .asString();
    }

    private static String scored(String dataset) {
        return "{\"dataset\": \"" + dataset + "\", \"model\": \"linear\", \"objective\": \"classification\","
                + " \"duration\": {\"steps\": 4}, \"log_every_steps\": 1, \"diagnostics\": [\"el2n\"]}";
    }

    /** Every call of the document that names something in its path, with what is the owner's. */
    @Test
    void noCallFindsWhatBelongsToAnotherProject() {
        String dataset = upload(owner, ROWS);
        String job = owner.submitter().submit(scored(dataset));
        JsonNode ended = owner.viewer().await(job);
        assertThat(ended.get("state").asString()).as(ended::toString).isEqualTo("succeeded");
        Map<String, String> ids = Map.of(
                "Jobs", job,
                "Models", ended.get("model").asString(),
                "Datasets", dataset,
                "Webhooks", made(owner, "/v1/webhooks", "{\"url\": \"https://example.com/hook\"}"),
                "Access", made(owner, "/v1/api-keys", "{\"name\": \"ci\", \"role\": \"viewer\"}"));
        JsonNode document = nobody.get("/v3/api-docs").json();
        List<String> called = new ArrayList<>();
        document.get("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(call -> {
                    String tag = call.getValue().at("/tags/0").asString();
                    if (path.getKey().contains("{id}") && ids.containsKey(tag)) {
                        called.add(call.getValue().get("operationId").asString());
                        requireLikeNothing(call.getKey(), path.getKey(), ids.get(tag), call.getValue());
                    }
                }));
        assertThat(called)
                .hasSizeGreaterThan(20)
                .contains("getJob", "predict", "listPrivacyLedger", "deleteDataset", "deleteWebhook", "revokeApiKey");
        // All of it is still there for those whose it is.
        assertThat(owner.viewer().get("/v1/jobs/" + job).assertStatus(200).json())
                .isEqualTo(ended);
        owner.viewer().get("/v1/datasets/" + dataset).assertStatus(200);
        owner.admin().get("/v1/webhooks/" + ids.get("Webhooks")).assertStatus(200);
        assertThat(owner.admin().get("/v1/api-keys").text()).contains(ids.get("Access"));
    }

    @Test
    void noStreamTellsOfAnotherProjectsJob() {
        upload(owner, ROWS);
        String job = owner.submitter().submit(scored("rows"));
        for (String id : List.of(job, "job_00000000000000000000000000")) {
            stranger.viewer()
                    .send(stranger.viewer()
                            .request("/v1/jobs/" + id + "/events")
                            .header("Accept", "text/event-stream")
                            .GET()
                            .build())
                    .assertProblem(404, "not_found");
        }
        owner.viewer().await(job);
    }

    private static String made(Team team, String path, String body) {
        return team.admin().post(path, body).assertStatus(201).json().get("id").asString();
    }

    private void requireLikeNothing(String method, String path, String id, JsonNode call) {
        String nothing = id.replaceAll("[0-9A-Z]{4}$", "0000");
        String theirs = answer(method, path.replace("{id}", id), call);
        String made = answer(method, path.replace("{id}", nothing), call);
        assertThat(theirs.replace(id, "ID")).as(method + " " + path).isEqualTo(made.replace(nothing, "ID"));
        assertThat(theirs).as(method + " " + path).startsWith("404 ");
    }

    private String answer(String method, String path, JsonNode call) {
        String body = call.has("requestBody")
                ? call.at("/requestBody/content/application~1json/examples")
                        .valueStream()
                        .map(example -> example.get("value").toString())
                        .findFirst()
                        .orElse("{\"epsilon\": 1, \"delta\": 0.00001}")
                : "";
        Client client = stranger.admin();
        Reply reply = client.send(client.request(path.replace("{name}", "weights.safetensors"))
                .header("Content-Type", "application/json")
                .method(method.toUpperCase(Locale.ROOT), BodyPublishers.ofString(body))
                .build());
        return reply.status() + " " + reply.text().replaceAll("req_[0-9a-f]+", "req");
    }

    @Test
    void listsShowOnlyWhatIsTheProjectsOwn() {
        String dataset = upload(owner, ROWS);
        String job = owner.submitter().submit(SMALL_JOB);
        assertThat(stranger.viewer().get("/v1/jobs").json().get("data")).isEmpty();
        assertThat(owner.viewer().get("/v1/datasets").text()).contains(dataset);
        assertThat(stranger.viewer().get("/v1/datasets").text()).doesNotContain(dataset);
        assertThat(stranger.admin().get("/v1/api-keys").json().get("data")).hasSize(3);
        assertThat(stranger.admin().get("/v1/audit-log").text()).doesNotContain(owner.project());
        stranger.admin().get("/v1/audit-log?all=true").assertProblem(400, "invalid_parameter");
        assertThat(owner.viewer().get("/v1/jobs").text()).contains(job);
        owner.viewer().await(job);
    }

    @Test
    void aSpecCanNameNothingOfAnotherProject() {
        String dataset = upload(owner, ROWS);
        String job = owner.submitter().submit(scored(dataset));
        owner.viewer().await(job);
        stranger.submitter().post("/v1/jobs", scored(dataset)).assertProblem(422, "unknown_dataset");
        stranger.submitter().post("/v1/jobs?dry_run=true", scored("rows")).assertProblem(422, "unknown_dataset");

        upload(stranger, ROWS);
        String body = scored("rows");
        stranger.submitter()
                .post(
                        "/v1/jobs",
                        body.replace(
                                "\"diagnostics\"",
                                "\"sampler\": {\"type\": \"from_scores\", \"job\": \"" + job
                                        + "\", \"score\": \"el2n\"}, \"diagnostics\""))
                .assertProblem(422, "invalid_spec")
                .assertDetail("there is no job");
        stranger.submitter()
                .post(
                        "/v1/jobs",
                        body.replace(
                                "\"diagnostics\"",
                                "\"schedule\": {\"type\": \"refined\", \"from_job\": \"" + job
                                        + "\"}, \"diagnostics\""))
                .assertProblem(422, "invalid_spec")
                .assertDetail("there is no job");
        stranger.submitter()
                .post("/v1/jobs", body.replace("[\"el2n\"]", "[{\"type\": \"less\", \"target\": \"" + dataset + "\"}]"))
                .assertProblem(422, "invalid_spec")
                .assertDetail("there is no data set");
        stranger.submitter()
                .send(
                        "/v1/datasets",
                        new Client.Multipart()
                                .file("file", "data.csv", OTHER_ROWS.getBytes(StandardCharsets.UTF_8))
                                .field("name", "derived")
                                .field("derived_from", dataset))
                .assertProblem(422, "invalid_request")
                .assertPointers("/derived_from");
    }

    @Test
    void namesKeysAndBudgetsOfTwoProjectsDoNotMeet() {
        String here = upload(owner, ROWS);
        String there = upload(stranger, ROWS);
        assertThat(there).isNotEqualTo(here);
        owner.admin()
                .put("/v1/datasets/rows/privacy-budget", "{\"epsilon\": 2, \"delta\": 0.00001}")
                .assertStatus(200);
        stranger.viewer().get("/v1/datasets/rows/privacy-budget").assertProblem(404, "not_found");
        assertThat(stranger.viewer()
                        .get("/v1/datasets/rows/privacy-ledger")
                        .json()
                        .get("data"))
                .isEmpty();
        assertThat(stranger.viewer()
                        .get("/v1/datasets/rows")
                        .json()
                        .get("privacy_budget")
                        .isNull())
                .isTrue();
        Reply first = owner.submitter().post("/v1/jobs", SMALL_JOB, "Idempotency-Key", "same");
        Reply second = stranger.submitter().post("/v1/jobs", SMALL_JOB.replace("3", "4"), "Idempotency-Key", "same");
        assertThat(second.assertStatus(201).json().get("id"))
                .isNotEqualTo(first.assertStatus(201).json().get("id"));
        owner.viewer().await(first.json().get("id").asString());
        stranger.viewer().await(second.json().get("id").asString());
    }

    @Test
    void aJobsSubsetBelongsToItsProject() {
        upload(owner, ROWS);
        String job = owner.submitter()
                .submit(
                        scored("rows")
                                .replace(
                                        "\"diagnostics\"",
                                        "\"subset\": {\"name\": \"hard\", \"score\": \"el2n\", \"keep\": 0.5}, \"diagnostics\""));
        JsonNode ended = owner.viewer().await(job);
        assertThat(ended.get("state").asString()).as(ended::toString).isEqualTo("succeeded");
        owner.viewer().get("/v1/datasets/hard").assertStatus(200);
        stranger.viewer().get("/v1/datasets/hard").assertProblem(404, "not_found");
        stranger.viewer()
                .get("/v1/datasets/" + ended.at("/subset/id").asString())
                .assertProblem(404, "not_found");
    }
}
