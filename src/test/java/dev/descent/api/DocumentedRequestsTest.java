package dev.descent.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What the document says of requests holds: its bounds are those of the server, its examples are accepted. */
class DocumentedRequestsTest extends ApiTest {
    private static final String BUDGET = "{\"privacy_budget\": {\"epsilon\": 1, \"delta\": 0.00001}}";

    private JsonNode document;
    private String job;

    @BeforeEach
    void prepare() {
        document = client.get("/v3/api-docs").assertStatus(200).json();
        job = client.submit(
                "{\"dataset\": \"iris\", \"model\": \"linear\", \"objective\": \"classification\", \"duration\": {\"steps\": 2},"
                        + " \"diagnostics\": [\"el2n\"]}");
        client.await(job);
    }

    @Test
    void wholeNumbersInAQueryAreAcceptedUpToTheirBoundsAndNoFurther() {
        List<String> checked = new ArrayList<>();
        String webhook = made("/v1/webhooks", "{\"url\": \"https://hooks.example.com\"}");
        String budgeted = client.upload("some.csv", "x,y\n1,a\n2,b\n5,a\n7,b\n", "of bounds", BUDGET)
                .assertStatus(201)
                .json()
                .get("id")
                .asString();
        forEachOperation((path, get) -> {
            if (get.getKey().equals("get")) {
                for (JsonNode parameter : get.getValue().path("parameters")) {
                    JsonNode schema = parameter.get("schema");
                    if (schema.path("type").asString("").equals("integer")) {
                        String name = parameter.get("name").asString();
                        String query = resolve(path, webhook, budgeted) + "?" + name + "=";
                        long least = schema.get("minimum").asLong();
                        client.get(query + least).assertStatus(200);
                        client.get(query + (least - 1)).assertStatus(400);
                        if (schema.has("maximum")) {
                            long most = schema.get("maximum").asLong();
                            client.get(query + most).assertStatus(200);
                            client.get(query + (most + 1)).assertStatus(400);
                        }
                        checked.add(name);
                    }
                }
            }
        });
        client.delete("/v1/webhooks/" + webhook).assertStatus(204);
        client.delete("/v1/datasets/" + budgeted).assertStatus(204);
        assertThat(checked).contains("limit", "points", "after");
    }

    private String resolve(String path, String webhook, String dataset) {
        if (path.startsWith("/v1/webhooks")) {
            return path.replace("{id}", webhook);
        }
        return path.replace("{id}", path.startsWith("/v1/jobs") ? job : dataset);
    }

    @Test
    void everyWordOfAnEnumerationInAQueryIsAccepted() {
        for (String order : List.of("asc", "desc")) {
            client.get("/v1/jobs/" + job + "/examples?order=" + order).assertStatus(200);
        }
        client.get("/v1/jobs/" + job + "/examples?order=up").assertStatus(400);
        for (JsonNode state : document.at("/components/schemas/JobState/enum")) {
            client.get("/v1/jobs?state=" + state.asString()).assertStatus(200);
        }
        client.get("/v1/jobs?state=ended").assertStatus(400);
    }

    @Test
    void everyRequestBodyHasAnExampleAndTheServerAcceptsIt() {
        List<String> accepted = new ArrayList<>();
        forEachOperation((path, operation) -> operation
                .getValue()
                .path("requestBody")
                .path("content")
                .properties()
                .forEach(type -> {
                    JsonNode examples = type.getValue().path("examples");
                    assertThat(examples.size()).as(path).isPositive();
                    if (type.getKey().equals("application/json")) {
                        for (JsonNode example : examples) {
                            if (isAcceptedElsewhere(path)) {
                                continue;
                            }
                            send(operation.getKey(), path, example.get("value"));
                            accepted.add(path);
                        }
                    }
                }));
        assertThat(accepted)
                .contains(
                        "/v1/api-keys",
                        "/v1/audits",
                        "/v1/datasets/{id}/privacy-budget",
                        "/v1/projects",
                        "/v1/projects/{id}/limits",
                        "/v1/webhooks");
    }

    /** By {@link OpenApiTest}, which looks further. */
    private static boolean isAcceptedElsewhere(String path) {
        return path.equals("/v1/jobs")
                || path.endsWith("/predictions")
                || path.endsWith(":preview")
                || path.endsWith("/perturbed-copies");
    }

    private void send(String method, String path, JsonNode example) {
        String body = example.toString();
        switch (path) {
            case "/v1/datasets/{id}/privacy-budget" -> {
                String set = client.upload("some.csv", "x,y\n1,a\n2,b\n3,a\n4,b\n", "of a budget", null)
                        .assertStatus(201)
                        .json()
                        .get("id")
                        .asString();
                client.put(path.replace("{id}", set), body).assertStatus(200);
                client.delete("/v1/datasets/" + set).assertStatus(204);
            }
            case "/v1/projects/{id}/limits" -> {
                String project = made("/v1/projects", "{\"name\": \"of-limits\"}");
                client.put(path.replace("{id}", project), body).assertStatus(200);
                client.delete("/v1/projects/" + project).assertStatus(204);
            }
            case "/v1/audits" -> client.await(made(path, body));
            default -> {
                assertThat(method).isEqualTo("post");
                client.delete(path + "/" + made(path, body)).assertStatus(204);
            }
        }
    }

    private String made(String path, String body) {
        return client.post(path, body).assertStatus(201).json().get("id").asString();
    }

    private void forEachOperation(BiConsumer<String, Map.Entry<String, JsonNode>> consumer) {
        document.get("paths")
                .properties()
                .forEach(path ->
                        path.getValue().properties().forEach(operation -> consumer.accept(path.getKey(), operation)));
    }
}
