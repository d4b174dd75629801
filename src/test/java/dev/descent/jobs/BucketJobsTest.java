package dev.descent.jobs;

import static dev.descent.projects.ProjectId.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.artifacts.ExampleRecords;
import dev.descent.artifacts.Models;
import dev.descent.artifacts.Prediction;
import dev.descent.artifacts.TrainedModel;
import dev.descent.database.TestDatabase;
import dev.descent.datasets.Dataset;
import dev.descent.datasets.Datasets;
import dev.descent.jobs.sweep.Leftovers;
import dev.descent.storage.s3.S3Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Processes that share a database and a bucket, but no directory: each stands for a machine. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BucketJobsTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final String PREFIX = "team/descent";

    @TempDir
    private static Path folder;

    @TempDir
    private static Path machines;

    private final TestDatabase database = TestDatabase.create();
    private S3Service s3;

    /** Serves, and trains nothing. */
    private TestNode api;

    @BeforeAll
    void start() {
        s3 = new S3Service(folder);
        api = machine("api", 0);
    }

    @AfterAll
    void stop() {
        api.close();
        s3.close();
    }

    @AfterEach
    void nothingIsLeftOfJobs() {
        for (Job job : api.jobs()
                .list(new JobQuery(DEFAULT, Set.of(), Map.of(), JobQuery.MOST, null))
                .data()) {
            api.jobs().delete(DEFAULT, job.id());
        }
        assertThat(keys())
                .allMatch(key ->
                        key.startsWith("datasets/") || key.equals("installation") || key.equals("models/readme.txt"));
    }

    private List<String> settings() {
        return Stream.concat(s3.arguments().stream(), Stream.of("--descent.s3.prefix=" + PREFIX))
                .toList();
    }

    private TestNode machine(String name, int workers) {
        return new TestNode.Setup(database, machines.resolve(name))
                .arguments(settings())
                .workers(workers)
                .start();
    }

    private static JsonNode iris(int epochs, String more) {
        return JSON.readTree("""
                {"dataset": "iris", "model": {"type": "mlp", "hidden": [8], "dropout": 0.2}, "objective": "classification",
                 "optimizer": "adam", "seed": 4, "sampler": {"type": "shuffle", "batch_size": 16},
                 "duration": {"epochs": %d}, "checkpoints": {"every_steps": 50, "keep": 2}%s}""".formatted(epochs, more));
    }

    private String submit(JsonNode spec) {
        return api.jobs().submit(DEFAULT, spec, null).job().id();
    }

    private TrainedModel model(String job) {
        String id = Objects.requireNonNull(api.jobs().get(DEFAULT, job).model());
        return api.get(Models.class).find(DEFAULT, id).orElseThrow();
    }

    private List<String> keys() {
        return s3.keys().stream()
                .filter(key -> key.startsWith(PREFIX))
                .map(key -> key.substring(PREFIX.length() + 1))
                .toList();
    }

    @Test
    void aKilledMachinesJobEndsOnAnotherWithTheSameWeights() throws Exception {
        String moved = submit(iris(400, ""));
        Process killed = WorkerProcess.start(database, machines.resolve("second"), S3Service.login(), settings());
        try {
            api.await(moved, event -> event.type().equals("checkpoint"));
        } finally {
            killed.destroyForcibly().waitFor();
        }
        assertThat(api.jobs().get(DEFAULT, moved).state()).isEqualTo(JobState.RUNNING);
        String straight;
        try (TestNode last = new TestNode.Setup(database, machines.resolve("third"))
                .arguments(settings())
                .workers(1)
                .alone()
                .start()) {
            last.awaitState(moved, JobState.SUCCEEDED);
            straight = submit(iris(400, ""));
            last.awaitState(straight, JobState.SUCCEEDED);
        }

        assertThat(api.jobs().get(DEFAULT, moved).attempt()).isEqualTo(2);
        assertThat(api.allEvents(moved))
                .filteredOn(event -> event.type().equals("log"))
                .anySatisfy(event ->
                        assertThat(event.data().path("message").asString()).contains("goes on from the checkpoint"));
        TrainedModel model = model(moved);
        assertThat(model.provenance().weightsDigest())
                .isEqualTo(model(straight).provenance().weightsDigest());
        Path weights = api.get(Models.class).file(model, "weights.safetensors").orElseThrow();
        assertThat("sha256:" + digest(weights)).isEqualTo(model.provenance().weightsDigest());
        assertThat(api.get(Models.class).predict(DEFAULT, model.id(), List.of(List.of(5.1, 3.5, 1.4, 0.2))))
                .extracting(Prediction::value)
                .containsExactly("setosa");
    }

    private static String digest(Path file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }

    @Test
    void aRecordOfExamplesReachesTheMachineThatNeedsItThoughItsJobWasDeleted() {
        String scored = submit(iris(2, ", \"diagnostics\": [\"el2n\"]"));
        String pruned;
        try (TestNode first = machine("first", 1)) {
            first.awaitState(scored, JobState.SUCCEEDED);
            pruned = submit(JSON.readTree("""
                    {"dataset": "iris", "model": "linear", "objective": "classification", "duration": {"epochs": 2},
                     "sampler": {"type": "from_scores", "job": "%s", "score": "el2n"}}""".formatted(scored)));
            first.awaitState(pruned, JobState.SUCCEEDED);
        }
        String again = submit(JSON.readTree("""
                {"dataset": "iris", "model": "linear", "objective": "classification", "duration": {"epochs": 2},
                 "sampler": {"type": "from_scores", "job": "%s", "score": "el2n"}}""".formatted(scored)));
        assertThat(api.get(ExamplePages.class)
                        .page(DEFAULT, scored, new ExampleQuery(null, true, 0, 10))
                        .examples())
                .hasSize(10);
        api.jobs().delete(DEFAULT, scored);
        assertThat(keys()).noneMatch(key -> key.endsWith("/" + ExampleRecords.FILE));
        try (TestNode second = machine("second", 1)) {
            second.awaitState(again, JobState.SUCCEEDED);
        }
        assertThat(model(again).provenance().weightsDigest())
                .isEqualTo(model(pruned).provenance().weightsDigest());
    }

    @Test
    void aSweepDeletesWhatNobodyKnowsFromTheBucketAndFromEveryMachine() throws IOException {
        Dataset deleted = dataset("deleted");
        Dataset kept = dataset("kept");
        String job = submit(iris(20, ""));
        try (TestNode worker = machine("worker", 1)) {
            worker.awaitState(job, JobState.SUCCEEDED);
            for (Dataset dataset : List.of(deleted, kept)) {
                worker.get(Datasets.class).open(dataset).close();
            }
            api.get(Datasets.class).delete(DEFAULT, deleted.id());
            Path copy = machines.resolve("worker/datasets").resolve(deleted.id());
            assertThat(copy).as("of another machine").exists();
            assertThat(keys()).doesNotContain("datasets/" + deleted.id()).contains("datasets/" + kept.id());

            Path lostJob = lost("jobs/job_LOST/checkpoints/step-1-1.safetensors");
            Path lostModel = lost("models/model_LOST/weights.safetensors");
            Path lostDataset = lost("datasets/ds_LOST");
            Path lostCheckpoint = lost("jobs/" + job + "/checkpoints/step-9-1.safetensors");
            Path foreign = lost("models/readme.txt");
            List<String> before = keys();

            worker.get(Leftovers.class).sweep(Instant.now().minus(Duration.ofHours(1)));
            assertThat(keys()).as("all of it is young").isEqualTo(before);
            assertThat(copy).exists();

            for (Path old : List.of(lostJob, lostModel, lostDataset, lostCheckpoint, foreign, copy)) {
                Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
            }
            worker.get(Leftovers.class).sweep(Instant.now().minus(Duration.ofHours(1)));
            assertThat(Stream.of(lostJob, lostModel, lostDataset, lostCheckpoint, copy))
                    .noneMatch(Files::exists);
            assertThat(foreign).exists();
            assertThat(machines.resolve("worker/datasets").resolve(kept.id())).exists();
            assertThat(keys()).hasSize(before.size() - 4);
        }
        api.get(Datasets.class).open(kept).close();
        assertThat(api.jobs().checkpoints(DEFAULT, job))
                .isNotEmpty()
                .allSatisfy(checkpoint -> assertThat(keys())
                        .anyMatch(
                                key -> key.startsWith("jobs/" + job + "/checkpoints/step-" + checkpoint.step() + "-")));
    }

    private Dataset dataset(String name) throws IOException {
        Path file = Files.writeString(machines.resolve(name + ".csv"), "x,y\n1,a\n2,b\n3,a\n");
        return api.get(Datasets.class).add(DEFAULT, file, name + ".csv", name, null);
    }

    /** An object in the bucket of which no row tells. */
    private Path lost(String key) throws IOException {
        Path object = s3.object(PREFIX + "/" + key);
        Files.createDirectories(object.getParent());
        return Files.writeString(object, "lost");
    }

    @Test
    void aJobThatBeginsWhileTheBucketIsAwayWaitsForItUnlessItIsCancelled() throws IOException {
        dataset("rows");
        try (TestNode worker = machine("worker", 2)) {
            s3.stop();
            try {
                String job = submit(onRows(3));
                String unwanted = submit(onRows(4));
                worker.awaitState(job, JobState.RUNNING);
                worker.awaitState(unwanted, JobState.RUNNING);
                api.jobs().cancel(DEFAULT, unwanted);
                worker.awaitState(unwanted, JobState.CANCELLED);
                assertThat(api.jobs().get(DEFAULT, job).state()).isEqualTo(JobState.RUNNING);
                s3.start();
                worker.awaitState(job, JobState.SUCCEEDED);
                assertThat(api.jobs().get(DEFAULT, job).attempt()).isEqualTo(1);
            } finally {
                s3.stop();
                s3.start();
            }
        }
    }

    @Test
    void aProcessThatEndsWhileAJobWaitsForTheBucketHandsItOver() throws IOException {
        dataset("handed");
        String job;
        try {
            try (TestNode worker = machine("ending", 1)) {
                s3.stop();
                job = submit(JSON.readTree(onRows(3).toString().replace("rows", "handed")));
                worker.awaitState(job, JobState.RUNNING);
            }
            Job handed = api.jobs().get(DEFAULT, job);
            assertThat(handed.state()).isEqualTo(JobState.QUEUED);
            assertThat(api.jobs().attempts(DEFAULT, job))
                    .singleElement()
                    .satisfies(attempt -> assertThat(attempt.reason()).contains("shut down"));
        } finally {
            s3.stop();
            s3.start();
        }
        try (TestNode next = machine("next", 1)) {
            next.awaitState(job, JobState.SUCCEEDED);
        }
    }

    private static JsonNode onRows(int steps) {
        return JSON.readTree("""
                {"dataset": "rows", "model": "linear", "objective": "classification", "duration": {"steps": %d}}""".formatted(steps));
    }
}
