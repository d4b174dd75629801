package dev.descent.catalog;

import dev.descent.spec.Names;
import dev.descent.spec.Option;
import dev.descent.spec.Strategy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes schemas that refer to one another; one instance per document. */
final class SchemaWriting {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Catalog catalog;
    private final String prefix;
    private final boolean forOpenApi;
    private final Samples samples;
    private final SpecWriter writer = new SpecWriter();
    private final SortedMap<String, ObjectNode> schemas = new TreeMap<>();
    private final Map<String, Class<?>> owners = new HashMap<>();
    private final Set<String> referred = new HashSet<>();
    private final Deque<Class<?>> pending = new ArrayDeque<>();

    SchemaWriting(Catalog catalog, String prefix, boolean forOpenApi) {
        this.catalog = catalog;
        this.prefix = prefix;
        this.forOpenApi = forOpenApi;
        this.samples = new Samples(catalog);
    }

    /** Adds a record or a family and all that it refers to; answers its name. */
    String add(Class<?> root) {
        String name = name(root);
        while (!pending.isEmpty()) {
            Class<?> next = pending.remove();
            schemas.put(
                    next.getSimpleName(),
                    next.isRecord()
                            ? object(RecordType.of(next.asSubclass(Record.class)))
                            : union(catalog.family(next)));
        }
        return name;
    }

    SortedMap<String, ObjectNode> schemas() {
        return schemas;
    }

    boolean refersTo(String name) {
        return referred.contains(name);
    }

    private String name(Class<?> type) {
        Class<?> other = owners.putIfAbsent(type.getSimpleName(), type);
        if (other == null) {
            pending.add(type);
        } else if (other != type) {
            throw new IllegalStateException("two schemas would be called " + type.getSimpleName() + ": "
                    + other.getName() + " and " + type.getName());
        }
        return type.getSimpleName();
    }

    private String reference(Class<?> type) {
        String name = name(type);
        referred.add(name);
        return prefix + name;
    }

    private ObjectNode union(StrategyFamily family) {
        ObjectNode schema = JSON.objectNode().put("description", family.description());
        if (family.members().isEmpty()) {
            return none(schema);
        }
        ArrayNode choices = schema.putArray("oneOf");
        ObjectNode mapping = JSON.objectNode();
        ArrayNode bare = JSON.arrayNode();
        family.members().forEach((type, member) -> {
            String reference = reference(member.javaType());
            choices.addObject().put("$ref", reference);
            mapping.put(type, reference);
            if (member.required().isEmpty()) {
                bare.add(type);
            }
        });
        if (forOpenApi) {
            schema.putObject("discriminator")
                    .put("propertyName", RecordType.TYPE)
                    .set("mapping", mapping);
        } else if (!bare.isEmpty()) {
            choices.addObject()
                    .put("type", "string")
                    .put("description", "The bare name, for all defaults.")
                    .set("enum", bare);
        }
        return schema;
    }

    /** A family without members allows no value; generators know no schema that says so. */
    private ObjectNode none(ObjectNode schema) {
        if (!forOpenApi) {
            schema.putObject("not");
            return schema;
        }
        schema.put("type", "object");
        schema.putObject("properties").putObject(RecordType.TYPE).put("type", "string");
        schema.putArray("required").add(RecordType.TYPE);
        return schema.put("additionalProperties", false);
    }

    private ObjectNode object(RecordType type) {
        ObjectNode schema = JSON.objectNode();
        Strategy strategy = type.strategy().orElse(null);
        if (strategy != null) {
            schema.put("description", strategy.description());
        }
        schema.put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = JSON.arrayNode();
        if (strategy != null) {
            ObjectNode tag = properties.putObject(RecordType.TYPE).put("type", "string");
            tag.putArray("enum").add(strategy.type());
            if (forOpenApi) {
                // Clients in some languages fill it in by themselves then.
                tag.put("default", strategy.type()).put("description", "Always `" + strategy.type() + "`.");
            }
            required.add(RecordType.TYPE);
        }
        Map<String, @Nullable Object> defaults = samples.defaults(type);
        for (Field field : type.wireFields()) {
            properties.set(field.wire(), property(field, defaults));
        }
        type.requiredNames().forEach(required::add);
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        return schema.put("additionalProperties", false);
    }

    private ObjectNode property(Field field, Map<String, @Nullable Object> defaults) {
        ObjectNode schema = nullable(value(field.type(), field.option()), field.nullable());
        if (field.option() != null) {
            schema.put("description", field.option().value());
        }
        if (defaults.containsKey(field.wire())) {
            JsonNode value = writer.value(defaults.get(field.wire()));
            if (!forOpenApi || !holdsObject(value)) {
                schema.set("default", value);
            }
        }
        return schema;
    }

    /** Java clients made from a default that is an object do not compile. */
    private static boolean holdsObject(JsonNode value) {
        return value.isObject() || value.isArray() && value.valueStream().anyMatch(JsonNode::isObject);
    }

    private static ObjectNode nullable(ObjectNode schema, boolean nullable) {
        if (!nullable) {
            return schema;
        }
        JsonNode type = schema.get("type");
        if (type == null) {
            ObjectNode either = JSON.objectNode();
            either.putArray("oneOf").add(schema).addObject().put("type", "null");
            return either;
        }
        schema.putArray("type").add(type).add("null");
        if (schema.get("enum") instanceof ArrayNode constants) {
            constants.addNull();
        }
        return schema;
    }

    private ObjectNode value(ValueType type, @Nullable Option option) {
        ObjectNode schema = JSON.objectNode();
        if (type instanceof ValueType.Whole whole) {
            return bounds(schema.put("type", "integer").put("format", whole.isLong() ? "int64" : "int32"), option);
        }
        if (type instanceof ValueType.Decimal) {
            return bounds(schema.put("type", "number").put("format", "double"), option);
        }
        if (type instanceof ValueType.Flag) {
            return schema.put("type", "boolean");
        }
        if (type instanceof ValueType.Span) {
            return schema.put("type", "string").put("format", "duration");
        }
        if (type instanceof ValueType.Text) {
            return sizes(schema.put("type", "string"), "Length", option);
        }
        if (type instanceof ValueType.Choice choice) {
            ArrayNode constants = schema.put("type", "string").putArray("enum");
            choice.constants().forEach(constant -> constants.add(Names.wire(constant.name())));
            return schema;
        }
        if (type instanceof ValueType.ListOf list) {
            schema.put("type", "array")
                    .set("items", nullable(value(list.element(), elements(list, option)), list.nullable()));
            return sizes(schema, "Items", option);
        }
        if (type instanceof ValueType.MapOf map) {
            schema.put("type", "object").set("additionalProperties", value(map.value(), null));
            return sizes(schema, "Properties", option);
        }
        if (type instanceof ValueType.Nested nested) {
            return schema.put("$ref", reference(nested.type()));
        }
        if (type instanceof ValueType.OneOf oneOf) {
            return schema.put("$ref", reference(oneOf.family()));
        }
        throw new IllegalStateException("no schema of " + type);
    }

    /** Numeric bounds go to the numbers of a list, sizes to the list alone. */
    private static @Nullable Option elements(ValueType.ListOf list, @Nullable Option option) {
        return list.element() instanceof ValueType.Whole || list.element() instanceof ValueType.Decimal ? option : null;
    }

    private static ObjectNode bounds(ObjectNode schema, @Nullable Option option) {
        if (option != null) {
            Bounds bounds = Bounds.of(option);
            set(schema, "minimum", bounds.minimum());
            set(schema, "maximum", bounds.maximum());
            set(schema, "exclusiveMinimum", bounds.exclusiveMinimum());
            set(schema, "exclusiveMaximum", bounds.exclusiveMaximum());
        }
        return schema;
    }

    private static void set(ObjectNode schema, String keyword, @Nullable Number bound) {
        if (bound instanceof Long whole) {
            schema.put(keyword, whole);
        } else if (bound != null) {
            schema.put(keyword, bound.doubleValue());
        }
    }

    private static ObjectNode sizes(ObjectNode schema, String noun, @Nullable Option option) {
        if (option != null && option.minSize() > 0) {
            schema.put("min" + noun, option.minSize());
        }
        if (option != null && option.maxSize() < Integer.MAX_VALUE) {
            schema.put("max" + noun, option.maxSize());
        }
        return schema;
    }
}
