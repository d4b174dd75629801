package dev.descent.api;

import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Violation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A JSON object with known fields. */
final class RequestFields {
    private final JsonNode object;

    private RequestFields(JsonNode object) {
        this.object = object;
    }

    /** @throws InvalidOptions if it is no object or has other fields */
    static RequestFields only(JsonNode body, String... known) {
        if (!body.isObject()) {
            throw new InvalidOptions("", "wrong_type", "must be an object");
        }
        List<Violation> unknown = new ArrayList<>();
        for (String name : body.propertyNames()) {
            if (!Arrays.asList(known).contains(name)) {
                unknown.add(new Violation(
                        "/" + name.replace("~", "~0").replace("/", "~1"),
                        "unknown_field",
                        "is not known; known: " + String.join(", ", known)));
            }
        }
        if (!unknown.isEmpty()) {
            throw new InvalidOptions(unknown);
        }
        return new RequestFields(body);
    }

    /** @throws InvalidOptions if it is missing */
    JsonNode required(String name) {
        JsonNode value = object.get(name);
        if (value == null) {
            throw new InvalidOptions("/" + name, "missing_field", "is required");
        }
        return value;
    }
}
