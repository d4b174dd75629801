package dev.descent.catalog;

import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Judges a document by a schema that stands alone: as much of JSON Schema as {@link SpecSchema} writes. */
final class SchemaCheck {
    private final JsonNode root;

    SchemaCheck(JsonNode root) {
        this.root = root;
    }

    boolean accepts(JsonNode value) {
        return accepts(root, value);
    }

    private boolean accepts(JsonNode schema, JsonNode value) {
        for (Map.Entry<String, JsonNode> keyword : schema.properties()) {
            if (!accepts(keyword.getKey(), keyword.getValue(), schema, value)) {
                return false;
            }
        }
        return true;
    }

    private boolean accepts(String keyword, JsonNode rule, JsonNode schema, JsonNode value) {
        return switch (keyword) {
            case "$schema", "$defs", "description", "default", "format" -> true;
            case "$ref" -> accepts(root.at(rule.stringValue().substring(1)), value);
            case "oneOf" -> rule.valueStream().filter(s -> accepts(s, value)).count() == 1;
            case "not" -> !accepts(rule, value);
            case "type" ->
                rule.isString()
                        ? isA(rule.stringValue(), value)
                        : rule.valueStream().anyMatch(type -> isA(type.stringValue(), value));
            case "enum" -> rule.valueStream().anyMatch(value::equals);
            case "minimum" -> !value.isNumber() || value.doubleValue() >= rule.doubleValue();
            case "maximum" -> !value.isNumber() || value.doubleValue() <= rule.doubleValue();
            case "exclusiveMinimum" -> !value.isNumber() || value.doubleValue() > rule.doubleValue();
            case "exclusiveMaximum" -> !value.isNumber() || value.doubleValue() < rule.doubleValue();
            case "minLength" -> !value.isString() || value.stringValue().length() >= rule.intValue();
            case "maxLength" -> !value.isString() || value.stringValue().length() <= rule.intValue();
            case "minItems" -> !value.isArray() || value.size() >= rule.intValue();
            case "maxItems" -> !value.isArray() || value.size() <= rule.intValue();
            case "minProperties" -> !value.isObject() || value.size() >= rule.intValue();
            case "maxProperties" -> !value.isObject() || value.size() <= rule.intValue();
            case "items" -> !value.isArray() || value.valueStream().allMatch(v -> accepts(rule, v));
            case "required" -> !value.isObject() || rule.valueStream().allMatch(name -> value.has(name.stringValue()));
            case "properties" ->
                !value.isObject()
                        || value.propertyStream()
                                .filter(p -> rule.has(p.getKey()))
                                .allMatch(p -> accepts(rule.path(p.getKey()), p.getValue()));
            case "additionalProperties" ->
                !value.isObject()
                        || value.propertyStream()
                                .filter(p -> !schema.path("properties").has(p.getKey()))
                                .allMatch(p -> rule.isObject() && accepts(rule, p.getValue()));
            default -> throw new IllegalArgumentException("no keyword of ours: " + keyword);
        };
    }

    private static boolean isA(String type, JsonNode value) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isString();
            case "boolean" -> value.isBoolean();
            case "null" -> value.isNull();
            case "number" -> value.isNumber();
            case "integer" -> value.isNumber() && value.doubleValue() == Math.rint(value.doubleValue());
            default -> throw new IllegalArgumentException("no type: " + type);
        };
    }
}
