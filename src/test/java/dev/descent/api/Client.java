package dev.descent.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of the service that knows nothing of its inside. */
final class Client {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String BOUNDARY = "b0undary-of-parts";

    private final int port;
    private final JsonMapper json;
    private final List<String> always;

    Client(int port, JsonMapper json) {
        this(port, json, List.of());
    }

    private Client(int port, JsonMapper json, List<String> always) {
        this.port = port;
        this.json = json;
        this.always = always;
    }

    /** The same, with these headers in every request besides those that it sends already. */
    Client with(String... headers) {
        return new Client(
                port, json, Stream.concat(always.stream(), Stream.of(headers)).toList());
    }

    /** The same, with this bearer token in every request. */
    Client as(String token) {
        return with("Authorization", "Bearer " + token);
    }

    int port() {
        return port;
    }

    HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        return always.isEmpty() ? request : request.headers(always.toArray(String[]::new));
    }

    Reply send(HttpRequest request) {
        HttpResponse<byte[]> response = send(request, BodyHandlers.ofByteArray());
        return new Reply(response.statusCode(), response.headers(), response.body(), json);
    }

    <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return HTTP.send(request, handler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    Reply get(String path, String... headers) {
        HttpRequest.Builder request = request(path);
        return send((headers.length == 0 ? request : request.headers(headers)).build());
    }

    Reply post(String path, String body, String... headers) {
        HttpRequest.Builder request =
                request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body));
        return send((headers.length == 0 ? request : request.headers(headers)).build());
    }

    Reply put(String path, String body) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(body))
                .build());
    }

    Reply post(String path) {
        return send(request(path).POST(BodyPublishers.noBody()).build());
    }

    Reply delete(String path) {
        return send(request(path).DELETE().build());
    }

    Reply upload(String fileName, byte[] file, @Nullable String name, @Nullable String schema, String... headers) {
        Multipart parts = new Multipart().file("file", fileName, file);
        if (name != null) {
            parts.field("name", name);
        }
        if (schema != null) {
            parts.field("schema", schema);
        }
        return send("/v1/datasets", parts, headers);
    }

    Reply upload(String fileName, String file, @Nullable String name, @Nullable String schema, String... headers) {
        return upload(fileName, file.getBytes(StandardCharsets.UTF_8), name, schema, headers);
    }

    Reply send(String path, Multipart parts, String... headers) {
        HttpRequest.Builder request = request(path)
                .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .POST(BodyPublishers.ofByteArray(parts.bytes()));
        return send((headers.length == 0 ? request : request.headers(headers)).build());
    }

    /** A multipart body, byte by byte as a browser sends it. */
    static final class Multipart {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Multipart field(String name, String value) {
            return part("name=\"" + name + "\"", "", value.getBytes(StandardCharsets.UTF_8));
        }

        Multipart file(String name, String fileName, byte[] content) {
            return part(
                    "name=\"" + name + "\"; filename=\"" + fileName + "\"",
                    "Content-Type: application/octet-stream\r\n",
                    content);
        }

        private Multipart part(String disposition, String type, byte[] content) {
            out.writeBytes(
                    ("--" + BOUNDARY + "\r\nContent-Disposition: form-data; " + disposition + "\r\n" + type + "\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            out.writeBytes(content);
            out.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
            return this;
        }

        byte[] bytes() {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.writeBytes(out.toByteArray());
            all.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
            return all.toByteArray();
        }
    }

    /** The id of a new job with this spec. */
    String submit(String spec) {
        return post("/v1/jobs", spec).assertStatus(201).json().get("id").asString();
    }

    /** Follows a job's stream to its end, which comes when the job has finished; answers the job. */
    JsonNode await(String job) {
        try (Stream<String> lines = stream(job, 0)) {
            lines.forEach(line -> {});
        }
        return get("/v1/jobs/" + job).assertStatus(200).json();
    }

    /** The lines of a job's event stream. */
    Stream<String> stream(String job, long after) {
        HttpRequest request = request("/v1/jobs/" + job + "/events?after=" + after)
                .header("Accept", "text/event-stream")
                .build();
        return send(request, BodyHandlers.ofLines()).body();
    }

    /** One event of a stream. */
    record Event(long id, String type, JsonNode data) {}

    /** The events of a job's stream from after this one to the end of the stream. */
    List<Event> follow(String job, long after) {
        List<Event> events = new ArrayList<>();
        follow(job, after, events::add);
        return events;
    }

    /** Hears events until the stream ends or {@code goOn} says no. */
    void follow(String job, long after, Predicate<Event> goOn) {
        try (Stream<String> lines = stream(job, after)) {
            Iterator<String> iterator = lines.filter(line -> !line.isEmpty() && !line.startsWith(":"))
                    .iterator();
            while (iterator.hasNext()) {
                Event event = new Event(
                        Long.parseLong(value(iterator, "id:")),
                        value(iterator, "event:"),
                        json.readTree(value(iterator, "data:")));
                if (!goOn.test(event)) {
                    return;
                }
            }
        }
    }

    private static String value(Iterator<String> lines, String field) {
        String line = lines.next();
        if (!line.startsWith(field)) {
            throw new AssertionError("expected " + field + " but got " + line);
        }
        return line.substring(field.length());
    }
}
