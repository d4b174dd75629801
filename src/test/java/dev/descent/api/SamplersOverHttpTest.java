package dev.descent.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Samplers that go by columns, and what is said of columns that they cannot go by. */
class SamplersOverHttpTest extends ApiTest {
    private static final int ROWS = 3000;

    private static final AtomicInteger UPLOADS = new AtomicInteger();

    private String dataset = "";

    private static String name(String prefix) {
        return "samplers_" + prefix + UPLOADS.incrementAndGet();
    }

    @BeforeEach
    void upload() {
        String csv = IntStream.range(0, ROWS)
                .mapToObj(i -> String.join(
                        ",",
                        Integer.toString(i % 17),
                        "site" + i % 4,
                        "shop" + i % 1200,
                        "free text no " + i,
                        Integer.toString(1 + i % 3),
                        Integer.toString(i % 5 - 1),
                        "0",
                        i % 50 == 7 ? "" : "2.5",
                        i % 2 == 0 ? "yes" : "no"))
                .collect(Collectors.joining("\n", "x,site,shop,note,count,signed,zero,partial,target\n", "\n"));
        dataset = client.upload("shops.csv", csv, name("shops"), "{\"types\": {\"shop\": \"categorical\"}}")
                .assertStatus(201)
                .json()
                .get("id")
                .asString();
    }

    private Reply submit(String sampler, boolean dryRun) {
        return client.post("/v1/jobs" + (dryRun ? "?dry_run=true" : ""), """
                {"dataset": "%s", "model": {"type": "mlp", "hidden": [4]}, "objective": "classification",
                 "preprocessing": {"exclude": ["note", "shop"]}, "duration": {"steps": 8}, "sampler": %s}
                """.formatted(dataset, sampler));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\": \"temperature\", \"group\": \"site\", \"tau\": 5, \"cooldown_at\": 0.5}",
                "{\"type\": \"weighted\", \"column\": \"count\", \"unbiased\": true}",
                "{\"type\": \"importance\", \"presample\": 4, \"warmup_fraction\": 0.5}",
                "{\"type\": \"stratified\", \"group\": \"site\"}",
                "{\"type\": \"group_balanced\", \"group\": \"site\", \"batch_size\": 10}",
                "{\"type\": \"with_replacement\", \"batch_size\": 5000}"
            })
    void samplersTrainByTheColumnsOfAnUpload(String sampler) {
        String id = submit(sampler, false).assertStatus(201).json().get("id").asString();
        JsonNode job = client.await(id);
        assertThat(job.get("state").asString()).as("%s", job.get("error")).isEqualTo("succeeded");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            weighted, column, nothing  | unknown_column  | nothing
            weighted, column, site     | wrong_type      | numeric column, but "site" is categorical
            weighted, column, note     | wrong_type      | numeric column, but "note" is ignored
            weighted, column, signed   | invalid_weights | has -1
            weighted, column, zero     | invalid_weights | all weights in column "zero" are 0
            weighted, column, partial  | invalid_weights | lacks one
            temperature, group, nope   | unknown_column  | nope
            temperature, group, count  | wrong_type      | categorical column, but "count" is numeric
            stratified, group, note    | wrong_type      | categorical column, but "note" is ignored
            group_balanced, group, shop | too_many_groups | has 1200 groups, but at most 1000
            """)
    void columnsThatCannotBeGoneByAreRefusedWithTheirPlace(String place, String code, String message) {
        String[] words = place.split(", ");
        Reply reply = submit("{\"type\": \"%s\", \"%s\": \"%s\"}".formatted((Object[]) words), true)
                .assertProblem(422, "invalid_spec")
                .assertPointers("/sampler/" + words[1]);
        assertThat(reply.json().at("/errors/0/code").asString()).isEqualTo(code);
        assertThat(reply.json().at("/errors/0/message").asString()).contains(message);
    }

    @Test
    void aRowThatCouldNeverBeDrawnIsRefusedWhereTheMeanIsToStandForAll() {
        submit("{\"type\": \"weighted\", \"column\": \"x\", \"unbiased\": false}", true)
                .assertStatus(200);
        submit("{\"type\": \"weighted\", \"column\": \"x\", \"unbiased\": true}", true)
                .assertProblem(422, "invalid_spec")
                .assertPointers("/sampler/column");
    }

    /** As many values as that are no categories, so that they are read as text. */
    @Test
    void aHundredThousandGroupsAreRefused() {
        String csv = IntStream.range(0, 100_000)
                .mapToObj(i -> i % 7 + ",user" + i + "," + (i % 2 == 0 ? "yes" : "no"))
                .collect(Collectors.joining("\n", "x,user,target\n", "\n"));
        dataset = client.upload("users.csv", csv, name("users"), null)
                .assertStatus(201)
                .json()
                .get("id")
                .asString();
        client.post("/v1/jobs?dry_run=true", """
                        {"dataset": "%s", "model": "linear", "objective": "classification",
                         "sampler": {"type": "group_balanced", "group": "user"}}
                        """.formatted(dataset)).assertProblem(422, "invalid_spec");
        Reply excluded = client.post("/v1/jobs?dry_run=true", """
                        {"dataset": "%s", "model": "linear", "objective": "classification",
                         "preprocessing": {"exclude": ["user"]},
                         "sampler": {"type": "group_balanced", "group": "user"}}
                        """.formatted(dataset))
                .assertProblem(422, "invalid_spec")
                .assertPointers("/sampler/group");
        assertThat(excluded.json().at("/errors/0/code").asString()).isEqualTo("wrong_type");
    }

    @Test
    void regressionHasNoClassesToGoBy() {
        client.post("/v1/jobs?dry_run=true", """
                        {"dataset": "diabetes", "model": "linear", "objective": "regression", "sampler": "stratified"}
                        """)
                .assertProblem(422, "invalid_spec")
                .assertPointers("/sampler/group");
    }

    /** Without repetition a batch has at most all rows. */
    @Test
    void aBatchThatIsLargerThanTheDataIsWarnedOf() {
        assertThat(warning("with_replacement")).contains("5000").contains("some of them more than once");
        assertThat(warning("shuffle")).contains("5000").contains("all of them");
    }

    private String warning(String type) {
        return submit("{\"type\": \"%s\", \"batch_size\": 5000}".formatted(type), true)
                .assertStatus(200)
                .json()
                .at("/estimate/warnings/0")
                .asString();
    }
}
