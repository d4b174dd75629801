package dev.descent.api.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Job specs that fit together more often than by chance, and that train for a moment at most. */
final class Specs {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Set<String> HARMLESS = Set.of("seed", "priority", "time_limit", "learning_rate", "labels");
    private static final int MOST_STEPS = 20;
    private static final int LARGE = 300;
    private static final int DEEP = 12;

    static final String PRIVATE = """
            {"dataset": "@{ds:private}", "model": "linear", "objective": "classification", "optimizer": "sgd",
             "preprocessing": {"numeric": "none"}, "duration": {"steps": 5},
             "sampler": {"type": "poisson", "batch_size": 8, "rate": 0.1},
             "mechanism": {"type": "dp_sgd", "noise_multiplier": 2.0, "delta": 1e-6}}""";
    static final String AUDIT = """
            {"dataset": "two_moons?rows=200&seed=4", "model": "linear", "objective": "classification",
             "duration": {"steps": 5}, "sampler": {"type": "poisson", "batch_size": 16, "rate": 0.08},
             "mechanism": {"type": "dp_sgd", "noise_multiplier": 2.0, "delta": 1e-5},
             "preprocessing": {"numeric": "none"}, "evaluation": {"validation_fraction": 0},
             "audit": {"canaries": 100, "guesses": 20}}""";
    private static final List<String> TEMPLATES = List.of(PRIVATE, AUDIT, """
            {"dataset": "iris", "model": "mlp", "objective": "classification", "duration": {"steps": 6},
             "diagnostics": ["el2n", "loss", "margin"],
             "subset": {"name": "fuzz subset", "score": "el2n", "keep": 0.5, "balance": "proportional"}}""", """
            {"dataset": "iris", "model": {"type": "mlp", "hidden": [4]}, "objective": "classification",
             "duration": {"epochs": 1}, "sampler": {"type": "from_scores", "job": "@{job:scored}", "score": "el2n",
             "keep": 0.5, "side": "hard"}}""", """
            {"dataset": "@{ds:table}", "model": "linear", "objective": "classification", "duration": {"steps": 5},
             "optimizer": "lion", "evaluation": {"validation_fraction": 0.2, "every_steps": 2},
             "sampler": {"type": "group_balanced", "group": "colour"}, "reweighting": "class_balanced"}""", """
            {"dataset": "glyphs?rows=60&seed=5", "model": {"type": "cnn"}, "objective": "classification",
             "duration": {"steps": 2}, "sampler": {"type": "shuffle", "batch_size": 8, "augmentations": ["flip"]}}""");

    private Specs() {}

    /** One of the document's examples or of ours, or one drawn by the schema. */
    static JsonNode draw(Operation operation, Values values, Random random) {
        boolean audit = operation.id().equals("submitAudit");
        int what = random.nextInt(4);
        if (what == 0 && !operation.examples().isEmpty()) {
            return tuned(Oddities.of(operation.examples(), random).deepCopy(), random);
        }
        if (what <= 1) {
            return JSON.readTree(audit ? AUDIT : Oddities.of(TEMPLATES, random));
        }
        JsonNode drawn = values.draw(operation.body(), "", random);
        if (audit && drawn instanceof ObjectNode spec) {
            JSON.readTree(AUDIT).properties().forEach(field -> {
                if (random.nextInt(8) > 0) {
                    spec.set(field.getKey(), field.getValue());
                }
            });
            return spec;
        }
        return tuned(drawn, random);
    }

    /** Mostly data that suit the model and the objective. */
    private static JsonNode tuned(JsonNode drawn, Random random) {
        if (!(drawn instanceof ObjectNode spec)) {
            return drawn;
        }
        spec.set(
                "duration",
                random.nextInt(3) == 0
                        ? JsonNodeFactory.instance.objectNode().put("epochs", 0.5 + random.nextInt(2))
                        : JsonNodeFactory.instance.objectNode().put("steps", 1 + random.nextInt(8)));
        if (random.nextInt(6) > 0) {
            boolean regression = type(spec.path("objective")).equals("regression");
            boolean images = type(spec.path("model")).matches("cnn|recurrent");
            String classes = images ? Vocabulary.IMAGES : Oddities.of(Vocabulary.CLASSES, random);
            spec.put("dataset", regression ? Oddities.of(Vocabulary.NUMBERS, random) : classes);
        }
        return spec;
    }

    private static String type(JsonNode strategy) {
        return strategy.isString()
                ? strategy.stringValue()
                : strategy.path("type").asString("");
    }

    /** Whether a body, if it is a spec at all, trains a small network for a few steps only. */
    static boolean tame(byte[] body) {
        try {
            JsonNode spec = JSON.readTree(body);
            JsonNode steps = spec.path("duration").path("steps");
            JsonNode epochs = spec.path("duration").path("epochs");
            boolean bounded = (steps.isIntegralNumber() && steps.canConvertToInt() && steps.intValue() <= MOST_STEPS)
                    || (epochs.isNumber() && epochs.doubleValue() <= 2);
            return bounded && small(spec, 0);
        } catch (RuntimeException e) {
            return false;
        }
    }

    private static boolean small(JsonNode value, int depth) {
        List<JsonNode> children = new ArrayList<>();
        value.properties().forEach(field -> {
            if (!HARMLESS.contains(field.getKey())) {
                children.add(field.getValue());
            }
        });
        if (value.isArray()) {
            value.forEach(children::add);
        }
        boolean small = value.isNumber() && value.isIntegralNumber()
                ? value.canConvertToInt() && Math.abs((long) value.intValue()) <= LARGE
                : !value.isContainer() || value.size() <= 40;
        return small && depth < DEEP && children.stream().allMatch(child -> small(child, depth + 1));
    }
}
