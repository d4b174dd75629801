package dev.descent.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client that asks again until it is answered, as clients of such a service have to. */
final class Api {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long BETWEEN_MILLIS = 200;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final String base;

    Api(int port) {
        base = "http://127.0.0.1:" + port;
    }

    /** @return the id, acknowledged; the key makes it one job however often it is asked for */
    String submit(String spec, String key) {
        return answered(HttpRequest.newBuilder(URI.create(base + "/v1/jobs"))
                        .timeout(Duration.ofSeconds(30))
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", key)
                        .POST(BodyPublishers.ofString(spec))
                        .build())
                .get("id")
                .asString();
    }

    /** @return the id, acknowledged; the key makes it one data set however often it is sent */
    String upload(String name, String csv, String key) {
        String boundary = "boundary";
        String body = "--" + boundary + "\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\n" + name + "\r\n--"
                + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name
                + ".csv\"\r\nContent-Type: text/csv\r\n\r\n" + csv + "\r\n--" + boundary + "--\r\n";
        return answered(HttpRequest.newBuilder(URI.create(base + "/v1/datasets"))
                        .timeout(Duration.ofSeconds(30))
                        .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                        .header("Idempotency-Key", key)
                        .POST(BodyPublishers.ofString(body))
                        .build())
                .get("id")
                .asString();
    }

    void put(String path, String body) {
        answered(HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(body))
                .build());
    }

    JsonNode get(String path) {
        return answered(HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofSeconds(30))
                .build());
    }

    /** The job once it has ended. */
    JsonNode ended(String id) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        JsonNode job = get("/v1/jobs/" + id);
        while (job.get("finished_at").isNull()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("has not ended: " + job);
            }
            pause();
            job = get("/v1/jobs/" + id);
        }
        return job;
    }

    /** The whole numbered sequence of a job. */
    List<JsonNode> events(String id) {
        List<JsonNode> all = new ArrayList<>();
        int before;
        do {
            before = all.size();
            String after = all.isEmpty() ? "0" : all.get(before - 1).get("seq").asString();
            get("/v1/jobs/" + id + "/events?limit=1000&after=" + after)
                    .get("data")
                    .forEach(all::add);
        } while (all.size() > before);
        return all;
    }

    private JsonNode answered(HttpRequest request) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        String last = "";
        while (System.nanoTime() < end) {
            try {
                HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
                if (response.statusCode() / 100 == 2) {
                    return JSON.readTree(response.body());
                }
                last = response.statusCode() + " " + response.body();
                if (response.statusCode() < 500) {
                    throw new AssertionError(request + ": " + last);
                }
            } catch (IOException e) {
                last = e.toString();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
            pause();
        }
        throw new AssertionError(request + " was not answered: " + last);
    }

    /** What is answered once there is an answer. */
    int status(String path) {
        ready();
        try {
            return http.send(HttpRequest.newBuilder(URI.create(base + path)).build(), BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Waits until it is well. */
    void ready() {
        get("/actuator/health/readiness");
    }

    static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(BETWEEN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
