package dev.descent.api.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * An operation of the document.
 *
 * @param others the methods that the document knows for the same path, this one among them
 * @param body the schema of the request's body; missing if it has none
 * @param bodyType its media type; empty if it has none
 * @param answers the content of each declared answer, by status
 */
record Operation(
        String id,
        String method,
        String path,
        Set<String> others,
        List<JsonNode> parameters,
        JsonNode body,
        String bodyType,
        List<JsonNode> examples,
        Map<Integer, JsonNode> answers) {

    static List<Operation> all(JsonNode document) {
        List<Operation> all = new ArrayList<>();
        document.get("paths").properties().forEach(path -> {
            Set<String> methods = new TreeSet<>();
            path.getValue().propertyNames().forEach(method -> methods.add(method.toUpperCase(Locale.ROOT)));
            path.getValue()
                    .properties()
                    .forEach(method -> all.add(
                            of(method.getKey().toUpperCase(Locale.ROOT), path.getKey(), methods, method.getValue())));
        });
        return all;
    }

    private static Operation of(String method, String path, Set<String> methods, JsonNode operation) {
        JsonNode content = operation.at("/requestBody/content");
        String type = content.propertyNames().stream().findFirst().orElse("");
        List<JsonNode> examples = new ArrayList<>();
        content.path(type).path("examples").forEach(example -> examples.add(example.get("value")));
        Map<Integer, JsonNode> answers = new TreeMap<>();
        operation
                .get("responses")
                .properties()
                .forEach(answer ->
                        answers.put(status(answer.getKey()), answer.getValue().path("content")));
        return new Operation(
                operation.get("operationId").asString(),
                method,
                path,
                methods,
                List.copyOf(operation.path("parameters").valueStream().toList()),
                content.path(type).path("schema"),
                type,
                examples,
                answers);
    }

    /** A dry run's answer is declared as a range, of which it is always the first. */
    private static int status(String declared) {
        return Integer.parseInt(declared.replace("XX", "00"));
    }

    List<JsonNode> parameters(String place) {
        return parameters.stream()
                .filter(parameter -> parameter.get("in").asString().equals(place))
                .toList();
    }
}
