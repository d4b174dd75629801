package dev.descent.catalog;

import dev.descent.spec.InvalidOptions;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * Reads a record from JSON, strictly, and reports every fault at once.
 *
 * <p>Strict: unknown fields and types are faults, a string is no number, 3.7 is no integer. (3.0 is one, as in JSON
 * Schema.) A rule between several options of one object is checked only when each of them is sound. Codes of faults:
 * {@code unknown_field}, {@code unknown_type}, {@code missing_field}, {@code wrong_type}, {@code out_of_bounds},
 * {@code conflict} (from the record's own rules) and {@code invalid}.
 */
@Component
public class SpecReader {
    private final Catalog catalog;

    public SpecReader(Catalog catalog) {
        this.catalog = catalog;
    }

    /**
     * Reads a record, or a strategy of a family.
     *
     * @param type a record, or the interface of a family
     * @throws InvalidOptions with a pointer for every fault
     */
    public <T> T read(JsonNode json, Class<T> type) {
        ValueType valueType =
                type.isRecord() ? new ValueType.Nested(type.asSubclass(Record.class)) : new ValueType.OneOf(type);
        Faults faults = new Faults();
        Object value = new ObjectReading(catalog, faults).read(json, valueType, Place.ROOT);
        faults.raise();
        return type.cast(value);
    }
}
