package dev.descent.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** Compares answers with the schemas of the OpenAPI document: names, presence, types and nullability. */
public final class SchemaWalk {
    private final JsonNode schemas;
    private final List<String> faults = new ArrayList<>();

    public SchemaWalk(JsonNode document) {
        this.schemas = document.get("components").get("schemas");
    }

    public List<String> faults() {
        return faults;
    }

    public void check(String name, JsonNode value) {
        JsonNode schema = schemas.get(name);
        if (schema == null) {
            faults.add("there is no schema " + name);
        } else {
            check(schema, value, name);
        }
    }

    private void check(JsonNode schema, JsonNode value, String place) {
        if (schema.has("$ref")) {
            check(schema.get("$ref").asString().replace("#/components/schemas/", ""), value);
        } else if (schema.has("oneOf")) {
            oneOf(schema, value, place);
        } else if (schema.has("type")) {
            Set<String> types = new TreeSet<>();
            schema.get("type").forEach(t -> types.add(t.asString()));
            if (types.isEmpty()) {
                types.add(schema.get("type").asString());
            }
            if (!types.contains(type(value)) && !(types.contains("number") && value.isNumber())) {
                faults.add(place + " must be " + types + " but is " + value);
            } else if (value.isObject()) {
                object(schema, value, place);
            } else if (value.isArray()) {
                value.forEach(element -> check(schema.get("items"), element, place + "[]"));
            } else if (schema.has("enum") && schema.get("enum").valueStream().noneMatch(value::equals)) {
                faults.add(place + " must be one of " + schema.get("enum") + " but is " + value);
            }
        }
    }

    private void oneOf(JsonNode schema, JsonNode value, String place) {
        List<String> before = new ArrayList<>(faults);
        for (JsonNode choice : schema.get("oneOf")) {
            faults.clear();
            check(choice, value, place);
            if (faults.isEmpty()) {
                faults.addAll(before);
                return;
            }
        }
        faults.clear();
        faults.addAll(before);
        faults.add(place + " matches no choice: " + value);
    }

    private void object(JsonNode schema, JsonNode value, String place) {
        JsonNode properties = schema.path("properties");
        schema.path("required").forEach(name -> {
            if (!value.has(name.asString())) {
                faults.add(place + " lacks " + name.asString());
            }
        });
        value.properties().forEach(field -> {
            JsonNode property = properties.get(field.getKey());
            JsonNode others = schema.get("additionalProperties");
            if (property != null) {
                check(property, field.getValue(), place + "." + field.getKey());
            } else if (others != null && others.isObject()) {
                check(others, field.getValue(), place + ".*");
            } else if (others == null || !others.asBoolean()) {
                faults.add(place + " has an unknown field " + field.getKey());
            }
        });
    }

    private static String type(JsonNode value) {
        if (value.isObject()) {
            return "object";
        }
        if (value.isArray()) {
            return "array";
        }
        if (value.isString()) {
            return "string";
        }
        if (value.isBoolean()) {
            return "boolean";
        }
        if (value.isNull()) {
            return "null";
        }
        return value.isIntegralNumber() ? "integer" : "number";
    }
}
