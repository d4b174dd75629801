package dev.descent.api.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Jobs, data sets and models that requests speak of by names such as {@code @{job:scored}}; made when first asked for. */
final class Fixtures {
    private static final JsonMapper JSON = JsonMapper.shared();
    /** No others: a changed byte may make a name of one. */
    private static final Pattern NAME =
            Pattern.compile("@\\{(ds:(?:table|numbers|private)|job:(?:scored|plain|failed|audit|paused|cancelled)"
                    + "|model:(?:plain|scored)|etag:(?:catalog|file)"
                    + "|project:limited|key:unused|hook:nobody)}");

    private static final String ENDLESS = """
            {"dataset": "two_moons?rows=80&seed=3", "model": "linear", "objective": "classification",
             "duration": {"steps": 1000000000}}""";

    private final Wire wire;
    private final String colour;
    private final Map<String, String> ids = new TreeMap<>();
    private int contents;

    Fixtures(Wire wire) {
        this(wire, "green");
    }

    /** @param colour a word that stands in every data set and label, by which they can be told from those of others */
    Fixtures(Wire wire, String colour) {
        this.wire = wire;
        this.colour = colour;
    }

    /** All that a caller of another project might ask for is there. */
    Fixtures made() {
        List.of(
                        "ds:table",
                        "ds:numbers",
                        "ds:private",
                        "job:scored",
                        "job:plain",
                        "job:paused",
                        "job:cancelled",
                        "job:audit",
                        "key:unused",
                        "hook:nobody")
                .forEach(this::id);
        List.of("model:plain", "model:scored").forEach(this::id);
        return this;
    }

    /** A text with ids for names. */
    String resolve(String text) {
        Matcher matcher = NAME.matcher(text);
        StringBuilder resolved = new StringBuilder();
        while (matcher.find()) {
            matcher.appendReplacement(resolved, Matcher.quoteReplacement(id(matcher.group(1))));
        }
        return matcher.appendTail(resolved).toString();
    }

    private String id(String name) {
        String id = ids.get(name);
        if (id == null) {
            id = make(name);
            ids.put(name, id);
        }
        return id;
    }

    private String make(String name) {
        return switch (name) {
            case "ds:table" -> upload("fuzz-table", table(true, 0.5));
            case "ds:numbers" -> upload("fuzz-numbers", table(false, 0.25));
            case "ds:private" -> {
                // A budget belongs to the content.
                String id = upload("fuzz-private-" + ++contents, table(true, contents));
                json("PUT", "/v1/datasets/" + id + "/privacy-budget", "{\"epsilon\": 50, \"delta\": 1e-5}");
                yield id;
            }
            case "job:scored" -> finished("/v1/jobs", """
                    {"dataset": "iris", "model": "linear", "objective": "classification", "duration": {"steps": 5},
                     "diagnostics": ["el2n", "loss", "margin"]}""");
            case "job:plain" -> finished("/v1/jobs", """
                    {"dataset": "iris", "model": {"type": "mlp", "hidden": [4]}, "objective": "classification",
                     "duration": {"steps": 5}}""");
            case "job:failed" -> finished("/v1/jobs", """
                    {"dataset": "diabetes", "model": "linear", "objective": "regression", "duration": {"steps": 300},
                     "preprocessing": {"numeric": "none"}, "optimizer": "sgd", "learning_rate": 1000}""");
            case "job:audit" -> finished("/v1/audits", Specs.AUDIT);
            case "job:paused" -> {
                String id = json("POST", "/v1/jobs", ENDLESS).get("id").asString();
                json("POST", "/v1/jobs/" + id + "/pause", "");
                follow(id, "\"state\":\"paused\"");
                yield id;
            }
            case "job:cancelled" -> {
                String id = json("POST", "/v1/jobs", ENDLESS).get("id").asString();
                json("POST", "/v1/jobs/" + id + "/cancel", "");
                follow(id, "\"state\":\"cancelled\"");
                yield id;
            }
            case "model:plain", "model:scored" ->
                json("GET", "/v1/jobs/" + id(name.replace("model", "job")), "")
                        .get("model")
                        .asString();
            case "project:limited" -> {
                // Only operators make one.
                Wire.Answer made = send("POST", "/v1/projects", "{\"name\": \"fuzz-" + ++contents + "\"}");
                yield made.status() == 201
                        ? JSON.readTree(made.body()).get("id").asString()
                        : "proj_none";
            }
            case "key:unused" ->
                json("POST", "/v1/api-keys", "{\"name\": \"unused\", \"role\": \"viewer\"}")
                        .get("id")
                        .asString();
            case "hook:nobody" ->
                json("POST", "/v1/webhooks", "{\"url\": \"https://receiver.invalid/" + colour + "\"}")
                        .get("id")
                        .asString();
            case "etag:catalog" -> send("GET", "/v1/catalog", "").header("etag");
            case "etag:file" ->
                send("GET", "/v1/jobs/" + id("job:scored") + "/examples.parquet", "")
                        .header("etag");
            default -> throw new IllegalArgumentException("nothing is called " + name);
        };
    }

    /** Forgets what a request has changed, so that it is made anew. */
    void renew(String target) {
        Matcher matcher = NAME.matcher(target);
        while (matcher.find()) {
            String name = matcher.group(1);
            String id = ids.remove(name);
            if (id != null && name.startsWith("job:")) {
                ids.remove(name.replace("job", "model"));
                send("POST", "/v1/jobs/" + id + "/cancel", "");
                follow(id, "\"state\":\"cancelled\"");
                send("DELETE", "/v1/jobs/" + id, "");
            } else if (id != null && name.startsWith("ds:")) {
                send("DELETE", "/v1/datasets/" + id, "");
            }
        }
    }

    private String finished(String path, String spec) {
        String labelled = spec.replaceFirst("\\{", "{\"labels\": {\"colour\": \"" + colour + "\"}, ");
        String id = json("POST", path, labelled).get("id").asString();
        follow(id, "no text of any event");
        return id;
    }

    /** Reads a job's events to the end, or up to a text. */
    Wire.Answer follow(String job, String awaited) {
        return exchange(
                "GET /v1/jobs/" + job + "/events HTTP/1.1\r\nAccept: text/event-stream\r\n", new byte[0], awaited);
    }

    JsonNode json(String method, String path, String body) {
        Wire.Answer answer = send(method, path, body);
        if (answer.status() >= 300) {
            throw new IllegalStateException(method + " " + path + " of " + body + ": " + answer.text());
        }
        return JSON.readTree(answer.body());
    }

    Wire.Answer send(String method, String path, String body) {
        String head = method + " " + path + " HTTP/1.1\r\nContent-Type: application/json\r\n";
        return exchange(head, body.getBytes(StandardCharsets.UTF_8), "");
    }

    private Wire.Answer exchange(String head, byte[] body, String awaited) {
        byte[] first = Mutations.latin(
                head + "Host: localhost\r\nConnection: close\r\nContent-Length: " + body.length + "\r\n\r\n");
        byte[] whole = Arrays.copyOf(first, first.length + body.length);
        System.arraycopy(body, 0, whole, first.length, body.length);
        try {
            return wire.exchange(whole, awaited);
        } catch (IOException e) {
            throw new UncheckedIOException(head, e);
        }
    }

    private String upload(String name, String content) {
        String head = "POST /v1/datasets HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=" + Uploads.BOUNDARY
                + "\r\n";
        Wire.Answer answer = exchange(head, Uploads.upload(name + ".csv", content, name), "");
        if (answer.status() != 201) {
            throw new IllegalStateException(answer.text());
        }
        return JSON.readTree(answer.body()).get("id").asString();
    }

    private String table(boolean classes, double offset) {
        StringBuilder text = new StringBuilder("x0,x1,colour,y\n");
        for (int row = 0; row < 60; row++) {
            text.append(row % 7 + offset).append(',').append(row * 3 % 11 / 2.0).append(',');
            text.append(row % 3 == 0 ? "red" : row % 3 == 1 ? colour : "blue").append(',');
            text.append(classes ? row % 2 == 0 ? "a" : "b" : Double.toString(row * 0.37))
                    .append('\n');
        }
        return text.toString();
    }
}
