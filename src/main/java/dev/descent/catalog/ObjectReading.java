package dev.descent.catalog;

import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads objects, lists and strategies; one instance per document. */
final class ObjectReading {
    /** How deep objects may be nested, which only families that contain themselves can exceed. */
    static final int DEEPEST = 32;

    /** Stands for a value whose faults have been reported. */
    static final Object BROKEN = new Object();

    private static final Object ABSENT = new Object();

    private final Catalog catalog;
    private final Faults faults;
    private final ScalarReading scalars;
    private int depth;

    ObjectReading(Catalog catalog, Faults faults) {
        this.catalog = catalog;
        this.faults = faults;
        this.scalars = new ScalarReading(faults);
    }

    /** The value, or {@link #BROKEN}. */
    Object read(JsonNode node, ValueType type, Place place) {
        return Objects.requireNonNull(read(node, type, false, null, place));
    }

    private @Nullable Object read(
            JsonNode node, ValueType type, boolean nullable, @Nullable Option option, Place place) {
        if (nullable && node.isNull()) {
            return null;
        }
        if (type instanceof ValueType.ListOf list) {
            return list(node, list, option, place);
        }
        if (type instanceof ValueType.MapOf map) {
            return map(node, map, option, place);
        }
        if (type instanceof ValueType.Nested nested) {
            return nested(node, RecordType.of(nested.type()), place);
        }
        if (type instanceof ValueType.OneOf oneOf) {
            return member(node, catalog.family(oneOf.family()), place);
        }
        return scalars.read(node, type, option, place);
    }

    private Object list(JsonNode node, ValueType.ListOf type, @Nullable Option option, Place place) {
        if (!node.isArray()) {
            return wrongType(node, "a list", place);
        }
        boolean broken = outOfBounds(option, node.size(), "elements", place);
        List<@Nullable Object> values = new ArrayList<>(node.size());
        int i = 0;
        for (JsonNode element : node) {
            Object value = read(element, type.element(), type.nullable(), option, place.at(i++));
            broken |= value == BROKEN;
            values.add(value);
        }
        return broken ? BROKEN : Collections.unmodifiableList(values);
    }

    private Object map(JsonNode node, ValueType.MapOf type, @Nullable Option option, Place place) {
        if (!node.isObject()) {
            return wrongType(node, "an object", place);
        }
        boolean broken = outOfBounds(option, node.size(), "entries", place);
        Map<String, Object> values = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            Object value = read(entry.getValue(), type.value(), place.at(entry.getKey()));
            broken |= value == BROKEN;
            values.put(entry.getKey(), value);
        }
        return broken ? BROKEN : Collections.unmodifiableMap(values);
    }

    private boolean outOfBounds(@Nullable Option option, int size, String unit, Place place) {
        Optional<String> fault = option == null ? Optional.empty() : Options.fault(option, size, unit);
        fault.ifPresent(message -> faults.add(place, "out_of_bounds", () -> message));
        return fault.isPresent();
    }

    private Object member(JsonNode node, StrategyFamily family, Place place) {
        boolean bare = node.isString();
        Place at = bare ? place : place.at(RecordType.TYPE);
        if (!bare && !node.isObject()) {
            return wrongType(node, "an object with a type, or the name of a type", place);
        }
        JsonNode name = bare ? node : node.get(RecordType.TYPE);
        Collection<String> known = family.members().keySet();
        if (name == null) {
            faults.add(at, "missing_field", () -> "type is required, one of " + family.name() + ": " + join(known));
            return BROKEN;
        }
        if (!name.isString()) {
            return wrongType(name, "the name of a type", at);
        }
        RecordType record = family.members().get(name.stringValue());
        if (record == null) {
            faults.add(at, "unknown_type", () -> unknown("type", name.stringValue(), known, family.name()));
            return BROKEN;
        }
        return object(node, record, place);
    }

    private Object nested(JsonNode node, RecordType type, Place place) {
        Strategy strategy = type.strategy().orElse(null);
        if (strategy == null) {
            return node.isObject() ? object(node, type, place) : wrongType(node, "an object", place);
        }
        StrategyFamily alone =
                new StrategyFamily(type.javaType(), "strategies", "", new TreeMap<>(Map.of(strategy.type(), type)));
        return member(node, alone, place);
    }

    private Object object(JsonNode node, RecordType type, Place place) {
        if (depth == DEEPEST) {
            faults.add(place, "out_of_bounds", () -> "objects must not be nested deeper than " + DEEPEST + " levels");
            return BROKEN;
        }
        depth++;
        if (node.isObject()) {
            for (String name : node.propertyNames()) {
                if (!type.wireNames().contains(name)) {
                    faults.add(place.at(name), "unknown_field", () -> unknown("field", name, type.wireNames(), ""));
                }
            }
        }
        Object value = complete(given(node, type, place), null, place);
        depth--;
        return value;
    }

    /** The values that stand in the document, by component; those of unwrapped components are Givens themselves. */
    private record Given(RecordType type, @Nullable Object[] values) {}

    private Given given(JsonNode node, RecordType type, Place place) {
        @Nullable Object[] values = new @Nullable Object[type.fields().size()];
        for (Field field : type.fields()) {
            JsonNode value = node.get(field.wire());
            if (field.unwrapped()) {
                values[field.index()] = given(node, field.inner(), place);
            } else if (value == null) {
                values[field.index()] = ABSENT;
            } else {
                values[field.index()] =
                        read(value, field.type(), field.nullable(), field.option(), place.at(field.wire()));
            }
        }
        return new Given(type, values);
    }

    /**
     * Fills in defaults and makes the record.
     *
     * @param defaults where they come from, or null for the record's own
     */
    private Object complete(Given given, @Nullable Record defaults, Place place) {
        RecordType type = given.type();
        @Nullable Object[] values = Arrays.copyOf(given.values(), given.values().length);
        Record source = defaults == null ? ownDefaults(type, values, place) : defaults;
        for (Field field : type.fields()) {
            int i = field.index();
            if (source == null && (values[i] == ABSENT || values[i] instanceof Given)) {
                values[i] = BROKEN;
            } else if (source != null && values[i] == ABSENT) {
                values[i] = field.of(source);
            } else if (source != null && values[i] instanceof Given inner) {
                values[i] = complete(inner, (Record) field.of(source), place);
            }
        }
        return Arrays.asList(values).contains(BROKEN) ? BROKEN : create(() -> type.create(values), place);
    }

    /** Makes required values complete; answers a source of the other values if one is needed and there is one. */
    private @Nullable Record ownDefaults(RecordType type, @Nullable Object[] values, Place place) {
        boolean broken = false;
        for (Field field : type.required()) {
            int i = field.index();
            if (values[i] instanceof Given inner) {
                values[i] = complete(inner, null, place);
            } else if (values[i] == ABSENT) {
                faults.add(place.at(field.wire()), "missing_field", () -> field.wire() + " is required");
                values[i] = BROKEN;
            }
            broken |= values[i] == BROKEN;
        }
        boolean needed = Arrays.stream(values).anyMatch(v -> v == ABSENT || v instanceof Given);
        if (broken || !needed) {
            return null;
        }
        @Nullable
        Object[] required =
                type.required().stream().map(field -> values[field.index()]).toArray();
        return create(() -> type.createShortest(required), place) instanceof Record record ? record : null;
    }

    private Object create(Supplier<Record> creation, Place place) {
        try {
            return creation.get();
        } catch (InvalidOptions e) {
            faults.addAll(place, e.violations());
        } catch (IllegalArgumentException e) {
            faults.add(place, "invalid", () -> String.valueOf(e.getMessage()));
        }
        return BROKEN;
    }

    private Object wrongType(JsonNode node, String expected, Place place) {
        faults.add(place, "wrong_type", () -> "must be " + expected + " but is " + ScalarReading.show(node));
        return BROKEN;
    }

    private static String unknown(String kind, String name, Collection<String> known, String family) {
        String where = family.isEmpty() ? "" : " of " + family;
        String hint = Nearest.to(name, known)
                .map(nearest -> ", did you mean \"" + nearest + "\"?")
                .orElse(";");
        return "unknown " + kind + where + " " + ScalarReading.quote(name) + hint
                + (known.isEmpty() ? " there are none" : " known: " + join(known));
    }

    private static String join(Collection<String> names) {
        return String.join(", ", names);
    }
}
