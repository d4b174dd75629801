package dev.descent.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Jobs that compare their examples with those of another data set, and what is said of sets that they cannot be compared with. */
class TargetSetsOverHttpTest extends ApiTest {
    /** Of each kind of training example. */
    private static final int EACH = 10;

    private static final String HEADER = "left,right,site,label\n";
    private static final String SCHEMA = "{\"target\": \"label\", \"types\": {\"site\": \"categorical\"}}";
    private static final String SCHEMA_WITH_TASK =
            "{\"target\": \"label\", \"types\": {\"site\": \"categorical\", \"task\": \"categorical\"}}";

    /** Columns in another order, one column more, fewer sites and fewer labels than the training data. */
    private static final String TARGET = """
            task,label,site,right,left
            first,yes,a,0,3.01
            second,no,b,3.01,0
            first,yes,a,0,%1$s
            second,no,b,%1$s,0
            """;

    private static final String ENDLESS = """
            {"dataset": "two_moons", "model": "mlp", "objective": "classification",
             "duration": {"steps": 10000000}}""";

    private static final AtomicInteger UPLOADS = new AtomicInteger();

    private String training = "";
    private String name = "";
    private String target = "";

    /**
     * Ten rows of each kind in turn: as the first task of the target, the same with the contrary label, as the second, the same
     * with the contrary label, and others.
     */
    @BeforeEach
    void upload() {
        String csv = IntStream.range(0, 5 * EACH)
                .mapToObj(i -> switch (i % 5) {
                    case 0 -> near(i) + ",0,a,yes";
                    case 1 -> near(i) + ",0,a,no";
                    case 2 -> "0," + near(i) + ",b,no";
                    case 3 -> "0," + near(i) + ",b,yes";
                    default -> "-" + near(i) + ",-3,c,maybe";
                })
                .collect(Collectors.joining("\n", HEADER, "\n"));
        training = uploaded("training", csv, SCHEMA);
        int number = UPLOADS.incrementAndGet();
        name = "target_sets_" + number;
        // Budgets go by content, so that each test has its own.
        String content = TARGET.formatted(3.02 + number / 100_000.0);
        target = id(client.upload("target.csv", content, name, SCHEMA_WITH_TASK));
    }

    private static String near(int i) {
        return Double.toString(3 + i / 10_000.0);
    }

    private static String id(Reply upload) {
        return upload.assertStatus(201).json().get("id").asString();
    }

    private String uploaded(String kind, String csv, String schema) {
        return id(client.upload(kind + ".csv", csv, "target_sets_" + kind + UPLOADS.incrementAndGet(), schema));
    }

    private String spec(String of, @Nullable String subtasks) {
        return """
                {"dataset": "%s", "model": "linear", "objective": "classification",
                 "preprocessing": {"numeric": "none"}, "evaluation": {"validation_fraction": 0},
                 "sampler": {"type": "random_subset", "keep": 0.5, "batch_size": 5},
                 "optimizer": "sgd", "learning_rate": 0.001, "duration": {"epochs": 4}, "seed": 3,
                 "diagnostics": [{"type": "less", "target": "%s", "subtask_column": %s, "feature": "sgd"}]}
                """.formatted(training, of, subtasks == null ? "null" : "\"" + subtasks + "\"");
    }

    private JsonNode succeeded(String spec) {
        JsonNode job = client.await(client.submit(spec));
        assertThat(job.get("state").asString()).as("%s", job.get("error")).isEqualTo("succeeded");
        return job;
    }

    private List<JsonNode> examples(JsonNode job) {
        List<JsonNode> examples = new ArrayList<>();
        client.get("/v1/jobs/" + job.get("id").asString() + "/examples?sort=less&order=desc&limit=200")
                .assertStatus(200)
                .json()
                .get("data")
                .forEach(examples::add);
        return examples;
    }

    private static int kind(JsonNode example) {
        return example.get("row").intValue() % 5;
    }

    private static double score(JsonNode example) {
        return example.get("scores").get("less").doubleValue();
    }

    /** Whether subtasks are told by a feature or by a column that only the target set has. */
    @ParameterizedTest
    @ValueSource(strings = {"site", "task"})
    void examplesThatResembleTheTargetComeFirst(String subtasks) {
        JsonNode job = succeeded(spec(name, subtasks));
        List<JsonNode> examples = examples(job);

        // Half of them were trained on, and all of them looked at.
        assertThat(job.at("/progress/total_steps").intValue()).isEqualTo(4 * 5);
        assertThat(examples).hasSize(5 * EACH);
        assertThat(examples.subList(0, 2 * EACH)).allSatisfy(example -> {
            assertThat(kind(example)).isIn(0, 2);
            assertThat(score(example)).isBetween(0.999, 1.001);
        });
        assertThat(examples.subList(2 * EACH, 5 * EACH)).allSatisfy(example -> {
            assertThat(kind(example)).isIn(1, 3, 4);
            assertThat(score(example)).isBetween(-1.001, 0.8);
        });
    }

    @Test
    void examplesThatContradictTheTargetComeLast() {
        String one = uploaded("one", HEADER + "3.01,0,a,yes\n3.02,0,a,yes\n-3,0.5,a,no\n", SCHEMA);
        List<JsonNode> examples = examples(succeeded(spec(one, null).replace("\"sgd\"}", "\"sign\"}")));

        assertThat(examples.subList(0, EACH))
                .allSatisfy(example -> assertThat(kind(example)).isZero());
        assertThat(examples.subList(4 * EACH, 5 * EACH))
                .allSatisfy(example -> assertThat(kind(example)).isEqualTo(1));
    }

    @Test
    void theEffectiveSpecNamesTheTargetByItsId() {
        JsonNode job = succeeded(spec(name, "task"));

        assertThat(job.at("/spec/diagnostics/0/target").asString()).isEqualTo(name);
        assertThat(job.at("/effective_spec/diagnostics/0/target").asString()).isEqualTo(target);
        JsonNode dry = client.post("/v1/jobs?dry_run=true", spec(name, "task"))
                .assertStatus(200)
                .json();
        assertThat(dry.get("effective_spec")).isEqualTo(job.get("effective_spec"));
    }

    @Test
    void aLaterJobTrainsOnTheBestOfThem() {
        String job = succeeded(spec(name, "task")).get("id").asString();
        String chosen = """
                {"dataset": "%s", "model": "linear", "objective": "classification", "evaluation": {"validation_fraction": 0},
                 "sampler": {"type": "from_scores", "job": "%s", "score": "less", "keep": 0.4, "side": "hard", "batch_size": 5},
                 "diagnostics": ["el2n"], "duration": {"epochs": 3}}""".formatted(training, job);
        List<JsonNode> seen = new ArrayList<>();
        client.get("/v1/jobs/" + succeeded(chosen).get("id").asString() + "/examples?limit=200")
                .assertStatus(200)
                .json()
                .get("data")
                .forEach(example -> {
                    if (!example.at("/scores/el2n").isNull()) {
                        seen.add(example);
                    }
                });

        assertThat(seen)
                .hasSize(2 * EACH)
                .allSatisfy(example -> assertThat(kind(example)).isIn(0, 2));
    }

    @Test
    void aSelectionTowardsTheTargetIsADataSetOfItsOwn() {
        String subset = name + "_chosen";
        String spec = spec(target, "task").stripTrailing();
        JsonNode job = succeeded(spec.substring(0, spec.length() - 1) + ", \"subset\": {\"name\": \"" + subset
                + "\", \"score\": \"less\", \"keep\": 0.4}}");
        JsonNode chosen = client.get("/v1/datasets/" + subset).assertStatus(200).json();
        assertThat(chosen.get("rows").intValue()).isEqualTo(2 * EACH);
        assertThat(chosen.at("/subset_of/source").asString()).isEqualTo(training);
        assertThat(chosen.at("/subset_of/job")).isEqualTo(job.get("id"));
        assertThat(chosen.at("/subset_of/score").asString()).isEqualTo("less");
        client.get("/v1/datasets/" + subset + "/preview?limit=100")
                .json()
                .get("rows")
                .forEach(row -> assertThat(
                                row.get("site").asString() + row.get("label").asString())
                        .isIn("ayes", "bno"));
    }

    @Test
    void aCoresetIsADataSetOfItsOwnWithItsPartOfEveryClass() {
        String subset = name + "_coreset";
        succeeded("""
                {"dataset": "iris", "model": "linear", "objective": "classification", "duration": {"epochs": 2},
                 "diagnostics": [{"type": "coreset", "fraction": 0.2}],
                 "subset": {"name": "%s", "score": "coreset_rank", "choose": "lowest", "keep": 0.2}}""".formatted(subset));
        List<String> species = new ArrayList<>();
        client.get("/v1/datasets/" + subset + "/preview?limit=100")
                .json()
                .get("rows")
                .forEach(row -> species.add(row.get("species").asString()));
        assertThat(species).hasSize(24);
        for (String one : List.of("setosa", "versicolor", "virginica")) {
            assertThat(species).filteredOn(one::equals).as(one).hasSize(8);
        }
    }

    private Reply refused(String spec) {
        Reply dry = client.post("/v1/jobs?dry_run=true", spec).assertProblem(422, "invalid_spec");
        Reply reply = client.post("/v1/jobs", spec).assertProblem(422, "invalid_spec");
        assertThat(reply.json().get("errors")).isEqualTo(dry.json().get("errors"));
        return reply;
    }

    private void assertRefused(String spec, String pointer, String code, String message) {
        Reply reply = refused(spec).assertPointers(pointer);
        assertThat(reply.json().at("/errors/0/code").asString()).isEqualTo(code);
        assertThat(reply.json().at("/errors/0/message").asString()).contains(message);
    }

    @Test
    void aTargetThatIsNotThereIsRefused() {
        assertRefused(
                spec("nowhere", null),
                "/diagnostics/0/target",
                "unknown_dataset",
                "there is no data set with the id or name \"nowhere\"");
    }

    @Test
    void theDataOfTheJobAreNoTarget() {
        assertRefused(
                spec(training, null),
                "/diagnostics/0/target",
                "overlap",
                "but holds 50 of its rows: row 0 is row 0 of \"");
    }

    @Test
    void oneRowInCommonIsTooMany() {
        assertRefused(
                spec(uploaded("common", HEADER + "3.5,0,a,yes\n1,1,b,no\n0," + near(7) + ",b,no\n", SCHEMA), null),
                "/diagnostics/0/target",
                "overlap",
                "but holds 1 of its rows: row 7 is row 2 of \"");
    }

    @Test
    void otherColumnsAreRefusedAllAtOnce() {
        String other = uploaded(
                "other",
                "left,site,label\nx,a,yes\ny,z,never\nx,a,no\n",
                SCHEMA.replace("{\"site\"", "{\"left\": \"categorical\", \"site\""));

        Reply reply = refused(spec(other, null))
                .assertPointers(
                        "/diagnostics/0/target",
                        "/diagnostics/0/target",
                        "/diagnostics/0/target",
                        "/diagnostics/0/target");
        assertThat(reply.json()
                        .get("errors")
                        .valueStream()
                        .map(error -> error.get("code").asString()))
                .containsOnly("other_columns");
        assertThat(reply.json()
                        .get("errors")
                        .valueStream()
                        .map(error -> error.get("message").asString()))
                .satisfiesExactly(
                        left -> assertThat(left)
                                .endsWith("has a column \"left\" that is categorical instead of numeric"),
                        right -> assertThat(right).endsWith("has no column \"right\""),
                        site -> assertThat(site)
                                .endsWith("has \"z\" in column \"site\", which the data of the job do not have"),
                        label -> assertThat(label)
                                .endsWith("has \"never\" in the target, which the data of the job do not have"));
    }

    @Test
    void aTargetWithABudgetIsRefused() {
        client.put("/v1/datasets/" + target + "/privacy-budget", "{\"epsilon\": 8, \"delta\": 1e-5}")
                .assertStatus(200);
        String spec = spec(name, null);

        assertRefused(spec, "/diagnostics/0/target", "conflict", "has a privacy budget");
        assertRefused(
                spec.replace("\"seed\"", "\"acknowledge_unprotected\": true, \"seed\""),
                "/diagnostics/0/target",
                "conflict",
                "has a privacy budget");
    }

    @ParameterizedTest
    @CsvSource({
        "nothing, unknown_column, has no feature \"nothing\"",
        "label, unknown_column, has no feature \"label\"",
        "left, wrong_type, must be a categorical column but \"left\" is numeric"
    })
    void subtasksThatTheColumnsDoNotTellAreRefused(String column, String code, String message) {
        assertRefused(
                spec(name, column),
                "/diagnostics/0/subtask_column",
                code,
                message.replace("column but", "column, but"));
    }

    @Test
    void moreThanSixtyFourSubtasksAreRefused() {
        assertRefused(
                spec(subtasks(65), "task"),
                "/diagnostics/0/subtask_column",
                "too_many_groups",
                "column \"task\" of the target set has 65 values, but at most 64 subtasks are allowed");
        client.post("/v1/jobs?dry_run=true", spec(subtasks(64), "task")).assertStatus(200);
    }

    private String subtasks(int count) {
        return uploaded(
                "tasks",
                IntStream.range(0, 2 * count)
                        .mapToObj(i -> "9," + i + ",a," + (i % 2 == 0 ? "yes" : "no") + ",task" + i / 2)
                        .collect(Collectors.joining("\n", "left,right,site,label,task\n", "\n")),
                SCHEMA_WITH_TASK);
    }

    @Test
    void featuresOfAdamAreRefusedWithAnOptimizerThatHasNone() {
        assertRefused(
                spec(name, "task").replace("\"sgd\"}", "\"adam\"}"),
                "/diagnostics/0",
                "conflict",
                "needs an optimizer that keeps the moments of Adam");
    }

    @Test
    void aTargetNoneOfWhoseRowsCanBeUsedIsRefused() {
        String gaps = uploaded("gaps", HEADER + ",0,a,yes\n3,,b,no\n", SCHEMA);
        String spec = spec(gaps, null);

        assertRefused(
                spec.replace("\"none\"}", "\"none\", \"missing\": \"drop\"}"),
                "/diagnostics/0/target",
                "no_rows",
                "can be used");
        succeeded(spec);
    }

    /** What a job that had to wait failed with, after something was done meanwhile. */
    private JsonNode failedAfter(Runnable meanwhile) {
        String busy = client.submit(ENDLESS);
        String waiting = client.submit(spec(name, "task"));
        try {
            meanwhile.run();
        } finally {
            client.post("/v1/jobs/" + busy + "/cancel").assertStatus(202);
        }
        JsonNode job = client.await(waiting);
        assertThat(job.get("state").asString()).isEqualTo("failed");
        return job.get("error");
    }

    @Test
    void aJobWhoseTargetIsDeletedBeforeItRunsSaysSo() {
        JsonNode error =
                failedAfter(() -> client.delete("/v1/datasets/" + target).assertStatus(204));

        assertThat(error.get("code").asString()).isEqualTo("unknown_dataset");
        assertThat(error.get("pointer").asString()).isEqualTo("/diagnostics/0/target");
        assertThat(error.get("message").asString()).contains("there is no data set with the id or name \"" + target);
    }

    @Test
    void aJobWhoseTargetGetsABudgetBeforeItRunsSaysSo() {
        JsonNode error = failedAfter(
                () -> client.put("/v1/datasets/" + target + "/privacy-budget", "{\"epsilon\": 8, \"delta\": 1e-5}")
                        .assertStatus(200));

        assertThat(error.get("code").asString()).isEqualTo("invalid_spec");
        assertThat(error.get("pointer").asString()).isEqualTo("/diagnostics/0/target");
        assertThat(error.get("message").asString()).contains("has a privacy budget");
    }
}
