package dev.descent.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The document says what the server does.
 *
 * <p>After a deliberate change, {@code ./mvnw test -Dtest=OpenApiTest -Dopenapi.write=true} rewrites
 * {@code docs/openapi.json}.
 */
class OpenApiTest extends ApiTest {
    private static final Path COMMITTED = Path.of("docs", "openapi.json");

    @Autowired
    private JsonMapper json;

    @Test
    void theCommittedDocumentIsTheServersOwn() throws IOException {
        String served = json.rebuild()
                        .enable(SerializationFeature.INDENT_OUTPUT)
                        .build()
                        .writeValueAsString(document())
                + "\n";
        if (Boolean.getBoolean("openapi.write")) {
            Files.writeString(COMMITTED, served);
        }

        assertThat(served)
                .as("rewrite it with -Dopenapi.write=true")
                .isEqualToNormalizingNewlines(Files.readString(COMMITTED));
    }

    @Test
    void everyReferenceLeadsSomewhereAndEverySchemaIsUsed() {
        JsonNode document = document();
        List<String> names =
                List.copyOf(document.get("components").get("schemas").propertyNames());
        List<String> references = document.findValuesAsString("$ref").stream()
                .map(r -> r.replace("#/components/schemas/", ""))
                .distinct()
                .toList();

        assertThat(document.get("openapi").asString()).startsWith("3.1");
        assertThat(references).isSubsetOf(names);
        assertThat(names).isSubsetOf(references);
    }

    @Test
    void everyPropertyAndParameterIsDescribed() {
        List<String> missing = new ArrayList<>();
        JsonNode document = document();
        document.get("components").get("schemas").properties().forEach(schema -> {
            JsonNode properties = schema.getValue().path("properties");
            properties.properties().forEach(property -> {
                JsonNode value = property.getValue();
                boolean told = value.has("description")
                        || value.has("$ref")
                        || property.getKey().equals("type");
                if (!told) {
                    missing.add(schema.getKey() + "." + property.getKey());
                }
            });
            if (!schema.getValue().has("description")) {
                missing.add(schema.getKey());
            }
        });
        operations(document)
                .forEach((name, operation) -> operation.path("parameters").forEach(parameter -> {
                    if (!parameter.has("description")) {
                        missing.add(name + " " + parameter.get("name").asString());
                    }
                }));

        assertThat(missing).isEmpty();
    }

    @Test
    void operationIdsMakeGoodMethodNames() {
        assertThat(operations(document()).keySet())
                .containsExactlyInAnyOrder(
                        "submitJob",
                        "listJobs",
                        "getJob",
                        "cancelJob",
                        "pauseJob",
                        "resumeJob",
                        "deleteJob",
                        "listEvents",
                        "getMetrics",
                        "listAttempts",
                        "listCheckpoints",
                        "listExamples",
                        "downloadExamples",
                        "uploadDataset",
                        "listDatasets",
                        "getDataset",
                        "previewDataset",
                        "deleteDataset",
                        "setPrivacyBudget",
                        "getPrivacyBudget",
                        "listPrivacyLedger",
                        "getPrivacyBurnDown",
                        "perturbDataset",
                        "submitAudit",
                        "getAudit",
                        "getModel",
                        "downloadModelFile",
                        "predict",
                        "getCatalog",
                        "listStrategies",
                        "previewSchedule",
                        "createProject",
                        "listProjects",
                        "getProject",
                        "setProjectLimits",
                        "deleteProject",
                        "createApiKey",
                        "listApiKeys",
                        "revokeApiKey",
                        "whoAmI",
                        "listAuditLog",
                        "createWebhook",
                        "listWebhooks",
                        "getWebhook",
                        "deleteWebhook",
                        "rotateWebhookSecret",
                        "pingWebhook",
                        "listWebhookDeliveries");
    }

    @Test
    void everyOperationSaysHowItCanFail() {
        operations(document()).forEach((name, operation) -> {
            JsonNode failure = operation.get("responses").get("500");
            assertThat(failure).as(name).isNotNull();
            assertThat(failure.at("/content/application~1problem+json/schema/$ref")
                            .asString())
                    .isEqualTo("#/components/schemas/Problem");
        });
    }

    @Test
    void everyExampleOfAJobSpecIsAccepted() {
        Map<String, JsonNode> examples = examples("submitJob");

        assertThat(examples).isNotEmpty();
        examples.forEach((name, spec) -> {
            client.post("/v1/jobs?dry_run=true", spec.toString()).assertStatus(200);
            String id = client.submit(spec.toString());
            client.post("/v1/jobs/" + id + "/cancel");
            assertThat(client.await(id).get("error").isNull()).as(name).isTrue();
        });
    }

    @Test
    void everyExampleOfAnUploadIsAccepted() {
        Map<String, JsonNode> examples = examples("uploadDataset");

        assertThat(examples).isNotEmpty();
        examples.forEach((name, parts) -> {
            String id = client.upload(
                            "example.csv",
                            parts.get("file").asString().getBytes(StandardCharsets.UTF_8),
                            parts.get("name").asString(),
                            parts.get("schema").asString())
                    .assertStatus(201)
                    .json()
                    .get("id")
                    .asString();
            client.delete("/v1/datasets/" + id).assertStatus(204);
        });
    }

    @Test
    void everyExampleOfAPredictionIsAccepted() {
        Map<String, JsonNode> examples = examples("predict");
        JsonNode job = client.await(
                client.submit(
                        "{\"dataset\": \"iris\", \"model\": \"linear\", \"objective\": \"classification\", \"duration\": {\"steps\": 5}}"));
        String model = job.get("model").asString();

        assertThat(examples).isNotEmpty();
        examples.forEach((name, body) -> client.post("/v1/models/" + model + "/predictions", body.toString())
                .assertStatus(200));
    }

    @Test
    void everyExampleOfASchedulePreviewIsAccepted() {
        Map<String, JsonNode> examples = examples("previewSchedule");

        assertThat(examples).isNotEmpty();
        examples.forEach((name, body) ->
                client.post("/v1/schedules:preview", body.toString()).assertStatus(200));
    }

    @Test
    void everyExampleOfAPerturbedCopyIsAccepted() {
        Map<String, JsonNode> examples = examples("perturbDataset");

        assertThat(examples).isNotEmpty();
        examples.forEach((name, body) -> client.post("/v1/datasets/iris/perturbed-copies?dry_run=true", body.toString())
                .assertStatus(200));
    }

    @Test
    void answersMatchTheirSchemas() {
        JsonNode document = document();
        JsonNode job = client.await(
                client.submit(
                        "{\"dataset\": \"iris\", \"model\": \"linear\", \"objective\": \"classification\", \"duration\": {\"steps\": 5}}"));
        String id = job.get("id").asString();
        String model = job.get("model").asString();
        SchemaWalk walk = new SchemaWalk(document);

        walk.check("Job", job);
        walk.check("JobList", client.get("/v1/jobs").json());
        walk.check("EventList", client.get("/v1/jobs/" + id + "/events").json());
        walk.check("JobMetrics", client.get("/v1/jobs/" + id + "/metrics").json());
        walk.check(
                "JobCheckpointList",
                client.get("/v1/jobs/" + id + "/checkpoints").json());
        walk.check("JobAttemptList", client.get("/v1/jobs/" + id + "/attempts").json());
        walk.check("DatasetList", client.get("/v1/datasets").json());
        walk.check("Dataset", client.get("/v1/datasets/iris").json());
        walk.check("DatasetPreview", client.get("/v1/datasets/iris/preview").json());
        walk.check("TrainedModel", client.get("/v1/models/" + model).json());
        walk.check("CatalogFamilyList", client.get("/v1/catalog").json());
        walk.check("CatalogEntryList", client.get("/v1/catalog/optimizers").json());
        client.put("/v1/datasets/wine/privacy-budget", "{\"epsilon\": 8, \"delta\": 1e-5}");
        walk.check(
                "BudgetReport", client.get("/v1/datasets/wine/privacy-budget").json());
        walk.check(
                "LedgerEntryList",
                client.get("/v1/datasets/wine/privacy-ledger").json());
        walk.check("Dataset", client.get("/v1/datasets/wine").json());
        JsonNode perturbed = examples("perturbDataset").get("iris");
        walk.check(
                "PerturbedCopyEstimate",
                client.post("/v1/datasets/iris/perturbed-copies?dry_run=true", String.valueOf(perturbed))
                        .json());
        JsonNode copy = client.post("/v1/datasets/iris/perturbed-copies", String.valueOf(perturbed))
                .assertStatus(201)
                .json();
        walk.check("Dataset", copy);
        client.delete("/v1/datasets/" + copy.get("id").asString()).assertStatus(204);
        JsonNode selecting = client.await(client.submit("""
                {"dataset": "iris", "model": "linear", "objective": "classification", "duration": {"steps": 5},
                 "diagnostics": ["el2n"], "subset": {"name": "easy irises", "score": "el2n", "keep": 0.5, "choose": "lowest"}}"""));
        walk.check("Job", selecting);
        walk.check("JobSpec", selecting.get("effective_spec"));
        String subset = "/v1/datasets/" + selecting.at("/subset/id").asString();
        walk.check("Dataset", client.get(subset).assertStatus(200).json());
        client.delete(subset).assertStatus(204);
        walk.check("Problem", client.get("/v1/jobs/job_none").json());
        walk.check(
                "DryRun",
                client.post("/v1/jobs?dry_run=true", job.get("spec").toString()).json());
        walk.check("JobSpec", job.get("effective_spec"));
        for (String schedule : List.of("one_cycle", "cosine")) {
            walk.check(
                    "ScheduleCurve",
                    client.post(
                                    "/v1/schedules:preview",
                                    "{\"schedule\": \"" + schedule + "\", \"learning_rate\": 1, \"steps\": 9}")
                            .json());
        }
        walk.check(
                "Predictions",
                client.post("/v1/models/" + model + "/predictions", "{\"instances\": [[5.1, 3.5, 1.4, 0.2]]}")
                        .json());
        assertThat(walk.faults()).isEmpty();
    }

    @Test
    void thePagesForPeopleAreThere() {
        assertThat(client.get("/swagger-ui/index.html").assertStatus(200).text())
                .contains("Swagger UI");
        assertThat(client.get("/swagger-ui.html").status()).isEqualTo(302);
        client.get("/actuator/health/liveness").assertStatus(200);
        client.get("/actuator/health/readiness").assertStatus(200);
        assertThat(client.get("/actuator/prometheus").assertStatus(200).text()).contains("jvm_memory_used_bytes");
    }

    private JsonNode document() {
        return client.get("/v3/api-docs").assertStatus(200).json();
    }

    private static Map<String, JsonNode> operations(JsonNode document) {
        Map<String, JsonNode> operations = new TreeMap<>();
        document.get("paths")
                .forEach(path -> path.forEach(
                        operation -> operations.put(operation.get("operationId").asString(), operation)));
        return operations;
    }

    private Map<String, JsonNode> examples(String operationId) {
        Map<String, JsonNode> examples = new TreeMap<>();
        JsonNode operation = Objects.requireNonNull(operations(document()).get(operationId));
        operation
                .get("requestBody")
                .get("content")
                .forEach(type -> type.path("examples")
                        .properties()
                        .forEach(e -> examples.put(e.getKey(), e.getValue().get("value"))));
        return examples;
    }
}
