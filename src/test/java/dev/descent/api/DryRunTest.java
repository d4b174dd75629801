package dev.descent.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.catalog.RandomJobSpecs;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class DryRunTest extends ApiTest {
    /** Whatever the options: an estimate, or what does not fit together and where. */
    @Test
    void everyValidSpecIsAnswered() {
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
            for (String family : List.of("sampler", "reweighting")) {
                if (spec.get(family) instanceof ObjectNode strategy && strategy.has("column")) {
                    strategy.put("column", numericColumn(spec));
                }
                if (spec.get(family) instanceof ObjectNode strategy && strategy.has("job")) {
                    strategy.put(
                                    "job",
                                    scored.computeIfAbsent(spec.get("dataset").asString(), this::scored))
                            .put("score", "el2n");
                    if (spec.get("dataset").asString().equals("diabetes")) {
                        // Numbers have no classes.
                        strategy.put("per_class", false);
                    }
                }
                if (spec.get(family) instanceof ObjectNode strategy && strategy.has("group")) {
                    // No data set here has a column of categories, and only those of a classification have classes.
                    strategy.putNull("group");
                    if (spec.get("dataset").asString().equals("diabetes")) {
                        spec.remove(family);
                    }
                }
            }
            suit(spec);
            Reply reply = client.post("/v1/jobs?dry_run=true", spec.toString());
            if (reply.status() == 422) {
                // What does not fit these data or the rest of the spec is refused; the rest is to be answered.
                List<String> pointers = reply.pointers();
                for (String family : List.of("diagnostics", "reweighting", "sampler")) {
                    if (pointers.stream().anyMatch(pointer -> pointer.startsWith("/" + family))) {
                        spec.remove(family);
                    }
                }
                reply = client.post("/v1/jobs?dry_run=true", spec.toString());
            }
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

    /** A job that found out something about the examples of a data set. */
    private String scored(String dataset) {
        String objective = dataset.equals("diabetes") ? "regression" : "classification";
        return client.await(client.submit("{\"dataset\": \"" + dataset + "\", \"model\": \"linear\", \"objective\": \""
                        + objective + "\", \"diagnostics\": [\"el2n\"], \"duration\": {\"epochs\": 1}}"))
                .get("id")
                .asString();
    }

    /** Augmentations that fit the data, as nearly none at random would. */
    private static void suit(ObjectNode spec) {
        if (spec.at("/sampler/augmentations") instanceof ArrayNode augmentations) {
            boolean isImage = spec.get("dataset").asString().equals("digits");
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

    private static String numericColumn(ObjectNode spec) {
        return switch (spec.get("dataset").asString()) {
            case "wine" -> "alcohol";
            case "diabetes" -> "bmi";
            default -> "none";
        };
    }

    private static String suitable(ObjectNode spec) {
        if (spec.at("/objective/type").asString().equals("regression")) {
            return "diabetes";
        }
        return spec.at("/model/type").asString().equals("cnn") ? "digits" : "wine";
    }
}
