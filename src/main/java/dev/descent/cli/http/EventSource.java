package dev.descent.cli.http;

import dev.descent.cli.json.Json;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** A job's events while they happen, each once, whatever becomes of connections and servers in between. */
public final class EventSource {
    private static final Duration SILENCE = Duration.ofSeconds(60);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Api api;
    private final Listener listener;

    private long last;
    private boolean ended;
    private boolean heard;

    /** Whoever follows. */
    public interface Listener {
        void event(Event event);

        /** The connection is gone; it is tried again until it is back. */
        void lost();

        void back();
    }

    /** @param after the number of the last event that is known already */
    public EventSource(Api api, long after, Listener listener) {
        this.api = api;
        this.last = after;
        this.listener = listener;
    }

    /** Listens until the job has ended. */
    public void follow(String job) {
        Duration pause = FIRST_PAUSE;
        Instant lost = Instant.MAX;
        while (!listen(job, !lost.equals(Instant.MAX))) {
            if (heard || lost.equals(Instant.MAX)) {
                pause = FIRST_PAUSE;
                lost = Instant.now();
                listener.lost();
            }
            if (Instant.now().isAfter(lost.plus(PATIENCE))) {
                throw api.unreachable(new IOException("nothing was heard for " + PATIENCE.toMinutes() + " minutes"));
            }
            Api.pause(pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    /** One connection. Whether nothing more is to come. */
    private boolean listen(String job, boolean again) {
        heard = false;
        HttpRequest request = api.request("/v1/jobs/" + Address.part(job) + "/events")
                .header("Accept", "text/event-stream")
                .header("Last-Event-ID", Long.toString(last))
                .timeout(SILENCE)
                .build();
        try {
            HttpResponse<Stream<String>> response = api.send(request, linesOrBody());
            try (Stream<String> body = response.body();
                    Lines lines = new Lines(body, SILENCE)) {
                return read(response.statusCode(), lines, again);
            }
        } catch (IOException e) {
            return ended;
        }
    }

    private boolean read(int status, Lines lines, boolean again) throws IOException {
        if (status == 204) {
            return true;
        }
        if (status != 200) {
            // A proxy whose server is away, a server whose database is, or one that has too much to do.
            if (status == 429 || status >= 502) {
                return false;
            }
            StringBuilder problem = new StringBuilder();
            for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
                problem.append(line.get());
            }
            throw api.refusal(status, problem.toString().getBytes(StandardCharsets.UTF_8));
        }
        if (again) {
            listener.back();
        }
        hear(lines);
        return ended;
    }

    private void hear(Lines lines) throws IOException {
        String id = "";
        String type = "";
        StringBuilder data = new StringBuilder();
        for (Optional<String> next = lines.next(); next.isPresent(); next = lines.next()) {
            String line = next.get();
            // Heartbeats count: the server is there though nothing happens.
            heard = true;
            if (line.startsWith("id:")) {
                id = value(line);
            } else if (line.startsWith("event:")) {
                type = value(line);
            } else if (line.startsWith("data:")) {
                data.append(value(line));
            } else if (line.isEmpty() && !data.isEmpty() && !id.isEmpty()) {
                event(new Event(Long.parseLong(id), type, Json.read(data.toString())));
                data.setLength(0);
            }
        }
    }

    /** A field's value, without the one space that may stand before it. */
    private static String value(String line) {
        String value = line.substring(line.indexOf(':') + 1);
        return value.startsWith(" ") ? value.substring(1) : value;
    }

    private void event(Event event) {
        if (event.seq() > last) {
            last = event.seq();
            ended |= event.isEnd();
            listener.event(event);
        }
    }

    private static BodyHandler<Stream<String>> linesOrBody() {
        return info -> info.statusCode() == 204
                ? BodySubscribers.replacing(Stream.empty())
                : BodyHandlers.ofLines().apply(info);
    }
}
