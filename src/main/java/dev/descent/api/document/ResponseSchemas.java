package dev.descent.api.document;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.descent.spec.Names;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Schemas of the records that answers are made of, under their names on the wire. Every field is always present; what
 * carries {@link Nullable} can be null.
 */
final class ResponseSchemas {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String PREFIX = "#/components/schemas/";

    private final Properties descriptions;
    private final SortedMap<String, ObjectNode> schemas = new TreeMap<>();

    /** @param descriptions by schema ({@code Job}) and by property ({@code Job.state}) */
    ResponseSchemas(Properties descriptions) {
        this.descriptions = descriptions;
    }

    SortedMap<String, ObjectNode> schemas() {
        return schemas;
    }

    /** Adds a record and all that it contains; answers a reference to it. */
    ObjectNode record(Class<?> type) {
        String name = SchemaNames.of(type);
        if (!schemas.containsKey(name)) {
            ObjectNode schema = object(name);
            for (RecordComponent component : type.getRecordComponents()) {
                add(name, schema, wireName(component), component.getAnnotatedType());
            }
        }
        return reference(name);
    }

    /** Adds the list of these records. */
    ObjectNode listOf(Class<?> element) {
        String name = SchemaNames.listOf(element);
        if (!schemas.containsKey(name)) {
            ObjectNode schema = object(name);
            property(name, schema, "object", JSON.objectNode().put("type", "string"), false);
            ObjectNode data = JSON.objectNode().put("type", "array");
            data.set("items", record(element));
            property(name, schema, "data", data, false);
            property(name, schema, "next_cursor", JSON.objectNode().put("type", "string"), true);
        }
        return reference(name);
    }

    /** Adds the words of an enumeration, which clients give a type of its own. */
    private ObjectNode enumeration(Class<?> type) {
        String name = SchemaNames.of(type);
        ObjectNode schema = JSON.objectNode().put("type", "string");
        describe(schema, name);
        ArrayNode constants = schema.putArray("enum");
        Arrays.stream(type.getEnumConstants()).forEach(c -> constants.add(Names.wire(((Enum<?>) c).name())));
        schemas.put(name, schema);
        return reference(name);
    }

    private ObjectNode object(String name) {
        ObjectNode schema = JSON.objectNode();
        describe(schema, name.endsWith("List") ? "List" : name);
        schema.put("type", "object");
        schema.putObject("properties");
        schema.putArray("required");
        schemas.put(name, schema);
        return schema;
    }

    private void add(String owner, ObjectNode schema, String name, AnnotatedType type) {
        boolean nullable = type.isAnnotationPresent(Nullable.class);
        boolean anything = type.getType() == JsonNode.class && descriptions.containsKey(owner + "." + name + ".any");
        property(owner, schema, name, anything ? JSON.objectNode() : value(type), nullable && !anything);
    }

    private void property(String owner, ObjectNode schema, String name, ObjectNode value, boolean nullable) {
        ObjectNode property = nullable ? nullable(value) : value;
        describe(property, (owner.endsWith("List") ? "List" : owner) + "." + name);
        ((ObjectNode) schema.get("properties")).set(name, property);
        ((ArrayNode) schema.get("required")).add(name);
    }

    /** Adds the description under this key, if there is one and the schema has none of its own. */
    void describe(String key, ObjectNode schema) {
        if (!schema.has("description")) {
            describe(schema, key);
        }
    }

    private void describe(ObjectNode schema, String key) {
        String description = descriptions.getProperty(key);
        if (description != null) {
            schema.put("description", description);
        }
    }

    private ObjectNode value(AnnotatedType annotated) {
        if (annotated instanceof AnnotatedParameterizedType generic
                && generic.getType() instanceof ParameterizedType type) {
            AnnotatedType[] arguments = generic.getAnnotatedActualTypeArguments();
            AnnotatedType last = arguments[arguments.length - 1];
            ObjectNode element = value(last);
            ObjectNode nullable = last.isAnnotationPresent(Nullable.class) ? nullable(element) : element;
            ObjectNode schema = JSON.objectNode();
            boolean map = type.getRawType() == Map.class;
            schema.put("type", map ? "object" : "array").set(map ? "additionalProperties" : "items", nullable);
            return schema;
        }
        return value((Class<?>) annotated.getType());
    }

    private ObjectNode value(Class<?> type) {
        ObjectNode schema = JSON.objectNode();
        if (type == String.class) {
            return schema.put("type", "string");
        }
        if (type == Instant.class) {
            return schema.put("type", "string").put("format", "date-time");
        }
        if (type == int.class || type == Integer.class) {
            return schema.put("type", "integer").put("format", "int32");
        }
        if (type == long.class || type == Long.class) {
            return schema.put("type", "integer").put("format", "int64");
        }
        if (type == double.class || type == Double.class || type == Number.class) {
            return schema.put("type", "number").put("format", "double");
        }
        if (type == float.class || type == Float.class) {
            return schema.put("type", "number").put("format", "float");
        }
        if (type == boolean.class || type == Boolean.class) {
            return schema.put("type", "boolean");
        }
        if (type.isEnum()) {
            return enumeration(type);
        }
        if (type.isRecord()) {
            return record(type);
        }
        if (JsonNode.class.isAssignableFrom(type)) {
            schema.put("type", "object").put("additionalProperties", true);
            return schema;
        }
        if (type == Object.class) {
            return schema;
        }
        throw new IllegalStateException(type.getName() + " has no schema");
    }

    private static ObjectNode nullable(ObjectNode schema) {
        JsonNode type = schema.get("type");
        if (type == null) {
            if (!schema.has("$ref")) {
                return schema;
            }
            ObjectNode either = JSON.objectNode();
            either.putArray("oneOf").add(schema).addObject().put("type", "null");
            return either;
        }
        schema.putArray("type").add(type).add("null");
        return schema;
    }

    private static String wireName(RecordComponent component) {
        JsonProperty given = component.getAccessor().getAnnotation(JsonProperty.class);
        return given == null ? Names.wire(component.getName()) : given.value();
    }

    private static ObjectNode reference(String name) {
        return JSON.objectNode().put("$ref", PREFIX + name);
    }

    /** The record in a controller's return type, if it has one. */
    @Nullable
    ObjectNode ofReturnType(Type type) {
        if (type instanceof ParameterizedType generic
                && generic.getRawType() instanceof Class<?> raw
                && generic.getActualTypeArguments()[0] instanceof Class<?> argument) {
            return raw.getSimpleName().equals("Listing") ? listOf(argument) : ofReturnType(argument);
        }
        return type instanceof Class<?> plain && plain.isRecord() ? record(plain) : null;
    }
}
