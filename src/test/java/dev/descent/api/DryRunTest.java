package dev.descent.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.catalog.RandomJobSpecs;
import dev.descent.training.tensor.Draws;
import dev.descent.training.tensor.Randomness;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class DryRunTest extends ApiTest {
    // Data that no other test knows, so that none gives them a privacy budget.
    private static final String TABLE = "dry-run-classes";
    private static final String NUMBERS = "dry-run-numbers";
    private static final String IMAGES = "glyphs?rows=500&seed=300007";

    private static final Set<String> ASK_FOR_CLASSES = Set.of("forgetting", "label_errors", "margin", "pvi");
    private static final Set<String> ASK_FOR_GRADIENTS = Set.of("gradient_snr", "grand", "m_coherence", "tracin");

    /** Whatever the options: an estimate, or what does not fit together and where. */
    @Test
    void everyValidSpecIsAnswered() {
        upload(TABLE, 178, 13, row -> "class" + row % 3);
        upload(NUMBERS, 442, 10, row -> String.valueOf(row * 0.37));
        int estimated = 0;
        Map<String, String> scored = new HashMap<>();
        for (ObjectNode spec : RandomJobSpecs.draw(300, 7)) {
            spec.put("dataset", suitable(spec));
            spec.put("device", "cpu");
            spec.putNull("name");
            if (spec.at("/evaluation/early_stopping") instanceof ObjectNode earlyStopping) {
                earlyStopping.put("metric", "loss");
            }
            if (spec.get("schedule") instanceof ObjectNode schedule && schedule.has("metric")) {
                schedule.put("metric", "loss");
            }
            spec.putObject("labels");
            spec.withObject("/preprocessing").putArray("exclude");
            fitStrategies(spec, scored);
            fitDiagnostics(spec);
            fitAugmentations(spec);
            Reply reply = client.post("/v1/jobs?dry_run=true", spec.toString());
            if (reply.status() == 200) {
                estimated++;
                JsonNode answer = reply.json();
                assertThat(answer.at("/estimate/parameters").longValue()).isPositive();
                assertThat(answer.at("/estimate/steps").longValue()).isPositive();
                assertThat(answer.at("/estimate/memory_bytes").longValue()).isPositive();
                // The effective spec leaves nothing to fill in.
                JsonNode effective = answer.get("effective_spec");
                JsonNode again = client.post("/v1/jobs?dry_run=true", effective.toString())
                        .assertStatus(200)
                        .json();
                assertThat(again.get("effective_spec")).isEqualTo(effective);
            } else {
                reply.assertProblem(422, "invalid_spec");
                assertThat(reply.pointers()).isNotEmpty().as(reply.text()).allMatch(pointer -> pointer.startsWith("/"));
            }
        }
        assertThat(estimated).isGreaterThan(200);
        assertThat(client.get("/v1/jobs")
                        .json()
                        .get("data")
                        .valueStream()
                        .filter(job -> job.get("state").asString().equals("queued")))
                .isEmpty();
    }

    /** Numeric features that are at least 0, as weights are, and a target. */
    private void upload(String name, int rows, int features, IntFunction<String> target) {
        Draws draws = new Randomness(300_007).draws(Randomness.Purpose.DATA, rows, 0);
        StringBuilder csv = new StringBuilder();
        for (int feature = 0; feature < features; feature++) {
            csv.append('x').append(feature).append(',');
        }
        csv.append("y\n");
        for (int row = 0; row < rows; row++) {
            for (int feature = 0; feature < features; feature++) {
                csv.append(draws.uniform()).append(',');
            }
            csv.append(target.apply(row)).append('\n');
        }
        client.upload(name + ".csv", csv.toString(), name, null).assertStatus(201);
    }

    /** Columns, groups and jobs that are there. */
    private void fitStrategies(ObjectNode spec, Map<String, String> scored) {
        String dataset = spec.get("dataset").asString();
        for (String family : List.of("sampler", "reweighting")) {
            if (spec.get(family) instanceof ObjectNode strategy) {
                if (strategy.has("column")) {
                    strategy.put("column", "x0");
                }
                if (strategy.has("job")) {
                    strategy.put("job", scored.computeIfAbsent(dataset, this::scored))
                            .put("score", "el2n");
                    if (dataset.equals(NUMBERS)) {
                        // Numbers have no classes.
                        strategy.put("per_class", false);
                    }
                }
                if (strategy.has("group")) {
                    // No data set here has a column of categories, and only those of a classification have classes.
                    strategy.putNull("group");
                }
                boolean missing = (dataset.equals(NUMBERS) && strategy.has("group"))
                        || (dataset.equals(IMAGES) && strategy.has("column"));
                if (missing) {
                    spec.remove(family);
                }
            }
        }
    }

    /** Diagnostics that ask of the data and the network what they can answer. */
    private static void fitDiagnostics(ObjectNode spec) {
        if (spec.get("diagnostics") instanceof ArrayNode diagnostics) {
            boolean classes = !spec.get("dataset").asString().equals(NUMBERS);
            boolean gradients = !mixesExamples(spec.get("model"));
            diagnostics.removeIf(diagnostic -> {
                String type = diagnostic.get("type").asString();
                return (!classes && ASK_FOR_CLASSES.contains(type)) || (!gradients && ASK_FOR_GRADIENTS.contains(type));
            });
        }
    }

    private static boolean mixesExamples(JsonNode model) {
        return model.path("normalization").asString("").equals("batch")
                || model.findValuesAsString("kind").contains("batch")
                || !model.at("/weight_gradient/type").asString("exact").equals("exact");
    }

    /** A job that found out something about the examples of a data set. */
    private String scored(String dataset) {
        String objective = dataset.equals(NUMBERS) ? "regression" : "classification";
        return client.await(client.submit("{\"dataset\": \"" + dataset + "\", \"model\": \"linear\", \"objective\": \""
                        + objective + "\", \"diagnostics\": [\"el2n\"], \"duration\": {\"epochs\": 1}}"))
                .get("id")
                .asString();
    }

    /** Augmentations that fit the data, as nearly none at random would. */
    private static void fitAugmentations(ObjectNode spec) {
        if (spec.at("/sampler/augmentations") instanceof ArrayNode augmentations) {
            boolean isImage = spec.get("dataset").asString().equals(IMAGES);
            augmentations.removeIf(augmentation -> {
                String type = augmentation.get("type").asString();
                return isImage
                        ? type.equals("swap")
                        : Set.of("flip", "shift", "crop", "cutout").contains(type);
            });
            for (JsonNode augmentation : augmentations) {
                for (String length : List.of("pixels", "padding", "size")) {
                    if (augmentation.has(length)) {
                        ((ObjectNode) augmentation)
                                .put(length, augmentation.get(length).intValue() % 8);
                    }
                }
            }
        }
    }

    private static String suitable(ObjectNode spec) {
        if (spec.at("/objective/type").asString().equals("regression")) {
            return NUMBERS;
        }
        return spec.at("/model/type").asString().equals("cnn") ? IMAGES : TABLE;
    }
}
