package dev.descent.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.jobs.lifecycle.JobEntity;
import dev.descent.jobs.lifecycle.JobOrder;
import dev.descent.jobs.lifecycle.Lifecycle;
import dev.descent.projects.ProjectId;
import dev.descent.webhooks.Receiver;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;

/** A receiver of its own is told of jobs by the whole service. */
@ExtendWith(OutputCaptureExtension.class)
class WebhooksOverHttpTest extends ApiTest {
    private static final int MOST_LOOKS = 10_000;
    private static final String SPEC =
            "{\"dataset\": \"iris\", \"model\": \"linear\", \"objective\": \"classification\","
                    + " \"labels\": {\"team\": \"a\"}, \"duration\": {\"steps\": 5}}";

    private final Receiver receiver = new Receiver();
    private final List<String> made = new ArrayList<>();

    @Autowired
    private Lifecycle lifecycle;

    @AfterEach
    void close() {
        made.forEach(id -> client.delete("/v1/webhooks/" + id));
        receiver.close();
    }

    private JsonNode create(String more) {
        JsonNode webhook = client.post("/v1/webhooks", "{\"url\": \"" + receiver.url() + "\"" + more + "}")
                .assertStatus(201)
                .json();
        made.add(webhook.get("id").asString());
        return webhook;
    }

    /** The newest delivery, once it has this state. */
    private JsonNode awaitDelivery(String path, String state) {
        for (int i = 0; i < MOST_LOOKS; i++) {
            JsonNode newest = client.get(path + "/deliveries?limit=1")
                    .assertStatus(200)
                    .json()
                    .at("/data/0");
            if (newest.path("state").asString("").equals(state)) {
                return newest;
            }
        }
        throw new AssertionError("not " + state);
    }

    @Test
    void aWebhookIsToldOfTheEndOfAJobAndItsSecretIsShownOnce(CapturedOutput output) {
        Reply created = client.post(
                        "/v1/webhooks", "{\"url\": \"" + receiver.url() + "\", \"description\": \"of the tests\"}")
                .assertStatus(201);
        JsonNode webhook = created.json();
        String path = "/v1/webhooks/" + webhook.get("id").asString();
        made.add(webhook.get("id").asString());
        String secret = webhook.get("secret").asString();
        assertThat(created.header("Location")).isEqualTo(path);
        assertThat(webhook.get("states").toString()).isEqualTo("[\"succeeded\",\"failed\",\"cancelled\"]");
        assertThat(secret).startsWith("whsec_");

        JsonNode job = client.await(client.submit(SPEC));
        Receiver.Message message = receiver.next();
        JsonNode told = created.mapper().readTree(message.body()).get("data");
        assertThat(message.isSignedWith(secret)).isTrue();
        assertThat(told.get("job")).isEqualTo(job.get("id"));
        assertThat(told.get("state").asString()).isEqualTo("succeeded");
        assertThat(told.get("model")).isEqualTo(job.get("model"));
        assertThat(told.get("labels")).isEqualTo(job.get("labels"));
        JsonNode events =
                client.get(told.get("path").asString() + "/events").json().get("data");
        assertThat(told.get("event")).isEqualTo(events.get(events.size() - 1).get("seq"));
        JsonNode delivery = awaitDelivery(path, "delivered");
        assertThat(delivery.get("id").asString()).isEqualTo(message.header("webhook-id"));
        assertThat(delivery.get("job")).isEqualTo(job.get("id"));
        assertThat(delivery.get("last_status").intValue()).isEqualTo(204);

        JsonNode rotated =
                client.post(path + "/rotate-secret").assertStatus(200).json();
        String next = rotated.get("secret").asString();
        assertThat(next).startsWith("whsec_").isNotEqualTo(secret);
        client.post(path + "/ping").assertStatus(202);
        Receiver.Message ping = receiver.next();
        assertThat(ping.isSignedWith(secret)).isTrue();
        assertThat(ping.isSignedWith(next)).isTrue();
        assertThat(ping.body()).contains("webhook.ping");

        assertThat(client.get(path).json().get("secret").isNull()).isTrue();
        for (String place : List.of("/v1/webhooks", path, path + "/deliveries", "/v1/jobs")) {
            assertThat(client.get(place).assertStatus(200).text())
                    .doesNotContain(secret.substring(6), next.substring(6), "whsec_");
        }
        assertThat(output).doesNotContain(secret.substring(6), next.substring(6), "whsec_");
    }

    @Test
    void deliveriesArePagedAndADeletedWebhookIsForgotten() {
        String path = "/v1/webhooks/" + create("").get("id").asString();
        for (int i = 0; i < 3; i++) {
            client.post(path + "/ping").assertStatus(202);
            receiver.next();
        }
        JsonNode first = client.get(path + "/deliveries?limit=2").json();
        assertThat(first.get("data")).hasSize(2);
        JsonNode second = client.get(path + "/deliveries?limit=2&cursor="
                        + first.get("next_cursor").asString())
                .json();
        assertThat(second.get("data")).hasSize(1);
        assertThat(second.get("next_cursor").isNull()).isTrue();
        client.get(path + "/deliveries?cursor=nonsense").assertProblem(400, "invalid_parameter");
        client.get(path + "/deliveries?limit=0").assertProblem(400, "invalid_parameter");

        client.delete(path).assertStatus(204);
        for (String place : List.of(path, path + "/deliveries")) {
            client.get(place).assertProblem(404, "not_found");
        }
        client.post(path + "/ping").assertProblem(404, "not_found");
        client.post(path + "/rotate-secret").assertProblem(404, "not_found");
        client.delete(path).assertProblem(404, "not_found");
    }

    @Test
    void aProjectHasAtMostSoManyWebhooks() {
        while (client.get("/v1/webhooks").json().get("data").size() < 7) {
            create("");
        }
        client.post("/v1/webhooks", "{\"url\": \"" + receiver.url() + "\"}")
                .assertProblem(422, "invalid_request")
                .assertPointers("")
                .assertDetail("at most 7");
    }

    @Test
    void whatIsTakenBackIsNotTold() {
        String path =
                "/v1/webhooks/" + create(", \"states\": [\"queued\"]").get("id").asString();
        JobEntity job = new JobEntity(
                "job_never",
                new JobOrder(ProjectId.DEFAULT, null, "ds_nowhere", "{}", "{}", 0, 1, 1),
                Instant.parse("2026-01-01T00:00:00Z"));
        assertThatThrownBy(() -> lifecycle.create(job, () -> {}, () -> {
                    throw new IllegalStateException("taken back");
                }))
                .hasMessage("taken back");
        assertThat(client.get(path + "/deliveries").json().get("data")).isEmpty();

        String submitted = client.submit(SPEC);
        assertThat(receiver.next().body()).contains(submitted, "queued");
        client.await(submitted);
    }

    @Test
    void answersMatchTheirSchemas() {
        JsonNode document = client.get("/v3/api-docs").json();
        JsonNode webhook = create(", \"description\": null");
        String path = "/v1/webhooks/" + webhook.get("id").asString();
        SchemaWalk walk = new SchemaWalk(document);
        walk.check("Webhook", webhook);
        walk.check("Webhook", client.post(path + "/rotate-secret").json());
        walk.check("WebhookList", client.get("/v1/webhooks").json());
        walk.check("WebhookDelivery", client.post(path + "/ping").json());
        walk.check("WebhookDelivery", awaitDelivery(path, "delivered"));
        walk.check("WebhookDeliveryList", client.get(path + "/deliveries").json());
        assertThat(walk.faults()).isEmpty();
    }
}
