package dev.descent.api.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.Descent;
import dev.descent.database.TestDatabase;
import java.nio.file.Path;
import java.util.List;
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

    @Test
    void everyAnswerKeepsToTheDocument() {
        long seed = Long.getLong("fuzz.seed", 1);
        int only = Integer.getInteger("fuzz.only", -1);
        int requests = Integer.getInteger("fuzz.requests", SHORT);
        TestDatabase database = TestDatabase.create();
        Path data = Path.of(
                        "target", "test-data", "fuzz-" + ProcessHandle.current().pid())
                .toAbsolutePath();
        try (ConfigurableApplicationContext context = SpringApplication.run(
                Descent.class,
                "--server.port=0",
                "--spring.datasource.url=" + database.url(),
                "--spring.datasource.username=" + database.user(),
                "--spring.datasource.password=" + database.password(),
                "--descent.data-dir=" + data,
                "--descent.workers=2",
                "--descent.stream-heartbeat=200ms",
                "--descent.max-upload-size=20MB")) {
            int port = ((ServletWebServerApplicationContext) context)
                    .getWebServer()
                    .getPort();
            Path here = Path.of("").toAbsolutePath();
            Fuzzer fuzzer = new Fuzzer(port, seed, List.of(data, here, Path.of(System.getProperty("java.io.tmpdir"))));
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
            if (only < 0 && requests >= SHORT) {
                // As a check of the generator: most operations were reached to their ends.
                assertThat(fuzzer.successes()).hasSizeGreaterThan(25);
            }
        } finally {
            FileSystemUtils.deleteRecursively(data.toFile());
        }
    }
}
