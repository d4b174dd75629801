package dev.descent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers that the real server gives only with hundreds of jobs, or never. */
class PagesTest {
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private Typed descent;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        descent = Typed.at("localhost:" + server.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(int status, String... bodies) {
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI().toString());
            byte[] body = bodies[Math.min(asked.size(), bodies.length) - 1].getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    private static String page(String next, String... ids) {
        return "{\"object\":\"list\",\"data\":[{\"id\":\"" + String.join("\"},{\"id\":\"", ids)
                + "\"}],\"next_cursor\":" + next + "}";
    }

    @Test
    void pagesAreReadUntilThereAreEnough() {
        answer(200, page("\"c/1\"", "a", "b"), page("\"c2\"", "c", "d"), page("null", "e"));
        assertThat(descent.run("jobs", "--limit", "0", "-o", "id").lines()).containsExactly("a", "b", "c", "d", "e");
        assertThat(asked)
                .containsExactly(
                        "/v1/jobs?limit=200", "/v1/jobs?limit=200&cursor=c%2F1", "/v1/jobs?limit=200&cursor=c2");
        asked.clear();
        Typed.Result first = descent.run("jobs", "--limit", "3", "-o", "id");
        assertThat(first.lines()).startsWith("a", "b", "c");
        assertThat(first.err()).contains("There are more");
        assertThat(asked).containsExactly("/v1/jobs?limit=3", "/v1/jobs?limit=1&cursor=c%2F1");
    }

    @Test
    void namesThatWouldSteerTheTerminalDoNot() {
        answer(
                200,
                "{\"object\":\"list\",\"data\":[{\"id\":\"a\",\"name\":\"\\u001b]0;x\\u0007\",\"state\":\"\\u009b1m\"}],\"next_cursor\":null}");
        assertThat(descent.run("jobs").assertExit(0).out()).doesNotContain("\u001b", "\u0007", "\u009b");
    }

    @Test
    void aFileIsNotWrittenWhereTheServerWantsIt() {
        answer(200, "{\"id\":\"model_1\",\"files\":[{\"name\":\"../evil\",\"size_bytes\":1,\"digest\":\"sha256:0\"}]}");
        descent.run("models", "pull", "model_1").assertExit(1).assertSays("../evil");
    }

    @Test
    void whatIsNotDescentIsToldApart() {
        answer(200, "<html>hello</html>");
        descent.run("jobs").assertExit(1).assertSays("not as Descent does");
    }

    @Test
    void aServerThatLacksItsDatabaseIsNotThere() {
        answer(
                503,
                "{\"code\":\"unavailable\",\"title\":\"t\",\"detail\":\"gone\",\"errors\":[],\"request_id\":\"req_1\"}");
        descent.run("jobs").assertExit(5).assertSays("gone (request req_1)");
    }
}
