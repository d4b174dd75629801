package dev.descent.api.fuzz;

import dev.descent.api.SchemaWalk;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What holds for every answer, whatever was asked. */
final class Laws {
    private static final JsonMapper JSON = JsonMapper.shared();

    /** Names of classes, traces, statements and places of the program, none of which is a client's business. */
    private static final Pattern INSIDE = Pattern.compile(
            "dev\\.descent\\.|\\bjavax?\\.[a-z]+\\.|jakarta\\.|org\\.(springframework|apache|postgresql|"
                    + "hibernate|duckdb)|tools\\.jackson|com\\.fasterxml|ai\\.djl|\\bat [a-z]+(\\.\\w+)+\\(|\\w+(Exception|Error)\\b[:;(]|SQLSTATE|"
                    + "(?i:\\b(insert into|select .{1,200} from|update \\w+ set|delete from) )|c10::|[A-Z]\\w+\\.\\w+\\(\\)|libtorch|\\.cpp\\b");

    private final JsonNode document;
    private final List<String> places;

    /** @param places directories of the server, which no answer names */
    Laws(JsonNode document, List<Path> places) {
        this.document = document;
        this.places = places.stream().map(Path::toString).toList();
    }

    /** What is wrong with an answer. */
    List<String> faults(FuzzRequest request, Wire.Answer answer) {
        List<String> faults = new ArrayList<>();
        int status = answer.status();
        if (status >= 500) {
            faults.add("the server failed");
        } else if (!request.allows(status)) {
            faults.add("the document does not declare " + status + " for "
                    + request.operation().id());
        }
        boolean binary = answer.header("content-type").matches("application/(octet-stream|vnd\\.apache\\.parquet).*");
        if (!binary) {
            inside(answer.text()).ifPresent(faults::add);
        }
        if (request.method().equals("HEAD") || status == 204 || status == 304) {
            if (answer.body().length > 0) {
                faults.add("a body where there is none");
            }
        } else if (status >= 400) {
            problem(answer, faults);
        } else if (!request.elsewhere()
                && request.method().equals(request.operation().method())) {
            success(request, answer, faults);
        }
        return faults;
    }

    private Optional<String> inside(String text) {
        Matcher matcher = INSIDE.matcher(text);
        if (matcher.find()) {
            return Optional.of("the body tells of the program's inside: " + matcher.group());
        }
        return places.stream().filter(text::contains).findFirst().map(place -> "the body names the place " + place);
    }

    private void problem(Wire.Answer answer, List<String> faults) {
        if (!answer.header("content-type").startsWith("application/problem+json")) {
            faults.add("an error of the type " + answer.header("content-type"));
            return;
        }
        JsonNode problem;
        try {
            problem = JSON.readTree(answer.body());
        } catch (JacksonException e) {
            faults.add("an error that is not JSON: " + e.getOriginalMessage());
            return;
        }
        SchemaWalk walk = new SchemaWalk(document);
        walk.check("Problem", problem);
        faults.addAll(walk.faults());
        if (problem.path("status").asInt(0) != answer.status()) {
            faults.add("the status of the problem is another one");
        }
        if (problem.path("code").asString("").isEmpty()
                || problem.path("request_id").asString("").isEmpty()) {
            faults.add("no code or request_id");
        } else if (!problem.get("request_id").asString().equals(answer.header("x-request-id"))) {
            faults.add("the request_id is not that of the header");
        }
        for (JsonNode violation : problem.path("errors")) {
            // By RFC 6901 the empty pointer is the whole body.
            String pointer = violation.path("pointer").asString("?");
            if (!pointer.isEmpty() && !pointer.startsWith("/")) {
                faults.add("a pointer that is none: " + pointer);
            }
        }
    }

    private void success(FuzzRequest request, Wire.Answer answer, List<String> faults) {
        String type = answer.header("content-type").replaceAll(";.*", "");
        JsonNode contents = request.operation().answers().get(answer.status());
        if (contents == null || (contents.isEmpty() && answer.body().length == 0)) {
            return;
        }
        JsonNode content = contents.get(type);
        if (content == null) {
            boolean file = contents.properties().stream()
                    .map(Map.Entry::getValue)
                    .anyMatch(declared ->
                            declared.at("/schema/format").asString("").equals("binary"));
            if (!file) {
                faults.add("the document does not declare the type " + type);
            }
        } else if (type.equals("application/json")) {
            SchemaWalk walk = new SchemaWalk(document);
            String schema = content.at("/schema/$ref").asString("");
            try {
                walk.check(schema.replace("#/components/schemas/", ""), JSON.readTree(answer.body()));
                faults.addAll(walk.faults());
            } catch (JacksonException e) {
                faults.add("an answer that is not JSON: " + e.getOriginalMessage());
            }
        }
    }
}
