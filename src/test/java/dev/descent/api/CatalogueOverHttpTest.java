package dev.descent.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Everything that the catalogue offers for a step trains a small model over HTTP, by its bare name unless it is private. */
class CatalogueOverHttpTest extends ApiTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** The fields of a job spec that take a member of a family. */
    private static final Map<String, String> FIELDS = Map.ofEntries(
            Map.entry("optimizers", "optimizer"),
            Map.entry("schedules", "schedule"),
            Map.entry("rate_scaling", "rate_scaling"),
            Map.entry("samplers", "sampler"),
            Map.entry("batch_schedules", "batch_schedule"),
            Map.entry("transforms", "transforms"),
            Map.entry("state_formats", "state_format"),
            Map.entry("mechanisms", "mechanism"),
            Map.entry("reweighting", "reweighting"),
            Map.entry("weight_decay", "weight_decay"),
            Map.entry("diagnostics", "diagnostics"));

    private static final Set<String> LISTS = Set.of("transforms", "diagnostics");

    /** A data set like iris that shares no row with it. */
    private static final String TARGET = "flowers to become good at";

    /** Options without defaults. */
    private static final Map<String, Map<String, String>> REQUIRED = Map.of(
            "column", Map.of("column", "petal_width"),
            "weighted", Map.of("column", "petal_width"),
            "less", Map.of("target", TARGET));

    /** What needs an earlier job. */
    private static final Set<String> EARLIER_JOBS = Set.of("refined", "from_scores");

    private static final Set<String> PRIVATE =
            Set.of("dp_sgd", "dp_zero", "scaled_dp_sgd", "dice_sgd", "diff2", "adadpigu", "local_dp_sgd");

    @BeforeEach
    void upload() {
        client.upload("flowers.csv", """
                        sepal_length,sepal_width,petal_length,petal_width,species
                        5.05,3.45,1.45,0.25,setosa
                        6.05,2.85,4.45,1.35,versicolor
                        """, TARGET, "{\"target\": \"species\"}").assertStatus(201);
    }

    @TestFactory
    Stream<DynamicTest> everyStrategyTrains() {
        return FIELDS.entrySet().stream().flatMap(family -> {
            JsonNode entries = client.get("/v1/catalog/" + family.getKey())
                    .assertStatus(200)
                    .json()
                    .get("data");
            assertThat(entries.size()).isPositive();
            return entries.valueStream()
                    .map(entry -> entry.get("type").asString())
                    .filter(type -> !EARLIER_JOBS.contains(type))
                    .map(type -> DynamicTest.dynamicTest(family.getValue() + " " + type, () -> {
                        JsonNode job = client.await(client.submit(spec(family.getValue(), type)));
                        assertThat(job.get("state").asString())
                                .as("%s", job.get("error"))
                                .isEqualTo("succeeded");
                        assertThat(job.get("latest_metrics").propertyNames())
                                .contains(isPrivate(type) ? "unprotected_validation_loss" : "validation_loss");
                    }));
        });
    }

    private static boolean isPrivate(String type) {
        return PRIVATE.contains(type);
    }

    private static String spec(String field, String type) {
        ObjectNode spec = JSON.createObjectNode();
        spec.put("dataset", "iris")
                .put("model", "linear")
                .put("objective", "classification")
                .putObject("duration")
                .put("steps", 12);
        if (isPrivate(type)) {
            spec.putObject(field).put("type", type).put("noise_multiplier", 1).put("labels_unprotected_metrics", true);
            ObjectNode sampler = spec.putObject("sampler");
            if (type.startsWith("local")) {
                sampler.put("type", "one_pass").put("batch_size", 10);
            } else {
                sampler.put("type", "poisson").put("batch_size", 120).put("rate", 1);
            }
            spec.putObject("preprocessing").put("numeric", "none");
        } else {
            ObjectNode strategy = JSON.createObjectNode().put("type", type);
            REQUIRED.getOrDefault(type, Map.of()).forEach(strategy::put);
            JsonNode value = strategy.size() == 1 ? strategy.get("type") : strategy;
            spec.set(field, LISTS.contains(field) ? JSON.createArrayNode().add(value) : value);
        }
        if (type.equals("one_pass")) {
            spec.remove("duration");
        }
        return spec.toString();
    }
}
