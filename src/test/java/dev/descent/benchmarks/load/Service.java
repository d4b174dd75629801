package dev.descent.benchmarks.load;

import dev.descent.Descent;
import dev.descent.jobs.run.TrainingRuns;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.util.FileSystemUtils;

/** The whole service in a fresh directory, without workers of its own, and clients on loopback. */
final class Service implements AutoCloseable {
    private static final String SPEC =
            "{\"dataset\": \"iris\", \"model\": \"linear\", \"objective\": \"classification\", \"duration\": {\"steps\": 20}}";

    private final Path data;
    private final ConfigurableApplicationContext context;
    private final HttpClient http = client();

    private Service(Path data, ConfigurableApplicationContext context) {
        this.data = data;
        this.context = context;
    }

    /** @param runs what jobs do instead of training */
    static Service start(TrainingRuns runs) throws IOException {
        Path data = Files.createTempDirectory(Path.of("target"), "load").toAbsolutePath();
        return new Service(
                data,
                new SpringApplicationBuilder(Descent.class)
                        .initializers(context -> ((GenericApplicationContext) context)
                                .registerBean(
                                        "syntheticRuns",
                                        TrainingRuns.class,
                                        () -> runs,
                                        definition -> definition.setPrimary(true)))
                        .run("--server.port=0", "--descent.workers=0", "--descent.data-dir=" + data));
    }

    static HttpClient client() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    <T> T get(Class<T> type) {
        return context.getBean(type);
    }

    int port() {
        return ((ServletWebServerApplicationContext) context).getWebServer().getPort();
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
    }

    /** Asks and waits for the whole answer. */
    String read(String path) throws IOException, InterruptedException {
        return expect(200, http.send(request(path).build(), BodyHandlers.ofString()))
                .body();
    }

    void delete(String job) throws IOException, InterruptedException {
        expect(204, http.send(request("/v1/jobs/" + job).DELETE().build(), BodyHandlers.ofString()));
    }

    /** The id of a new job with a tiny spec. */
    String submit() throws IOException, InterruptedException {
        return submit(http);
    }

    String submit(HttpClient client) throws IOException, InterruptedException {
        HttpRequest request = request("/v1/jobs")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(SPEC))
                .build();
        String location = expect(201, client.send(request, BodyHandlers.ofString()))
                .headers()
                .firstValue("Location")
                .orElseThrow();
        return location.substring(location.lastIndexOf('/') + 1);
    }

    private static HttpResponse<String> expect(int status, HttpResponse<String> response) {
        if (response.statusCode() != status) {
            throw new IllegalStateException(response.statusCode() + ": " + response.body());
        }
        return response;
    }

    @Override
    public void close() throws IOException {
        context.close();
        FileSystemUtils.deleteRecursively(data);
    }
}
