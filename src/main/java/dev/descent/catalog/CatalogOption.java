package dev.descent.catalog;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.descent.spec.Names;
import dev.descent.spec.Option;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What there is to know of an option.
 *
 * @param type of its JSON: {@code integer}, {@code number}, {@code boolean}, {@code string}, {@code array} or
 *     {@code object}
 * @param defaultValue null if it is required, if null is the default, or if the default depends on other options
 * @param minimum and the other bounds are for the number, or for each number of a list
 * @param choices the allowed strings, or the types of the family; null for other options
 */
public record CatalogOption(
        String name,
        String type,
        @JsonProperty("default") @Nullable JsonNode defaultValue,
        @Nullable Number minimum,
        @Nullable Number maximum,
        @JsonProperty("exclusive_minimum") @Nullable Number exclusiveMinimum,
        @JsonProperty("exclusive_maximum") @Nullable Number exclusiveMaximum,
        String description,
        boolean required,
        boolean nullable,
        @Nullable List<String> choices) {

    static CatalogOption of(Field field, boolean required, Map<String, @Nullable Object> defaults, Catalog catalog) {
        Option option = field.option();
        Bounds bounds = option == null ? new Bounds(null, null, null, null) : Bounds.of(option);
        Object defaultValue = defaults.get(field.wire());
        return new CatalogOption(
                field.wire(),
                word(field.type()),
                defaultValue == null ? null : new SpecWriter().value(defaultValue),
                bounds.minimum(),
                bounds.maximum(),
                bounds.exclusiveMinimum(),
                bounds.exclusiveMaximum(),
                option == null ? "" : option.value(),
                required,
                field.nullable(),
                choices(field.type(), catalog));
    }

    private static String word(ValueType type) {
        if (type instanceof ValueType.Whole) {
            return "integer";
        }
        if (type instanceof ValueType.Decimal) {
            return "number";
        }
        if (type instanceof ValueType.Flag) {
            return "boolean";
        }
        if (type instanceof ValueType.ListOf) {
            return "array";
        }
        boolean text =
                type instanceof ValueType.Text || type instanceof ValueType.Choice || type instanceof ValueType.Span;
        return text ? "string" : "object";
    }

    private static @Nullable List<String> choices(ValueType type, Catalog catalog) {
        if (type instanceof ValueType.Choice choice) {
            return choice.constants().stream()
                    .map(constant -> Names.wire(constant.name()))
                    .toList();
        }
        if (type instanceof ValueType.OneOf oneOf) {
            return List.copyOf(catalog.family(oneOf.family()).members().keySet());
        }
        return type instanceof ValueType.ListOf list ? choices(list.element(), catalog) : null;
    }
}
