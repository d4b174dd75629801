package dev.descent.api.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Requests of the document's operations, each drawn from the seed and its number alone. */
final class Requests {
    private static final Map<String, Integer> OFTEN = Map.of(
            "submitJob",
            8,
            "submitAudit",
            2,
            "uploadDataset",
            7,
            "predict",
            3,
            "perturbDataset",
            3,
            "previewSchedule",
            3);
    private static final List<String> METHODS =
            List.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "FOO", "get");

    private final long seed;
    private final List<Operation> operations = new ArrayList<>();
    private final Values values;
    private final Mutations mutations;
    private final Uploads uploads;
    private final JsonNode document;

    Requests(JsonNode document, long seed) {
        this.document = document;
        this.seed = seed;
        this.values = new Values(document);
        Oddities odd = new Oddities(document);
        this.mutations = new Mutations(odd);
        this.uploads = new Uploads(mutations, odd);
        for (Operation operation : Operation.all(document)) {
            for (int i = OFTEN.getOrDefault(operation.id(), 1); i > 0; i--) {
                operations.add(operation);
            }
        }
    }

    FuzzRequest make(int number) {
        Random random = new Random(seed * 0x9e3779b97f4a7c15L ^ number * 0xbf58476d1ce4e5b9L);
        Operation operation = Oddities.of(operations, random);
        Set<String> wrong = whatIsWrong(operation, random);
        Set<Integer> allowed = new TreeSet<>();
        String method = operation.method();
        if (wrong.contains("method")) {
            List<String> others = METHODS.stream()
                    .filter(other -> !operation.others().contains(other))
                    .toList();
            method = Oddities.of(others, random);
            allowed.addAll(List.of(405, method.equals("OPTIONS") ? 200 : 405));
        }
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        headers.add(Map.entry("Host", "localhost"));
        byte[] body = body(operation, wrong, random);
        headers(operation, wrong, random, headers, allowed);
        List<Map.Entry<String, String>> query = query(operation, random);
        if (operation.id().equals("submitJob") && !Specs.tame(body)) {
            query.removeIf(parameter -> parameter.getKey().equals("dry_run"));
            query.add(Map.entry("dry_run", "true"));
        } else if (wrong.contains("query")) {
            mutations.query(query, random);
            allowed.add(400);
        }
        if (operation.id().equals("submitAudit") && !Specs.tame(body)) {
            // There is no dry run of an audit, and what may be endless must not begin.
            body = new String(body, StandardCharsets.ISO_8859_1)
                    .replace("\"dataset\"", "\"datasets\"")
                    .getBytes(StandardCharsets.ISO_8859_1);
        }
        boolean oddPath = wrong.contains("path");
        // It asks for what GET would answer.
        boolean elsewhere =
                oddPath || (method.equals("HEAD") && operation.others().contains("GET"));
        String target = path(operation, oddPath, random)
                + query.stream()
                        .map(p -> p.getKey() + "=" + p.getValue())
                        .collect(Collectors.joining("&", query.isEmpty() ? "" : "?", ""));
        return new FuzzRequest(number, operation, method, target, headers, body, allowed, elsewhere);
    }

    private static Set<String> whatIsWrong(Operation operation, Random random) {
        Set<String> wrong = new TreeSet<>();
        if (random.nextInt(10) < 3) {
            return wrong;
        }
        List<String> kinds = new ArrayList<>(List.of("query", "header", "header", "accept"));
        if (operation.path().contains("{")) {
            kinds.addAll(List.of("path", "path"));
        }
        if (!operation.bodyType().isEmpty()) {
            kinds.addAll(List.of("body", "body", "body", "body", "body", "body", "bytes", "bytes", "type"));
        }
        if (random.nextInt(12) == 0) {
            kinds.add("method");
        }
        for (int i = 1 + random.nextInt(2); i > 0; i--) {
            wrong.add(Oddities.of(kinds, random));
        }
        return wrong;
    }

    private byte[] body(Operation operation, Set<String> wrong, Random random) {
        if (operation.bodyType().isEmpty()) {
            return wrong.contains("header") && random.nextInt(6) == 0 ? Mutations.latin("{\"a\": 1}") : new byte[0];
        }
        if (operation.bodyType().startsWith("multipart/")) {
            JsonNode schema = values.draw(document.at("/components/schemas/UploadSchema"), "", random);
            return uploads.body(schema, wrong.contains("body") || wrong.contains("bytes") ? 1 : 0, random);
        }
        JsonNode value = draw(operation, random);
        for (int i = wrong.contains("body") ? 1 + random.nextInt(3) : 0; i > 0; i--) {
            value = mutations.tree(value, random);
        }
        byte[] body = JsonText.of(value).getBytes(StandardCharsets.UTF_8);
        return wrong.contains("bytes") ? mutations.bytes(body, random) : body;
    }

    private JsonNode draw(Operation operation, Random random) {
        return switch (operation.id()) {
            case "submitJob", "submitAudit" -> Specs.draw(operation, values, random);
            case "perturbDataset" ->
                random.nextBoolean()
                        ? values.draw(operation.body(), "", random)
                        : JsonNodeFactory.instance
                                .objectNode()
                                .put("name", "copy " + random.nextInt(1 << 30))
                                .put("delta", 1e-6)
                                .put("epsilon", 0.5 + random.nextInt(3))
                                .put("label_epsilon", 0.5)
                                .set(
                                        "bounds",
                                        JsonNodeFactory.instance
                                                .objectNode()
                                                .set(
                                                        "x0",
                                                        JsonNodeFactory.instance
                                                                .arrayNode()
                                                                .add(-1)
                                                                .add(9)))
                                .set(
                                        "drop",
                                        JsonNodeFactory.instance
                                                .arrayNode()
                                                .add("x1")
                                                .add("colour"));
            default ->
                operation.examples().isEmpty() || random.nextBoolean()
                        ? values.draw(operation.body(), "", random)
                        : Oddities.of(operation.examples(), random).deepCopy();
        };
    }

    private void headers(
            Operation operation,
            Set<String> wrong,
            Random random,
            List<Map.Entry<String, String>> headers,
            Set<Integer> allowed) {
        if (!operation.bodyType().isEmpty()) {
            String type = operation.bodyType();
            String usual = type.startsWith("multipart/") ? type + "; boundary=" + Uploads.BOUNDARY : type;
            String sent = wrong.contains("type") ? OddHeaders.contentType(random) : usual;
            if (!sent.isEmpty()) {
                headers.add(Map.entry("Content-Type", sent));
            }
        }
        if (wrong.contains("accept")) {
            headers.add(Map.entry("Accept", OddHeaders.accept(random)));
            allowed.add(406);
        } else if (operation.id().equals("listEvents") && random.nextBoolean()) {
            headers.add(Map.entry("Accept", "text/event-stream"));
        }
        for (JsonNode parameter : operation.parameters("header")) {
            if (random.nextInt(4) == 0) {
                String name = parameter.get("name").asString();
                headers.add(Map.entry(name, name.equals("Last-Event-ID") ? "2" : "fuzz-" + random.nextInt(20)));
            }
        }
        if (wrong.contains("header")) {
            OddHeaders.add(operation, headers, allowed, random);
        }
    }

    private List<Map.Entry<String, String>> query(Operation operation, Random random) {
        List<Map.Entry<String, String>> query = new ArrayList<>();
        for (JsonNode parameter : operation.parameters("query")) {
            if (random.nextInt(3) == 0) {
                String name = parameter.get("name").asString();
                JsonNode schema = parameter.get("schema");
                JsonNode one = schema.has("items") ? schema.get("items") : schema;
                JsonNode value = values.draw(one, name, random);
                query.add(
                        Map.entry(name, value.isString() ? value.stringValue().replace(" ", "%20") : value.toString()));
            }
        }
        return query;
    }

    private String path(Operation operation, boolean wrong, Random random) {
        StringBuilder path = new StringBuilder();
        boolean done = false;
        for (String segment : operation.path().substring(1).split("/")) {
            path.append('/');
            if (!segment.startsWith("{")) {
                path.append(segment);
            } else if (wrong && !done) {
                path.append(mutations.segment(random));
                done = true;
            } else {
                String parameter = segment.substring(1, segment.length() - 1);
                path.append(Vocabulary.inPath(operation.path(), parameter, random));
            }
        }
        return path.toString();
    }
}
