package dev.descent.api.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Values that keep to a schema, as far as a schema says what is right. */
final class Values {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int DEEPEST = 4;

    private final JsonNode document;

    Values(JsonNode document) {
        this.document = document;
    }

    /** @param field the name of the field that the value is for, which says what its words mean */
    JsonNode draw(JsonNode schema, String field, Random random) {
        return draw(schema, field, 0, random);
    }

    private JsonNode draw(JsonNode schema, String field, int depth, Random random) {
        if (schema.has("$ref")) {
            return draw(document.at(schema.get("$ref").asString().substring(1)), field, depth, random);
        }
        if (schema.has("discriminator")) {
            return strategy(schema.at("/discriminator/mapping"), field, depth, random);
        }
        if (schema.has("oneOf")) {
            return draw(schema.get("oneOf").get(random.nextInt(10) < 7 ? 0 : 1), field, depth, random);
        }
        if (schema.has("enum")) {
            return schema.get("enum").get(random.nextInt(schema.get("enum").size()));
        }
        Set<String> types = new TreeSet<>();
        schema.path("type").forEach(type -> types.add(type.asString()));
        if (types.isEmpty()) {
            types.add(schema.path("type").asString("any"));
        }
        if (types.remove("null") && (types.isEmpty() || random.nextInt(4) == 0)) {
            return JSON.nullNode();
        }
        return switch (types.iterator().next()) {
            case "object" -> object(schema, field, depth, random);
            case "array" -> array(schema, field, depth, random);
            case "string" -> string(schema, field, random);
            case "integer" -> integer(schema, random);
            case "number" -> number(schema, random);
            case "boolean" -> JSON.booleanNode(random.nextBoolean());
            default -> instance(random);
        };
    }

    /** By its bare name, or as an object. */
    private JsonNode strategy(JsonNode mapping, String field, int depth, Random random) {
        List<Map.Entry<String, JsonNode>> members = new ArrayList<>(mapping.properties());
        Map.Entry<String, JsonNode> member = Oddities.of(members, random);
        if (depth > DEEPEST || random.nextInt(5) < 2) {
            return JSON.stringNode(member.getKey());
        }
        return draw(document.at(member.getValue().asString().substring(1)), field, depth, random);
    }

    private JsonNode object(JsonNode schema, String field, int depth, Random random) {
        ObjectNode object = JSON.objectNode();
        Set<String> required = new TreeSet<>();
        schema.path("required").forEach(name -> required.add(name.asString()));
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            int chance = depth == 0 ? 14 : 25;
            if (required.contains(property.getKey()) || (depth <= DEEPEST && random.nextInt(100) < chance)) {
                object.set(property.getKey(), draw(property.getValue(), property.getKey(), depth + 1, random));
            }
        }
        JsonNode others = schema.path("additionalProperties");
        if (others.isObject() && !schema.has("properties")) {
            for (int i = random.nextInt(3); i > 0; i--) {
                object.set(Vocabulary.word(field, random), draw(others, field, depth + 1, random));
            }
        }
        return object;
    }

    private JsonNode array(JsonNode schema, String field, int depth, Random random) {
        if (field.equals("bounds")) {
            return JSON.arrayNode().add(-1 - random.nextInt(3)).add(8);
        }
        int least = Math.max(schema.path("minItems").asInt(0), field.equals("instances") || depth > DEEPEST ? 1 : 0);
        int size = least + random.nextInt(3);
        ArrayNode array = JSON.arrayNode();
        for (int i = 0; i < Math.min(size, schema.path("maxItems").asInt(8)); i++) {
            array.add(draw(schema.get("items"), field, depth + 1, random));
        }
        return array;
    }

    private static JsonNode string(JsonNode schema, String field, Random random) {
        return JSON.stringNode(
                schema.path("format").asString("").equals("duration")
                        ? Vocabulary.word("time_limit", random)
                        : Vocabulary.word(field, random));
    }

    private static JsonNode integer(JsonNode schema, Random random) {
        JsonNode usual = schema.path("default");
        if (usual.isIntegralNumber() && random.nextInt(3) == 0) {
            return usual;
        }
        long least = schema.path("minimum").asLong(0);
        long most = schema.path("maximum").asLong(least + 40);
        long small = Math.max(least, 0);
        return JSON.numberNode(small + random.nextInt((int) Math.max(1, Math.min(9, most - small + 1))));
    }

    private static JsonNode number(JsonNode schema, Random random) {
        JsonNode usual = schema.path("default");
        if (usual.isNumber() && random.nextInt(3) == 0) {
            return usual;
        }
        double least =
                schema.path("minimum").asDouble(schema.path("exclusiveMinimum").asDouble(0));
        double most =
                schema.path("maximum").asDouble(schema.path("exclusiveMaximum").asDouble(least + 1));
        double width = Math.min(most - least, 2);
        return JSON.numberNode(least + width * (0.01 + 0.98 * random.nextDouble()));
    }

    /** A row of irises, as a list or by names. */
    private static JsonNode instance(Random random) {
        if (random.nextBoolean()) {
            return JSON.arrayNode().add(5.1).add(random.nextInt(5)).add(1.4).add(0.2);
        }
        return JSON.objectNode()
                .put("sepal_length", 5.1)
                .put("sepal_width", 3)
                .put("petal_length", random.nextDouble())
                .put("petal_width", 0.2);
    }
}
