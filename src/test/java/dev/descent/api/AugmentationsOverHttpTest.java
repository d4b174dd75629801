package dev.descent.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** Augmentations as clients ask for them: as an option of the sampler. */
class AugmentationsOverHttpTest extends ApiTest {
    private static final String CNN =
            "{\"type\": \"cnn\", \"stages\": [{\"type\": \"conv\", \"filters\": 4}, {\"type\": \"dense\", \"units\": 16}]}";

    private static final Set<String> FOR_TABLES = Set.of("swap");

    /** Options without defaults. */
    private static final Map<String, String> OPTIONS = Map.of("cutout", ", \"size\": 3");

    private static String spec(String dataset, String model, String augmentations) {
        return """
                {"dataset": "%s", "model": %s, "objective": "classification", "duration": {"steps": 12},
                 "sampler": {"type": "shuffle", "batch_size": 32, "augmentations": %s}, "seed": 2, "acknowledge_unprotected": true}""".formatted(dataset, model, augmentations);
    }

    private static String images(String augmentations) {
        return spec("digits", CNN, augmentations);
    }

    private static String table(String augmentations) {
        return spec("wine", "\"linear\"", augmentations);
    }

    private double loss(String spec) {
        JsonNode job = client.await(client.submit(spec));
        assertThat(job.get("state").asString()).as("%s", job.get("error")).isEqualTo("succeeded");
        return job.at("/latest_metrics/validation_loss").doubleValue();
    }

    @TestFactory
    Stream<DynamicTest> everyAugmentationTrains() {
        JsonNode entries =
                client.get("/v1/catalog/augmentations").assertStatus(200).json().get("data");
        assertThat(entries.size()).isPositive();
        return entries.valueStream()
                .map(entry -> entry.get("type").asString())
                .map(type -> DynamicTest.dynamicTest(type, () -> {
                    String options = OPTIONS.getOrDefault(type, "");
                    String list = "[%s]"
                            .formatted(
                                    options.isEmpty()
                                            ? "\"" + type + "\""
                                            : "{\"type\": \"" + type + "\"" + options + "}");
                    boolean isForTables = FOR_TABLES.contains(type);
                    double augmented = loss(isForTables ? table(list) : images(list));
                    assertThat(augmented).isNotEqualTo(loss(isForTables ? table("[]") : images("[]")));
                    assertThat(loss(isForTables ? table(list) : images(list))).isEqualTo(augmented);
                }));
    }

    @Test
    void severalAreAppliedInOrderAndStandInTheEffectiveSpec() {
        String spec = images("[\"flip\", {\"type\": \"crop\", \"padding\": 2}, \"mixup\"]");
        JsonNode effective = client.post("/v1/jobs?dry_run=true", spec)
                .assertStatus(200)
                .json()
                .at("/effective_spec/sampler/augmentations");
        assertThat(effective.toString())
                .isEqualTo(
                        "[{\"type\":\"flip\",\"probability\":0.5},{\"type\":\"crop\",\"padding\":2,\"fill\":\"zero\"},"
                                + "{\"type\":\"mixup\",\"alpha\":0.2}]");
        assertThat(loss(spec)).isPositive();
    }

    @Test
    void whatDoesNotFitTheDataIsRefusedInItsPlace() {
        Reply reply = client.post(
                "/v1/jobs?dry_run=true", table("[\"noise\", \"flip\", {\"type\": \"crop\", \"padding\": 2}]"));
        reply.assertProblem(422, "invalid_spec");
        assertThat(reply.pointers()).containsExactly("/sampler/augmentations/1", "/sampler/augmentations/2");

        Reply large = client.post("/v1/jobs?dry_run=true", images("[{\"type\": \"cutout\", \"size\": 8}]"));
        large.assertProblem(422, "invalid_spec");
        assertThat(large.pointers()).containsExactly("/sampler/augmentations/0/size");
    }
}
