package dev.descent.api;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.descent.api.stream.EventStreams;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;

/** Clients that vanish in the middle leave no thread, no file and no complaint. */
class CutConnectionsTest extends ApiTest {
    private static final long PATIENCE_SECONDS = 60;

    @Autowired
    private EventStreams streams;

    @Value("${descent.data-dir}")
    private Path data;

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.start();
        root().addAppender(log);
    }

    @AfterEach
    void nothingWasComplainedOf() {
        root().detachAppender(log);
        assertThat(List.copyOf(log.list))
                .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.ERROR)
                        || (event.getLevel().isGreaterOrEqual(Level.WARN) && event.getThrowableProxy() != null))
                .isEmpty();
        client.get("/actuator/health").assertStatus(200);
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    @Test
    void aStreamThatIsCutIsClosed() throws IOException {
        String job = client.submit("{\"dataset\": \"iris\", \"model\": \"linear\", \"objective\": \"classification\","
                + " \"duration\": {\"steps\": 1000000}}");
        try (Socket socket =
                RawHttp.open(client, "GET /v1/jobs/" + job + "/events HTTP/1.1", "Accept: text/event-stream")) {
            assertThat(socket.getInputStream().readNBytes(200)).hasSize(200);
            assertThat(streams.count()).isEqualTo(1);
            RawHttp.cut(socket);
        }
        await(() -> streams.count() == 0);
        client.post("/v1/jobs/" + job + "/cancel").assertStatus(202);
        client.await(job);
    }

    @Test
    void anUploadThatIsCutLeavesNoFile() throws IOException {
        try (Socket socket = RawHttp.open(
                client,
                "POST /v1/datasets HTTP/1.1",
                "Content-Type: multipart/form-data; boundary=cut",
                "Content-Length: 10000000")) {
            socket.getOutputStream()
                    .write(RawHttp.bytes(String.join(
                            "\r\n",
                            "--cut",
                            "Content-Disposition: form-data; name=\"name\"",
                            "",
                            "cut short",
                            "--cut",
                            "Content-Disposition: form-data; name=\"file\"; filename=\"a.csv\"",
                            "",
                            "")));
            socket.getOutputStream().write(new byte[1 << 20]);
            await(() -> !uploads().isEmpty());
            RawHttp.cut(socket);
        }
        await(() -> uploads().isEmpty());
        client.get("/v1/datasets/cut%20short").assertProblem(404, "not_found");
    }

    @Test
    void aDownloadThatIsCutLeavesNoThread() throws IOException {
        String model = client.await(
                        client.submit(
                                "{\"dataset\": \"iris\", \"model\": {\"type\": \"mlp\","
                                        + " \"hidden\": [3000, 3000]}, \"objective\": \"classification\", \"duration\": {\"steps\": 1}}"))
                .get("model")
                .asString();
        String writer = "ResourceHttpMessageConverter";
        try (Socket socket = RawHttp.open(client, "GET /v1/models/" + model + "/files/weights.safetensors HTTP/1.1")) {
            assertThat(socket.getInputStream().readNBytes(200)).hasSize(200);
            // The file is larger than what the connection holds, so that its thread waits for the client.
            await(() -> someThreadIsAt(writer));
            RawHttp.cut(socket);
        }
        await(() -> !someThreadIsAt(writer));
    }

    /** What is put aside of bodies that are being read; some may go while this looks. */
    private List<Path> uploads() {
        try (Stream<Path> files = Files.list(data.resolve("uploads"))) {
            return files.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean someThreadIsAt(String type) {
        return Thread.getAllStackTraces().values().stream()
                .flatMap(Arrays::stream)
                .anyMatch(frame -> frame.getClassName().endsWith(type));
    }

    private static void await(BooleanSupplier state) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!state.getAsBoolean()) {
            assertThat(System.nanoTime()).as("not reached in time").isLessThan(end);
            Thread.onSpinWait();
        }
    }
}
