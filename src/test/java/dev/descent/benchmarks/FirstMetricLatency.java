package dev.descent.benchmarks;

import dev.descent.Descent;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.FileSystemUtils;

/**
 * How long a client waits from submitting a small job to its first metric, on an idle warm server.
 *
 * <p>{@code ./mvnw -B test-compile exec:java -Dexec.classpathScope=test
 * -Dexec.mainClass=dev.descent.benchmarks.FirstMetricLatency}
 */
public final class FirstMetricLatency {
    private static final int WARM_UP = 30;
    private static final int SAMPLES = 100;
    private static final String SPEC = "{\"dataset\": \"iris\", \"model\": {\"type\": \"mlp\", \"hidden\": [16]}, "
            + "\"objective\": {\"type\": \"classification\"}, \"duration\": {\"steps\": 20}}";

    private FirstMetricLatency() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Path data = Files.createTempDirectory(Path.of("target"), "latency");
        try (ConfigurableApplicationContext context = SpringApplication.run(
                Descent.class, "--server.port=0", "--descent.data-dir=" + data.toAbsolutePath())) {
            int port = ((ServletWebServerApplicationContext) context)
                    .getWebServer()
                    .getPort();
            URI jobs = URI.create("http://127.0.0.1:" + port + "/v1/jobs");
            HttpClient client = HttpClient.newHttpClient();
            double[] millis = new double[SAMPLES];
            for (int i = -WARM_UP; i < SAMPLES; i++) {
                double sample = once(client, jobs);
                if (i >= 0) {
                    millis[i] = sample;
                }
            }
            Arrays.sort(millis);
            System.out.printf(
                    "POST to first metric, ms: median %.0f, 95 %% below %.0f, most %.0f%n",
                    millis[SAMPLES / 2], millis[SAMPLES * 95 / 100], millis[SAMPLES - 1]);
        } finally {
            FileSystemUtils.deleteRecursively(data);
        }
    }

    private static double once(HttpClient client, URI jobs) throws IOException, InterruptedException {
        long start = System.nanoTime();
        String location = client.send(
                        HttpRequest.newBuilder(jobs)
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(SPEC))
                                .build(),
                        BodyHandlers.ofString())
                .headers()
                .firstValue("Location")
                .orElseThrow();
        HttpRequest stream = HttpRequest.newBuilder(jobs.resolve(location + "/events"))
                .header("Accept", "text/event-stream")
                .build();
        try (Stream<String> lines = client.send(stream, BodyHandlers.ofLines()).body()) {
            double[] millis = new double[1];
            // To the end of the stream, so that the next job finds the server idle.
            lines.forEach(line -> {
                if (line.equals("event:metrics") && millis[0] == 0) {
                    millis[0] = (System.nanoTime() - start) / 1e6;
                }
            });
            return millis[0];
        }
    }
}
