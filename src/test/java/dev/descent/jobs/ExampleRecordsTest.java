package dev.descent.jobs;

import static dev.descent.projects.ProjectId.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.descent.artifacts.Models;
import dev.descent.database.TestDatabase;
import dev.descent.spec.Violation;
import dev.descent.storage.CorruptFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Records of examples on the disk: who keeps them, and what becomes of damaged ones. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExampleRecordsTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    private static Path data;

    private final TestDatabase database = TestDatabase.create();
    private TestNode service;

    @BeforeAll
    void start() {
        service = new TestNode.Setup(database, data).start();
    }

    @AfterAll
    void stop() {
        service.close();
    }

    private static JsonNode spec(String more) {
        return JSON.readTree("{\"dataset\": \"iris\", \"model\": \"linear\", \"objective\": \"classification\", "
                + "\"duration\": {\"epochs\": 2}, \"diagnostics\": [\"el2n\"]" + more + "}");
    }

    private static JsonNode pruned(String source) {
        return spec(", \"sampler\": {\"type\": \"from_scores\", \"job\": \"" + source + "\", \"score\": \"el2n\"}");
    }

    private String submit(JsonNode spec) {
        return service.jobs().submit(DEFAULT, spec, null).job().id();
    }

    /** Works off the queue in another process. */
    private void work(String job, JobState until) {
        try (TestNode worker = new TestNode.Setup(database, data).workers(1).start()) {
            worker.awaitState(job, until);
        }
    }

    private String scored() {
        String job = submit(spec(""));
        work(job, JobState.SUCCEEDED);
        return job;
    }

    private Path record(String job) {
        String model = Objects.requireNonNull(service.jobs().get(DEFAULT, job).model());
        return service.get(Models.class)
                .find(DEFAULT, model)
                .flatMap(found -> service.get(Models.class).file(found, "examples.parquet"))
                .orElseThrow();
    }

    private Path kept(String job) throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("jobs").resolve(job).resolve("records"))) {
            return files.findFirst().orElseThrow();
        }
    }

    private static void tear(Path file) throws IOException {
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));
    }

    @Test
    void aJobThatWaitsKeepsTheRecordThroughDeletionAndRestart() throws IOException {
        String source = scored();
        byte[] written = Files.readAllBytes(record(source));
        Path folder = Objects.requireNonNull(record(source).getParent());
        String job = submit(pruned(source));

        service.jobs().delete(DEFAULT, source);
        assertThat(folder).doesNotExist();
        assertThat(Files.readAllBytes(kept(job))).isEqualTo(written);
        // A process that is alone deletes what nobody knows when it begins.
        try (TestNode alone =
                new TestNode.Setup(database, data).workers(1).alone().start()) {
            alone.awaitState(job, JobState.SUCCEEDED);
        }
        service.jobs().delete(DEFAULT, job);
        assertThat(data.resolve("jobs").resolve(job)).doesNotExist();
    }

    @Test
    void aSpecThatIsRefusedLeavesNothing() throws IOException {
        String source = scored();
        List<Path> before = folders();
        assertThatThrownBy(() -> submit(pruned(source + "X"))).isInstanceOf(InvalidSpec.class);
        service.jobs().submit(DEFAULT, pruned(source), "one request");
        List<Path> after = folders();
        service.jobs().submit(DEFAULT, pruned(source), "one request");

        assertThat(after).hasSize(before.size() + 1);
        assertThat(folders()).isEqualTo(after);
    }

    private static List<Path> folders() throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("jobs"))) {
            return files.sorted().toList();
        }
    }

    @Test
    void aTornRecordIsRefusedAndNeverHalfRead() throws IOException {
        String source = scored();
        tear(record(source));

        assertThatThrownBy(() ->
                        service.get(ExamplePages.class).page(DEFAULT, source, new ExampleQuery(null, true, 0, 10)))
                .isInstanceOf(CorruptFile.class)
                .hasMessage("the record of the examples of " + source + " was damaged");
        List<Violation> violations = Objects.requireNonNull(
                        catchThrowableOfType(InvalidSpec.class, () -> submit(pruned(source))))
                .violations();
        assertThat(violations).singleElement().satisfies(violation -> {
            assertThat(violation.pointer()).isEqualTo("/sampler/job");
            assertThat(violation.message()).contains("was damaged");
        });
    }

    @Test
    void aJobWhoseKeptRecordWasDamagedFailsAndSaysWhy() throws IOException {
        String source = scored();
        String job = submit(pruned(source));
        byte[] changed = Files.readAllBytes(kept(job));
        changed[changed.length / 3] ^= 1;
        Files.write(kept(job), changed);
        work(job, JobState.FAILED);

        Job.Failure failure =
                Objects.requireNonNull(service.jobs().get(DEFAULT, job).error());
        assertThat(failure.code()).isEqualTo("corrupt_file");
        assertThat(failure.message()).contains(source).contains("damaged");
    }
}
