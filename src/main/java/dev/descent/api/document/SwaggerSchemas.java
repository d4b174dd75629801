package dev.descent.api.document;

import io.swagger.v3.oas.models.SpecVersion;
import io.swagger.v3.oas.models.media.Discriminator;
import io.swagger.v3.oas.models.media.Schema;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** JSON Schema as the objects that springdoc writes. */
final class SwaggerSchemas {
    private SwaggerSchemas() {}

    /** @throws IllegalStateException for a keyword that is not known here, which would be lost otherwise */
    static Schema<Object> of(JsonNode json) {
        Schema<Object> schema = new Schema<>(SpecVersion.V31);
        for (Map.Entry<String, JsonNode> field : json.properties()) {
            set(schema, field.getKey(), field.getValue());
        }
        return schema;
    }

    private static void set(Schema<Object> schema, String keyword, JsonNode value) {
        switch (keyword) {
            case "$ref" -> schema.set$ref(value.asString());
            case "type" -> schema.setTypes(strings(value));
            case "format" -> schema.setFormat(value.asString());
            case "description" -> schema.setDescription(value.asString());
            case "properties" -> schema.setProperties(schemas(value));
            case "required" -> schema.setRequired(new ArrayList<>(strings(value)));
            case "items" -> schema.setItems(of(value));
            case "additionalProperties" ->
                schema.setAdditionalProperties(value.isBoolean() ? value.booleanValue() : of(value));
            case "oneOf" -> schema.setOneOf(list(value));
            case "enum" -> value.forEach(constant -> schema.addEnumItemObject(plain(constant)));
            case "default" -> schema.setDefault(plain(value));
            case "minimum" -> schema.setMinimum(number(value));
            case "maximum" -> schema.setMaximum(number(value));
            case "exclusiveMinimum" -> schema.setExclusiveMinimumValue(number(value));
            case "exclusiveMaximum" -> schema.setExclusiveMaximumValue(number(value));
            case "minLength" -> schema.setMinLength(value.intValue());
            case "maxLength" -> schema.setMaxLength(value.intValue());
            case "minItems" -> schema.setMinItems(value.intValue());
            case "maxItems" -> schema.setMaxItems(value.intValue());
            case "minProperties" -> schema.setMinProperties(value.intValue());
            case "maxProperties" -> schema.setMaxProperties(value.intValue());
            case "contentMediaType" -> schema.setContentMediaType(value.asString());
            case "contentSchema" -> schema.setContentSchema(of(value));
            case "discriminator" -> schema.setDiscriminator(discriminator(value));
            default -> throw new IllegalStateException("the keyword " + keyword + " is not written");
        }
    }

    private static Discriminator discriminator(JsonNode value) {
        Discriminator discriminator =
                new Discriminator().propertyName(value.get("propertyName").asString());
        value.get("mapping")
                .properties()
                .forEach(m -> discriminator.mapping(m.getKey(), m.getValue().asString()));
        return discriminator;
    }

    @SuppressWarnings("rawtypes") // The library's own type of properties.
    private static Map<String, Schema> schemas(JsonNode value) {
        Map<String, Schema> schemas = new LinkedHashMap<>();
        value.properties().forEach(property -> schemas.put(property.getKey(), of(property.getValue())));
        return schemas;
    }

    @SuppressWarnings("rawtypes") // The library's own type of a union's members.
    private static List<Schema> list(JsonNode value) {
        List<Schema> schemas = new ArrayList<>();
        value.forEach(member -> schemas.add(of(member)));
        return schemas;
    }

    private static Set<String> strings(JsonNode value) {
        Set<String> strings = new LinkedHashSet<>();
        if (value.isArray()) {
            value.forEach(element -> strings.add(element.asString()));
        } else {
            strings.add(value.asString());
        }
        return strings;
    }

    private static BigDecimal number(JsonNode value) {
        return value.isIntegralNumber()
                ? BigDecimal.valueOf(value.longValue())
                : BigDecimal.valueOf(value.doubleValue());
    }

    /** The value as the library's writer, which knows no nodes, understands it. */
    static @Nullable Object plain(JsonNode value) {
        if (value.isObject()) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            value.properties().forEach(field -> map.put(field.getKey(), plain(field.getValue())));
            return map;
        }
        if (value.isArray()) {
            List<@Nullable Object> list = new ArrayList<>();
            value.forEach(element -> list.add(plain(element)));
            return list;
        }
        if (value.isNull()) {
            return null;
        }
        if (value.isBoolean()) {
            return value.booleanValue();
        }
        return value.isNumber() ? value.numberValue() : value.asString();
    }
}
