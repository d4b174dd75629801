package dev.descent.cli.http;

import dev.descent.cli.json.Json;
import dev.descent.cli.terminal.Text;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The server's operations, with its refusals as {@link Failure}s. */
public final class Api {
    private static final Duration TO_CONNECT = Duration.ofSeconds(5);
    private static final Duration TO_ANSWER = Duration.ofSeconds(60);
    private static final Duration[] PAUSES = {Duration.ofMillis(200), Duration.ofMillis(500), Duration.ofSeconds(2)};
    private static final long LONGEST_WAIT_SECONDS = 10;

    private final Address address;
    private final HttpClient client;

    public Api(Address address) {
        this.address = address;
        // The service speaks HTTP/1.1; asking for more costs a header and time.
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TO_CONNECT);
        this.client = (address.isPlain() ? builder.sslContext(trustingNobody()) : builder).build();
    }

    /** For servers without TLS: reading all the world's certificates would take longer than the request. */
    private static SSLContext trustingNobody() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[0], null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public JsonNode get(String path) {
        return json(send(request(path).timeout(TO_ANSWER).build(), BodyHandlers.ofInputStream(), Again.IF_CUT));
    }

    /** An operation on something that is there. */
    public JsonNode post(String path) {
        return json(send(
                request(path).timeout(TO_ANSWER).POST(BodyPublishers.noBody()).build(),
                BodyHandlers.ofInputStream(),
                Again.NEVER));
    }

    /** Makes something, once, however often it has to be asked for. */
    public JsonNode post(String path, JsonNode body, String idempotencyKey) {
        BodyPublisher bytes = BodyPublishers.ofString(Json.write(body));
        return create(request(path).timeout(TO_ANSWER), "application/json", bytes, idempotencyKey);
    }

    /** The same with the parts of a form, however long they take. */
    public JsonNode post(String path, Form form, String idempotencyKey) {
        return create(request(path), form.contentType(), form.body(), idempotencyKey);
    }

    private JsonNode create(HttpRequest.Builder request, String type, BodyPublisher body, String idempotencyKey) {
        return json(send(
                request.header("Content-Type", type)
                        .header("Idempotency-Key", idempotencyKey)
                        .POST(body)
                        .build(),
                BodyHandlers.ofInputStream(),
                Again.ALWAYS));
    }

    HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address.at(path)).header("User-Agent", "descent-cli");
        if (address.key() != null) {
            request.header("Authorization", "Bearer " + address.key());
        }
        if (address.project() != null) {
            request.header("Descent-Project", address.project());
        }
        return request;
    }

    /** One try. */
    <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) throws IOException {
        try {
            return client.send(request, handler);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(Exit.FAILED, "Interrupted.");
        }
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler, Again again) {
        for (int tries = 0; ; tries++) {
            boolean last = tries == PAUSES.length || again == Again.NEVER;
            try {
                HttpResponse<T> response = send(request, handler);
                @Nullable Duration wait = last ? null : wait(response);
                if (wait == null) {
                    return response;
                }
                if (response.body() instanceof InputStream body) {
                    body.close();
                }
                pause(wait);
            } catch (IOException e) {
                if (last || (again == Again.IF_CUT && isOutOfReach(e))) {
                    throw unreachable(e);
                }
                pause(PAUSES[tries]);
            }
        }
    }

    /** How long the server asks to wait; null if it does not, or for longer than a person would. */
    private static @Nullable Duration wait(HttpResponse<?> response) {
        if (response.statusCode() != 429 && response.statusCode() != 503) {
            return null;
        }
        long seconds = response.headers().firstValueAsLong("Retry-After").orElse(LONGEST_WAIT_SECONDS + 1);
        return seconds > LONGEST_WAIT_SECONDS ? null : Duration.ofSeconds(Math.max(0, seconds));
    }

    static void pause(Duration pause) {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(Exit.FAILED, "Interrupted.");
        }
    }

    private static boolean isOutOfReach(IOException e) {
        return e instanceof ConnectException || e instanceof HttpConnectTimeoutException;
    }

    Failure unreachable(IOException e) {
        String reason = isOutOfReach(e)
                ? "Is it running? Another address is given by --server or DESCENT_SERVER."
                : "The connection was lost: " + Text.clean(String.valueOf(e.getMessage()));
        return new Failure(Exit.UNREACHABLE, "Cannot reach " + address.base() + ". " + reason);
    }

    private JsonNode json(HttpResponse<InputStream> response) {
        byte[] body;
        try (InputStream content = response.body()) {
            body = content.readAllBytes();
        } catch (IOException e) {
            throw unreachable(e);
        }
        JsonNode json = parsed(body);
        if (response.statusCode() / 100 != 2) {
            throw refusal(response.statusCode(), json);
        }
        if (json == null || !json.isObject()) {
            throw notDescent(response.statusCode());
        }
        return json;
    }

    Failure refusal(int status, byte[] body) {
        return refusal(status, parsed(body));
    }

    private Failure refusal(int status, @Nullable JsonNode json) {
        return json != null && json.has("code") ? Failure.of(status, json) : notDescent(status);
    }

    private Failure notDescent(int status) {
        return new Failure(
                status / 100 == 2 ? Exit.FAILED : Exit.of(status),
                address.base() + " answered with status " + status + ", and not as Descent does. Is this its address?");
    }

    private static @Nullable JsonNode parsed(byte[] body) {
        try {
            return Json.read(new String(body, StandardCharsets.UTF_8));
        } catch (JacksonException e) {
            return null;
        }
    }
}
