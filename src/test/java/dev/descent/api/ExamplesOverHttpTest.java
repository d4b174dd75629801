package dev.descent.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What a job found out about its examples, and jobs that are driven by it. */
class ExamplesOverHttpTest extends ApiTest {
    private static final String SCORED = """
            {"dataset": "%s", "model": "linear", "objective": "classification", "diagnostics": ["el2n"],
             "optimizer": "sgd", "learning_rate": 0.1, "duration": {"epochs": 4}, "seed": 3}""";
    private static final String PRUNED = """
            {"dataset": "%s", "model": "linear", "objective": "classification", "diagnostics": ["el2n"],
             "sampler": {"type": "from_scores", "batch_size": 16, "job": "%s", "score": "el2n", "keep": 0.7, "side": "%s"},
             "duration": {"epochs": %d}, "seed": 3}""";
    private static final String ENDLESS = """
            {"dataset": "two_moons", "model": "mlp", "objective": "classification", "diagnostics": ["el2n"],
             "duration": {"steps": 10000000}}""";

    private String scored(String dataset) {
        return succeeded(SCORED.formatted(dataset));
    }

    private String succeeded(String spec) {
        JsonNode job = client.await(client.submit(spec));
        assertThat(job.get("state").asString()).as("%s", job.get("error")).isEqualTo("succeeded");
        return job.get("id").asString();
    }

    private JsonNode examples(String job, String query) {
        return client.get("/v1/jobs/" + job + "/examples?" + query)
                .assertStatus(200)
                .json();
    }

    private List<JsonNode> all(String job, String query) {
        List<JsonNode> all = new ArrayList<>();
        String cursor = "0";
        while (cursor != null) {
            JsonNode page = examples(job, query + "&limit=23&cursor=" + cursor);
            page.get("data").forEach(all::add);
            cursor = page.get("next_cursor").stringValue(null);
        }
        return all;
    }

    private static int row(JsonNode example) {
        return example.get("row").intValue();
    }

    private static Set<Integer> rows(List<JsonNode> examples) {
        return examples.stream().map(ExamplesOverHttpTest::row).collect(Collectors.toSet());
    }

    private static JsonNode score(JsonNode example) {
        return example.get("scores").get("el2n");
    }

    @Test
    void everyExampleComesOnceInTheOrderOfItsScoreWithItsOwnRow() {
        String job = scored("iris");
        JsonNode preview = client.get("/v1/datasets/iris/preview?limit=150").json();
        List<JsonNode> all = all(job, "sort=el2n&order=desc");

        assertThat(all).hasSize(120);
        assertThat(rows(all)).hasSize(120);
        assertThat(all)
                .isSortedAccordingTo(Comparator.comparingDouble(
                                (JsonNode example) -> -score(example).doubleValue())
                        .thenComparingInt(ExamplesOverHttpTest::row));
        assertThat(all).allSatisfy(example -> {
            assertThat(score(example).doubleValue()).isBetween(0.0, Math.sqrt(2));
            assertThat(example.get("predicted").asString()).isIn("setosa", "versicolor", "virginica");
            assertThat(example.get("values")).isEqualTo(preview.get("rows").get(row(example)));
            assertThat(example.get("label")).isEqualTo(example.get("values").get("species"));
        });
        List<Integer> ascending =
                all(job, "order=asc").stream().map(ExamplesOverHttpTest::row).toList();
        assertThat(ascending)
                .isNotEqualTo(all.stream().map(ExamplesOverHttpTest::row).toList());
        assertThat(ascending.get(0)).isEqualTo(row(all.get(119)));
        assertThat(all(job, "sort=row&order=asc").stream().map(ExamplesOverHttpTest::row))
                .isSorted()
                .hasSize(120);
        JsonNode page = examples(job, "");
        assertThat(page.get("object").asString()).isEqualTo("list");
        assertThat(page.get("scores").toString()).isEqualTo("[\"el2n\"]");
        assertThat(page.get("sort").asString()).isEqualTo("el2n");
        assertThat(page.get("order").asString()).isEqualTo("desc");
        assertThat(page.get("dataset").get("name").asString()).isEqualTo("iris");
        assertThat(page.get("dataset").get("deleted").booleanValue()).isFalse();
    }

    @Test
    void imagesComeAsInThePreview() {
        JsonNode example = examples(scored("digits"), "limit=1").get("data").get(0);
        JsonNode of = client.get("/v1/datasets/digits/preview?limit=200").json().get("rows");

        assertThat(example.get("values").propertyNames()).isEqualTo(of.get(0).propertyNames());
        assertThat(example.get("values").toString())
                .startsWith(of.get(0).toString().substring(0, 12));
    }

    @Test
    void theFileIsDownloadedWholeAndIsAFileOfTheModel() {
        String job = scored("iris");
        Reply file = client.get("/v1/jobs/" + job + "/examples.parquet").assertStatus(200);
        String model = client.get("/v1/jobs/" + job).json().get("model").asString();

        assertThat(file.header("Content-Type")).isEqualTo("application/vnd.apache.parquet");
        assertThat(file.header("Content-Disposition")).contains("examples.parquet");
        assertThat(file.text()).startsWith("PAR1").endsWith("PAR1").contains(job);
        assertThat(client.get("/v1/models/" + model + "/files/examples.parquet")
                        .assertStatus(200)
                        .body())
                .isEqualTo(file.body());
        client.get("/v1/jobs/" + job + "/examples.parquet", "If-None-Match", file.header("ETag"))
                .assertStatus(304);
    }

    /** What was downloaded can be uploaded: it is a table like any other. */
    @Test
    void theFileHasOneRowForEachTrainingExample() {
        byte[] file =
                client.get("/v1/jobs/" + scored("iris") + "/examples.parquet").body();
        JsonNode dataset = client.upload("a.parquet", file, "record of iris", "{\"target\": \"label\"}")
                .assertStatus(201)
                .json();

        assertThat(dataset.get("rows").intValue()).isEqualTo(120);
        assertThat(dataset.get("features").valueStream().map(f -> f.get("name").asString()))
                .containsExactly("row", "predicted", "el2n");
        assertThat(dataset.get("classes").toString()).contains("setosa");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            sort=loss | must be one of row, el2n but is \\"loss\\"
            sort=label | must be one of row, el2n
            sort=el2n%22%20DESC%3B%20DROP | must be one of row, el2n
            sort= | must be one of row, el2n
            order=up | must be desc or asc but is \\"up\\"
            limit=0 | must be from 1 to 200
            limit=201 | must be from 1 to 200
            cursor=-1 | must be the next_cursor of an earlier answer
            sorted=el2n | is not known here""")
    void badParametersAreRefused(String query, String message) {
        client.get("/v1/jobs/" + scored("iris") + "/examples?" + query)
                .assertProblem(400, "invalid_parameter")
                .assertPointers("/" + query.split("=", 2)[0])
                .assertDetail(message);
    }

    @Test
    void aJobWithoutRecordSaysSo() {
        String job = succeeded(SCORED.formatted("iris").replace("\"el2n\"", ""));

        for (String path : List.of("/examples", "/examples.parquet")) {
            client.get("/v1/jobs/" + job + path)
                    .assertProblem(404, "no_example_record")
                    .assertDetail("under diagnostics");
        }
        client.get("/v1/jobs/job_00000000000000000000000000/examples").assertProblem(404, "not_found");
        client.get("/v1/jobs/model_1/examples").assertProblem(404, "not_found");
    }

    @Test
    void aJobThatHasNotSucceededSaysSo() {
        String job = client.submit(ENDLESS);
        client.follow(job, 0, event -> !event.type().equals("metrics"));
        for (String path : List.of("/examples", "/examples.parquet")) {
            client.get("/v1/jobs/" + job + path)
                    .assertProblem(409, "not_succeeded")
                    .assertDetail("is running");
        }
        submit("iris", job, "el2n", 0.5).assertProblem(422, "invalid_spec").assertPointers("/sampler/job");
        client.post("/v1/jobs/" + job + "/cancel").assertStatus(202);
        client.await(job);
        client.get("/v1/jobs/" + job + "/examples")
                .assertProblem(409, "not_succeeded")
                .assertDetail("is cancelled");
    }

    @Test
    void labelsAreNumbersInTheUnitOfTheDataAndOutliveTheDataset() {
        String csv = "x,y\n"
                + IntStream.range(0, 40)
                        .mapToObj(i -> i + "," + (100.5 + 2 * i))
                        .collect(Collectors.joining("\n"));
        String dataset = client.upload("a.csv", csv, "numbers to delete", null)
                .assertStatus(201)
                .json()
                .get("id")
                .asString();
        String job = succeeded(SCORED.formatted(dataset).replace("classification", "regression"));
        List<JsonNode> before = all(job, "sort=el2n");
        assertThat(before).hasSize(32).allSatisfy(example -> {
            assertThat(example.get("label").doubleValue()).isEqualTo(100.5 + 2 * row(example));
            assertThat(example.get("values").get("y")).isEqualTo(example.get("label"));
        });

        client.delete("/v1/datasets/" + dataset).assertStatus(204);

        JsonNode page = examples(job, "limit=200");
        assertThat(page.get("dataset").get("deleted").booleanValue()).isTrue();
        assertThat(page.get("dataset").get("id").asString()).isEqualTo(dataset);
        for (int i = 0; i < before.size(); i++) {
            JsonNode after = page.get("data").get(i);
            assertThat(after.get("values").isNull()).isTrue();
            assertThat(row(after)).isEqualTo(row(before.get(i)));
            assertThat(after.get("label")).isEqualTo(before.get(i).get("label"));
            assertThat(after.get("scores")).isEqualTo(before.get(i).get("scores"));
        }
    }

    @Test
    void deletingTheJobDeletesItsRecord() {
        String job = scored("iris");
        client.delete("/v1/jobs/" + job).assertStatus(204);

        client.get("/v1/jobs/" + job + "/examples").assertProblem(404, "not_found");
        submit("iris", job, "el2n", 0.5)
                .assertProblem(422, "invalid_spec")
                .assertPointers("/sampler/job")
                .assertDetail("there is no job");
    }

    private Reply submit(String dataset, String job, String score, double keep) {
        return client.post(
                "/v1/jobs",
                PRUNED.formatted(dataset, job, "easy", 1)
                        .replace("\"score\": \"el2n\"", "\"score\": \"" + score + "\"")
                        .replace("0.7", Double.toString(keep)));
    }

    @Test
    void aRecordThatCannotDriveTheJobIsRefusedAtSubmission() {
        String job = scored("iris");
        submit("iris", job, "loss", 0.5)
                .assertProblem(422, "invalid_spec")
                .assertPointers("/sampler/score")
                .assertDetail("must be one of el2n");
        String iris = client.get("/v1/datasets/iris").json().get("fingerprint").asString();
        String wine = client.get("/v1/datasets/wine").json().get("fingerprint").asString();
        submit("wine", job, "el2n", 0.5)
                .assertProblem(422, "invalid_spec")
                .assertPointers("/sampler/job")
                .assertDetail(iris)
                .assertDetail(wine);
        String without = succeeded(SCORED.formatted("iris").replace("\"el2n\"", ""));
        submit("iris", without, "el2n", 0.5)
                .assertProblem(422, "invalid_spec")
                .assertPointers("/sampler/job")
                .assertDetail("asked for no score under diagnostics");
        for (double keep : new double[] {0, 1.5}) {
            submit("iris", job, "el2n", keep).assertProblem(422, "invalid_spec").assertPointers("/sampler/keep");
        }
        submit("iris", job, "el2n", 1).assertStatus(201);
    }

    @ParameterizedTest
    @CsvSource({"easy", "hard", "band", "random"})
    void aJobTrainsOnThoseThatItsSideKeepsAndOnNoOthers(String side) {
        String source = scored("iris");
        String job = succeeded(PRUNED.formatted("iris", source, side, 3));
        List<JsonNode> seen = all(job, "sort=el2n").stream()
                .filter(example -> !score(example).isNull())
                .toList();
        List<JsonNode> ranked = all(source, "sort=el2n&order=asc");

        assertThat(seen).hasSize(84);
        Set<Integer> easy = rows(ranked.subList(0, 84));
        switch (side) {
            case "easy" -> assertThat(rows(seen)).isEqualTo(easy);
            case "hard" ->
                assertThat(rows(seen))
                        .isEqualTo(rows(all(source, "sort=el2n&order=desc").subList(0, 84)));
            case "band" -> assertThat(rows(seen)).isEqualTo(rows(ranked.subList(18, 102)));
            default -> assertThat(rows(seen)).isNotEqualTo(easy);
        }
        // Examples that were not trained on have no score and come last.
        assertThat(all(job, "sort=el2n").subList(84, 120))
                .allMatch(example -> score(example).isNull());
        JsonNode progress = client.get("/v1/jobs/" + job).json().get("progress");
        assertThat(progress.get("total_steps").intValue()).isEqualTo(3 * 6);
        assertThat(progress.get("epoch").doubleValue()).isEqualTo(3);
    }

    private String weights(String job) {
        String model = client.get("/v1/jobs/" + job).json().get("model").asString();
        return client.get("/v1/models/" + model)
                .json()
                .at("/provenance/weights_digest")
                .asString();
    }

    @Test
    void aJobNeedsItsSourceNoMoreOnceItIsSubmitted() {
        String source = scored("digits");
        String straight = weights(succeeded(PRUNED.formatted("digits", source, "hard", 20)));
        String busy = client.submit(ENDLESS);
        String queued = client.submit(PRUNED.formatted("digits", source, "hard", 20));
        client.delete("/v1/jobs/" + source).assertStatus(204);
        client.post("/v1/jobs/" + busy + "/cancel").assertStatus(202);

        assertThat(client.await(queued).get("state").asString()).isEqualTo("succeeded");
        assertThat(weights(queued)).isEqualTo(straight);
    }

    @Test
    void aPausedJobGoesOnBitForBitWithoutItsSource() {
        String source = scored("digits");
        String straight = succeeded(PRUNED.formatted("digits", source, "band", 60));
        String job = client.submit(PRUNED.formatted("digits", source, "band", 60));
        client.follow(
                job,
                0,
                event -> !event.type().equals("metrics")
                        || event.data().get("step").intValue() < 200);
        client.post("/v1/jobs/" + job + "/pause").assertStatus(202);
        client.follow(job, 0, event -> !event.data().path("state").asString("").equals("paused"));
        client.delete("/v1/jobs/" + source).assertStatus(204);
        client.post("/v1/jobs/" + job + "/resume").assertStatus(202);

        assertThat(client.await(job).get("state").asString()).isEqualTo("succeeded");
        assertThat(weights(job)).isEqualTo(weights(straight));
        // The names of the jobs stand in the files.
        assertThat(all(job, "sort=el2n")).isEqualTo(all(straight, "sort=el2n"));
    }
}
