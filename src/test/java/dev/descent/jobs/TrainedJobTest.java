package dev.descent.jobs;

import static dev.descent.projects.ProjectId.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.artifacts.Models;
import dev.descent.artifacts.Prediction;
import dev.descent.artifacts.TrainedModel;
import dev.descent.database.TestDatabase;
import dev.descent.datasets.Datasets;
import dev.descent.spec.InvalidOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Jobs on real data and the real engine, from spec to model. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TrainedJobTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    /** Dropout and early stopping, so that all that a pause must keep is there. */
    private static final String IRIS = """
            {"dataset": "iris", "model": {"type": "mlp", "hidden": [16], "dropout": 0.2, "normalization": "batch"},
             "objective": "classification", "optimizer": "adam", "learning_rate": 0.01, "seed": 11,
             "sampler": {"type": "shuffle", "batch_size": 16}, "duration": {"epochs": %d}, "log_every_steps": 1,
             "checkpoints": {"every_steps": 50, "keep": 2},
             "evaluation": {"early_stopping": {"metric": "loss", "patience": 1000}}}""";

    @TempDir
    private static Path data;

    private TestDatabase database;
    private TestNode service;

    @BeforeAll
    void start() {
        database = TestDatabase.create();
        service = new TestNode.Setup(database, data).workers(2).start();
    }

    @AfterAll
    void stop() {
        service.close();
    }

    private static JsonNode json(String text) {
        return JSON.readTree(text);
    }

    private String submit(int epochs) {
        return service.jobs()
                .submit(DEFAULT, json(IRIS.formatted(epochs)), null)
                .job()
                .id();
    }

    private TrainedModel model(String jobId) {
        service.awaitState(jobId, JobState.SUCCEEDED);
        String id = Objects.requireNonNull(service.jobs().get(DEFAULT, jobId).model());
        return service.get(Models.class).find(DEFAULT, id).orElseThrow();
    }

    @Test
    void aModelIsTrainedExportedAndPredicts() throws IOException {
        String id = submit(20);
        TrainedModel model = model(id);
        Job job = service.jobs().get(DEFAULT, id);
        assertThat(job.progress().fraction()).isEqualTo(1);
        assertThat(job.progress().step()).isEqualTo(160);
        assertThat(job.latestMetrics().get("validation_accuracy")).isGreaterThan(0.8);
        assertThat(model.job()).isEqualTo(id);
        assertThat(model.architecture().path("type").stringValue()).isEqualTo("mlp");
        assertThat(model.parameters()).isPositive();
        assertThat(model.provenance().seed()).isEqualTo(11);
        assertThat(model.provenance().dataset().fingerprint()).startsWith("sha256:");
        assertThat(model.provenance().effectiveSpec()).isEqualTo(job.effectiveSpec());
        assertThat(model.metrics()).isNotEmpty();
        assertThat(model.files())
                .extracting(TrainedModel.ModelFile::name)
                .containsExactly("weights.safetensors", "model.json", "model.py");
        for (TrainedModel.ModelFile file : model.files()) {
            Path path = service.get(Models.class).file(model, file.name()).orElseThrow();
            assertThat(Files.size(path)).isEqualTo(file.sizeBytes());
        }
        assertThat(model.files().get(0).digest()).isEqualTo(model.provenance().weightsDigest());
        assertThat(Files.readString(
                        service.get(Models.class).file(model, "model.py").orElseThrow(), StandardCharsets.UTF_8))
                .contains("def build()");
        assertThat(service.get(Models.class).file(model, "../../secret")).isEmpty();

        List<Prediction> predictions = service.get(Models.class)
                .predict(DEFAULT, model.id(), List.of(List.of(5.1, 3.5, 1.4, 0.2), List.of(6.7, 3.0, 5.2, 2.3)));
        assertThat(predictions).extracting(Prediction::value).containsExactly("setosa", "virginica");
        Map<String, Double> probabilities =
                Objects.requireNonNull(predictions.get(0).probabilities());
        assertThat(probabilities).containsOnlyKeys("setosa", "versicolor", "virginica");
        assertThat(probabilities.values().stream().mapToDouble(p -> p).sum()).isBetween(0.999, 1.001);
        assertThatThrownBy(
                        () -> service.get(Models.class).predict(DEFAULT, model.id(), List.of(List.of("wide", 1, 2, 3))))
                .isInstanceOf(InvalidOptions.class)
                .hasMessageContaining("/instances/0");
    }

    @Test
    void theSeriesHoldsEveryMeasuredPoint() {
        String id = submit(20);
        model(id);
        List<Metrics.Series> series = service.get(Metrics.class).series(DEFAULT, id, Set.of("train_loss"), 1000);
        assertThat(series).singleElement().satisfies(loss -> {
            assertThat(loss.count()).isEqualTo(160);
            assertThat(loss.steps()).hasSize(160).startsWith(1L).endsWith(160L);
        });
        assertThat(service.get(Metrics.class).series(DEFAULT, id, Set.of(), 10))
                .extracting(Metrics.Series::name)
                .contains("train_loss", "validation_loss", "validation_accuracy");
    }

    @Test
    void pausesAtAnyStepsChangeNoBitOfTheWeights() {
        String straight = model(submit(400)).provenance().weightsDigest();
        Random random = new Random(5);
        String id = submit(400);
        for (int i = 0; i < 3; i++) {
            long step = 20 + 90L * i + random.nextInt(40);
            service.await(
                    id,
                    event -> event.type().equals("metrics")
                            && event.data().path("step").longValue() >= step);
            service.jobs().pause(DEFAULT, id);
            service.awaitState(id, JobState.PAUSED, i + 1);
            service.jobs().resume(DEFAULT, id);
        }
        assertThat(model(id).provenance().weightsDigest()).isEqualTo(straight);
        assertThat(service.get(Metrics.class)
                        .series(DEFAULT, id, Set.of("train_loss"), 10_000)
                        .get(0)
                        .steps())
                .hasSize(3200);
    }

    @Test
    void twoJobsAtOnceEndLikeOneAlone() {
        String alone = model(submit(15)).provenance().weightsDigest();
        String one = submit(15);
        String two = submit(15);
        assertThat(model(one).provenance().weightsDigest()).isEqualTo(alone);
        assertThat(model(two).provenance().weightsDigest()).isEqualTo(alone);
    }

    @Test
    void aKilledProcessLosesNoBit(@TempDir Path own) throws Exception {
        String straight = model(submit(400)).provenance().weightsDigest();
        TestDatabase other = TestDatabase.create();
        try (TestNode survivor = new TestNode.Setup(other, own).start()) {
            String id = survivor.jobs()
                    .submit(DEFAULT, json(IRIS.formatted(400)), null)
                    .job()
                    .id();
            Process worker = WorkerProcess.start(other, own);
            try {
                survivor.await(id, event -> event.type().equals("checkpoint"));
            } finally {
                worker.destroyForcibly().waitFor();
            }
            assertThat(survivor.jobs().get(DEFAULT, id).state())
                    .as("killed while it trained")
                    .isEqualTo(JobState.RUNNING);
            try (TestNode next =
                    new TestNode.Setup(other, own).workers(1).alone().start()) {
                next.awaitState(id, JobState.SUCCEEDED);
                Job job = next.jobs().get(DEFAULT, id);
                assertThat(job.attempt()).isEqualTo(2);
                TrainedModel model = next.get(Models.class)
                        .find(DEFAULT, Objects.requireNonNull(job.model()))
                        .orElseThrow();
                assertThat(model.provenance().weightsDigest()).isEqualTo(straight);
                assertThat(next.get(Metrics.class)
                                .series(DEFAULT, id, Set.of("train_loss"), 10_000)
                                .get(0)
                                .steps())
                        .hasSize(3200);
            }
        }
    }

    @Test
    void aDatasetThatWasDeletedMeanwhileFailsTheJob() {
        TestDatabase other = TestDatabase.create();
        try (TestNode waiting = new TestNode.Setup(other, data).start()) {
            String id = waiting.jobs()
                    .submit(DEFAULT, json(IRIS.formatted(1)), null)
                    .job()
                    .id();
            Datasets datasets = waiting.get(Datasets.class);
            assertThat(datasets.deleteBuiltIn(
                            datasets.find(DEFAULT, "iris").orElseThrow().id()))
                    .isTrue();
            waiting.sql()
                    .sql("update job set dataset_id = 'ds_gone' where id = ?")
                    .param(id)
                    .update();
            try (TestNode working = new TestNode.Setup(other, data).workers(1).start()) {
                working.awaitState(id, JobState.FAILED);
                Job.Failure error =
                        Objects.requireNonNull(working.jobs().get(DEFAULT, id).error());
                assertThat(error.code()).isEqualTo("unknown_dataset");
                assertThat(error.pointer()).isEqualTo("/dataset");
            }
        }
    }
}
