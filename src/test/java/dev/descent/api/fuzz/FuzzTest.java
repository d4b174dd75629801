package dev.descent.api.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.Descent;
import dev.descent.database.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.FileSystemUtils;

/**
 * Requests drawn from the service's own OpenAPI document, right and wrong ones; every answer keeps the laws.
 *
 * <p>More of them, of another seed, or a single one: {@code ./mvnw test -Dtest=FuzzTest -Dfuzz.requests=20000
 * -Dfuzz.seed=2}, {@code -Dfuzz.only=17}.
 */
class FuzzTest {
    private static final int SHORT = 1500;

    private static final int OF_ONE_PROJECT = 300;
    private static final String OPERATOR_KEY = "the-operator-key-of-the-fuzzer-0123456789";
    private static final String HIDDEN = "zzhiddenzz";

    private final long seed = Long.getLong("fuzz.seed", 1);
    private final int only = Integer.getInteger("fuzz.only", -1);
    private final Path data = Path.of(
                    "target", "test-data", "fuzz-" + ProcessHandle.current().pid())
            .toAbsolutePath();
    private final List<Path> places =
            List.of(data, Path.of("").toAbsolutePath(), Path.of(System.getProperty("java.io.tmpdir")));

    @Test
    void everyAnswerKeepsToTheDocument() {
        int requests = Integer.getInteger("fuzz.requests", SHORT);
        try (ConfigurableApplicationContext context = start()) {
            Fuzzer fuzzer = run(new Fuzzer(port(context), seed, places), requests);
            if (only < 0 && requests >= SHORT) {
                // As a check of the generator: most operations were reached to their ends.
                assertThat(fuzzer.successes()).hasSizeGreaterThan(25);
            }
        } finally {
            FileSystemUtils.deleteRecursively(data.toFile());
        }
    }

    @Test
    void whoWorksForOneProjectSeesNothingOfAnother() {
        int requests = Integer.getInteger("fuzz.requests", OF_ONE_PROJECT);
        try (ConfigurableApplicationContext context = start("--descent.operator-key=" + OPERATOR_KEY)) {
            int port = port(context);
            Fixtures theirs =
                    new Fixtures(new Wire(port, "Authorization: Bearer " + key(port, "theirs") + "\r\n"), HIDDEN);
            Wire ours = new Wire(port, "Authorization: Bearer " + key(port, "ours") + "\r\n");
            Fuzzer fuzzer = run(new Fuzzer(ours, theirs.made(), HIDDEN, seed, places), requests);
            if (only < 0) {
                // As a check of the generator: what is ours was found.
                assertThat(fuzzer.successes()).hasSizeGreaterThan(15);
            }
        } finally {
            FileSystemUtils.deleteRecursively(data.toFile());
        }
    }

    /** Of an admin of a new project. */
    private static String key(int port, String project) {
        String operator = "Authorization: Bearer " + OPERATOR_KEY + "\r\n";
        new Fixtures(new Wire(port, operator)).json("POST", "/v1/projects", "{\"name\": \"" + project + "\"}");
        return new Fixtures(new Wire(port, operator + "Descent-Project: " + project + "\r\n"))
                .json("POST", "/v1/api-keys", "{\"name\": \"fuzz\", \"role\": \"admin\"}")
                .get("secret")
                .asString();
    }

    private Fuzzer run(Fuzzer fuzzer, int requests) {
        long start = System.nanoTime();
        if (only >= 0) {
            fuzzer.run(only, only + 1);
        } else {
            fuzzer.run(0, requests);
        }
        System.out.printf("%.0f s, %s%n", (System.nanoTime() - start) * 1e-9, fuzzer.summary());
        assertThat(fuzzer.failures().stream().limit(20).toList())
                .as("%d answers broke laws", fuzzer.failures().size())
                .isEmpty();
        return fuzzer;
    }

    private ConfigurableApplicationContext start(String... more) {
        TestDatabase database = TestDatabase.create();
        return SpringApplication.run(
                Descent.class,
                Stream.concat(
                                Stream.of(
                                        "--server.port=0",
                                        "--spring.datasource.url=" + database.url(),
                                        "--spring.datasource.username=" + database.user(),
                                        "--spring.datasource.password=" + database.password(),
                                        "--descent.data-dir=" + data,
                                        "--descent.workers=2",
                                        "--descent.stream-heartbeat=200ms",
                                        "--descent.max-upload-size=20MB"),
                                Stream.of(more))
                        .toArray(String[]::new));
    }

    private static int port(ConfigurableApplicationContext context) {
        return ((ServletWebServerApplicationContext) context).getWebServer().getPort();
    }
}
