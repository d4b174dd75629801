package dev.descent.catalog;

import dev.descent.spec.Names;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes a record as JSON with every option spelled out; the inverse of {@link SpecReader}. */
@Component
public class SpecWriter {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** An object with {@code type} first, if the record is a strategy, then every field, null or not. */
    public ObjectNode write(Record value) {
        RecordType type = RecordType.of(value.getClass());
        ObjectNode object = JSON.objectNode();
        type.strategy().ifPresent(strategy -> object.put(RecordType.TYPE, strategy.type()));
        addFields(object, value, type);
        return object;
    }

    private void addFields(ObjectNode object, Record value, RecordType type) {
        for (Field field : type.fields()) {
            Object component = field.of(value);
            if (field.unwrapped() && component instanceof Record inner) {
                addFields(object, inner, field.inner());
            } else {
                object.set(field.wire(), value(component));
            }
        }
    }

    /** A value of an option. */
    JsonNode value(@Nullable Object value) {
        if (value == null) {
            return JSON.nullNode();
        }
        if (value instanceof Integer number) {
            return JSON.numberNode(number);
        }
        if (value instanceof Long number) {
            return JSON.numberNode(number);
        }
        if (value instanceof Double number) {
            return JSON.numberNode(number);
        }
        if (value instanceof Boolean flag) {
            return JSON.booleanNode(flag);
        }
        if (value instanceof String text) {
            return JSON.stringNode(text);
        }
        if (value instanceof Enum<?> constant) {
            return JSON.stringNode(Names.wire(constant.name()));
        }
        if (value instanceof Duration span) {
            return JSON.stringNode(span.toString());
        }
        if (value instanceof List<?> list) {
            ArrayNode array = JSON.arrayNode(list.size());
            list.forEach(element -> array.add(value(element)));
            return array;
        }
        if (value instanceof Map<?, ?> map) {
            ObjectNode object = JSON.objectNode();
            map.forEach((name, element) -> object.set((String) name, value(element)));
            return object;
        }
        if (value instanceof Record record) {
            return write(record);
        }
        throw new IllegalArgumentException(value.getClass().getName() + " has no form in JSON");
    }
}
