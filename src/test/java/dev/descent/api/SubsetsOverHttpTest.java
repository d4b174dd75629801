package dev.descent.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Jobs that end with a data set of some of their rows. */
class SubsetsOverHttpTest extends ApiTest {
    private static final String JOB = """
            {"dataset": "%s", "model": "linear", "objective": "classification", "diagnostics": ["el2n", "loss"],
             "optimizer": "sgd", "learning_rate": 0.1, "duration": {"epochs": %d}, "seed": 3%s}""";

    private static String name() {
        return "subset-" + UUID.randomUUID();
    }

    private static String spec(String dataset, String name, String more) {
        return JOB.formatted(
                dataset,
                4,
                ", \"subset\": {\"name\": \"" + name + "\", \"score\": \"el2n\", \"keep\": 0.3" + more + "}");
    }

    private JsonNode succeeded(String spec) {
        JsonNode job = client.await(client.submit(spec));
        assertThat(job.get("state").asString()).as("%s", job.get("error")).isEqualTo("succeeded");
        return job;
    }

    private JsonNode dataset(String idOrName) {
        return client.get("/v1/datasets/" + idOrName.replace(" ", "%20"))
                .assertStatus(200)
                .json();
    }

    private List<JsonNode> examples(JsonNode job, String query) {
        List<JsonNode> examples = new ArrayList<>();
        client.get("/v1/jobs/" + job.get("id").asString() + "/examples?limit=200&" + query)
                .assertStatus(200)
                .json()
                .get("data")
                .forEach(examples::add);
        return examples;
    }

    /** The rows that the job's subset is to have, of the source, in their order. */
    private static List<JsonNode> values(List<JsonNode> examples) {
        return examples.stream()
                .sorted(Comparator.comparingInt(example -> example.get("row").intValue()))
                .map(example -> example.get("values"))
                .toList();
    }

    private List<JsonNode> rows(String dataset) {
        List<JsonNode> rows = new ArrayList<>();
        client.get("/v1/datasets/" + dataset + "/preview?limit=200")
                .json()
                .get("rows")
                .forEach(rows::add);
        return rows;
    }

    /** Two classes and a column of three cities, of which one is rare; one in ten rows has no city. */
    private String upload() {
        Random random = new Random(5);
        StringBuilder csv = new StringBuilder("x,y,city,kind\n");
        csv.append(UUID.randomUUID().getMostSignificantBits() >>> 12).append(",0,Linz,a\n");
        for (int row = 1; row < 150; row++) {
            csv.append(random.nextGaussian()).append(',').append(random.nextGaussian());
            csv.append(row % 10 == 0 ? "," : row % 30 == 7 ? ",Linz" : row % 3 == 0 ? ",Graz" : ",Bern");
            csv.append(row % 4 == 0 ? ",b\n" : ",a\n");
        }
        return client.upload("a.csv", csv.toString(), "source-" + UUID.randomUUID(), null)
                .assertStatus(201)
                .json()
                .get("id")
                .asString();
    }

    @Test
    void theHardestRowsBecomeADataSetThatAJobTrainsOn() {
        String name = name();
        JsonNode job = succeeded(spec("iris", name, ""));
        JsonNode subset = dataset(name);
        JsonNode iris = dataset("iris");
        List<JsonNode> hardest = examples(job, "sort=el2n&order=desc").subList(0, 36);

        assertThat(job.at("/subset/id")).isEqualTo(subset.get("id"));
        assertThat(job.at("/subset/name").asString()).isEqualTo(name);
        assertThat(rows(name)).isEqualTo(values(hardest));
        assertThat(subset.get("rows").intValue()).isEqualTo(36);
        for (String same : List.of("features", "target", "task", "classes")) {
            assertThat(subset.get(same)).as(same).isEqualTo(iris.get(same));
        }
        assertThat(subset.get("source").isNull()).isTrue();
        assertThat(subset.get("perturbation").isNull()).isTrue();
        assertThat(iris.get("subset_of").isNull()).isTrue();
        JsonNode origin = subset.get("subset_of");
        assertThat(origin.get("source").asString()).isEqualTo("ds_iris");
        assertThat(origin.get("source_name").asString()).isEqualTo("iris");
        assertThat(origin.get("source_fingerprint")).isEqualTo(iris.get("fingerprint"));
        assertThat(origin.get("job")).isEqualTo(job.get("id"));
        assertThat(origin.get("score").asString()).isEqualTo("el2n");
        assertThat(origin.get("keep").doubleValue()).isEqualTo(0.3);
        assertThat(origin.get("choose").asString()).isEqualTo("highest");
        assertThat(origin.get("balance").asString()).isEqualTo("none");
        assertThat(origin.get("column").isNull()).isTrue();
        assertThat(origin.get("seed").longValue()).isEqualTo(3);
        assertThat(origin.get("rows").intValue()).isEqualTo(36);
        assertThat(origin.get("of_rows").intValue()).isEqualTo(120);
        assertThat(origin.get("without_score").intValue()).isZero();
        assertThat(origin.get("highest_score")).isEqualTo(hardest.get(0).at("/scores/el2n"));
        assertThat(origin.get("lowest_score")).isEqualTo(hardest.get(35).at("/scores/el2n"));
        assertThat(client.get("/v1/datasets?limit=200").json().get("data").valueStream())
                .contains(subset);
        assertThat(client.get("/v1/jobs?limit=200")
                        .json()
                        .get("data")
                        .valueStream()
                        .map(listed -> listed.get("subset")))
                .contains(job.get("subset"));

        JsonNode second = succeeded(JOB.formatted(name, 2, ""));
        assertThat(second.get("subset").isNull()).isTrue();
        assertThat(second.at("/progress/total_steps").intValue()).isEqualTo(2);
        String model = second.get("model").asString();
        assertThat(client.post("/v1/models/" + model + "/predictions", "{\"instances\": [[5.1, 3.5, 1.4, 0.2]]}")
                        .assertStatus(200)
                        .json()
                        .at("/predictions/0/probabilities")
                        .propertyNames())
                .containsExactlyInAnyOrder("setosa", "versicolor", "virginica");
    }

    @Test
    void withoutValidationTheSubsetIsChosenFromAllRowsAndAllOfThemAreTheSameContent() {
        String name = name();
        String all = spec("iris", name, "")
                .replace("\"keep\": 0.3", "\"keep\": 1")
                .replace("\"seed\"", "\"evaluation\": {\"validation_fraction\": 0}, \"seed\"");
        JsonNode job = succeeded(all);

        assertThat(dataset(name).get("fingerprint")).isEqualTo(dataset("iris").get("fingerprint"));
        assertThat(dataset(name).at("/subset_of/of_rows").intValue()).isEqualTo(150);
        assertThat(job.at("/effective_spec/subset").toString())
                .isEqualTo(
                        "{\"name\":\"" + name
                                + "\",\"score\":\"el2n\",\"keep\":1.0,\"choose\":\"highest\",\"balance\":\"none\",\"column\":null}");
    }

    @Test
    void theLowestOrRandomOnesCanBeTakenInstead() {
        String lowest = name();
        String random = name();
        JsonNode job = succeeded(spec("iris", lowest, ", \"choose\": \"lowest\""));
        succeeded(spec("iris", random, ", \"choose\": \"random\""));
        List<JsonNode> easiest = examples(job, "sort=el2n&order=asc").subList(0, 36);

        assertThat(rows(lowest)).isEqualTo(values(easiest));
        assertThat(rows(random))
                .hasSize(36)
                .isNotEqualTo(rows(lowest))
                .isSubsetOf(values(examples(job, "sort=row&order=asc")));
    }

    @ParameterizedTest
    @CsvSource({"proportional, null, 27, 9", "equal, null, 18, 18"})
    void classesShareInTheSubset(String balance, String column, int a, int b) {
        String name = name();
        succeeded(spec(upload(), name, ", \"balance\": \"" + balance + "\", \"column\": " + column));

        List<String> kinds =
                rows(name).stream().map(row -> row.get("kind").asString()).toList();
        assertThat(kinds).hasSize(36);
        assertThat(kinds.stream().filter("a"::equals).count()).isBetween(a - 1L, a + 1L);
        assertThat(kinds.stream().filter("b"::equals).count()).isBetween(b - 1L, b + 1L);
    }

    @Test
    void aColumnOfCategoriesCanBeBalancedAndItsMissingValuesAreAGroup() {
        String name = name();
        JsonNode job = succeeded(
                spec(upload(), name, ", \"balance\": \"equal\", \"column\": \"city\", \"choose\": \"lowest\""));
        List<JsonNode> all = values(examples(job, "sort=row"));
        List<JsonNode> rows = rows(name);

        // Linz gives the few that it has; the others share the rest.
        long linz = count(all, "Linz");
        assertThat(linz).isBetween(1L, 8L);
        assertThat(count(rows, "Linz")).isEqualTo(linz);
        for (String city : new String[] {"Graz", "Bern", null}) {
            assertThat(count(rows, city)).isBetween((36 - linz) / 3, (36 - linz) / 3 + 1);
        }
        JsonNode feature = dataset(name).at("/features/2");
        assertThat(feature.get("categories").toString()).isEqualTo("[\"Bern\",\"Graz\",\"Linz\"]");
        assertThat(feature.get("missing").longValue()).isEqualTo(count(rows, null));
        assertThat(dataset(name).at("/subset_of/column").asString()).isEqualTo("city");
    }

    private static long count(List<JsonNode> rows, @Nullable String city) {
        return rows.stream()
                .filter(row -> Objects.equals(row.get("city").stringValue(null), city))
                .count();
    }

    @Test
    void sourceAndSubsetShareOneBudget() {
        String source = upload();
        String name = name();
        succeeded(spec(source, name, ""));
        client.put(
                        "/v1/datasets/" + source + "/privacy-budget",
                        "{\"epsilon\": 4, \"delta\": 1e-5, \"reason\": \"a test\"}")
                .assertStatus(200);

        assertThat(dataset(name).get("privacy_budget"))
                .isEqualTo(dataset(source).get("privacy_budget"));
        assertThat(dataset(name).at("/privacy_budget/epsilon").doubleValue()).isEqualTo(4);
        assertThat(client.get("/v1/datasets/" + source + "/privacy-ledger")
                        .json()
                        .get("data")
                        .findValuesAsString("type"))
                .contains("derived");
        client.post("/v1/jobs", JOB.formatted(name, 1, ""))
                .assertProblem(422, "invalid_spec")
                .assertPointers("/acknowledge_unprotected");
    }

    private Reply refused(String spec, String... pointers) {
        Reply reply = client.post("/v1/jobs?dry_run=true", spec)
                .assertProblem(422, "invalid_spec")
                .assertPointers(pointers);
        return client.post("/v1/jobs", spec)
                .assertProblem(422, "invalid_spec")
                .assertPointers(reply.pointers().toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-0.1", "1.01"})
    void aPartThatIsNoneOrMoreThanAllIsRefused(String keep) {
        refused(spec("iris", name(), "").replace("0.3", keep), "/subset/keep");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../bad", "ds_mine", " leading"})
    void aNameThatBreaksTheRulesIsRefused(String name) {
        assertThat(refused(spec("iris", name, ""), "/subset/name")
                        .json()
                        .at("/errors/0/code")
                        .asString())
                .isEqualTo("invalid_name");
    }

    @Test
    void aNameThatIsTakenIsRefused() {
        String name = dataset(upload()).get("name").asString();
        for (String taken : List.of(name, "iris", "two_moons")) {
            assertThat(refused(spec("iris", taken, ""), "/subset/name")
                            .json()
                            .at("/errors/0/code")
                            .asString())
                    .isEqualTo("name_taken");
        }
    }

    @Test
    void aScoreThatTheJobDoesNotFindOutIsRefused() {
        refused(spec("iris", name(), "").replace("\"score\": \"el2n\"", "\"score\": \"margin\""), "/subset/score")
                .assertDetail("must be one of el2n, loss")
                .assertDetail("is \\\"margin\\\"");
        for (String diagnostics : List.of("", "\"gradient_snr\"")) {
            refused(spec("iris", name(), "").replace("\"el2n\", \"loss\"", diagnostics), "/subset/score")
                    .assertDetail("add one, such as el2n, under diagnostics");
        }
    }

    @Test
    void aColumnThatMakesNoGroupsIsRefused() {
        refused(spec("iris", name(), ", \"balance\": \"equal\", \"column\": \"colour\""), "/subset/column")
                .assertDetail("has no feature \\\"colour\\\"");
        refused(spec("iris", name(), ", \"column\": \"petal_width\""), "/subset/column")
                .assertDetail("must be a categorical column");
        refused(
                        spec("diabetes", name(), ", \"balance\": \"equal\"").replace("classification", "regression"),
                        "/subset/column")
                .assertDetail("needs a column");
        StringBuilder csv = new StringBuilder("x,street,kind\n");
        for (int row = 0; row < 3000; row++) {
            csv.append(row).append(",street ").append(row % 1500).append(row % 2 == 0 ? ",a\n" : ",b\n");
        }
        String name = name();
        client.upload("a.csv", csv.toString(), name, "{\"target\": \"kind\", \"types\": {\"street\": \"categorical\"}}")
                .assertStatus(201);
        refused(
                        spec(name, name(), ", \"balance\": \"equal\", \"column\": \"street\"")
                                .replace("\"seed\"", "\"preprocessing\": {\"categorical\": \"embedding\"}, \"seed\""),
                        "/subset/column")
                .assertDetail("1500 groups");
    }

    @Test
    void allFaultsAreNamedAtOnce() {
        refused(
                spec("iris", "../bad", ", \"balance\": \"equal\", \"column\": \"colour\"")
                        .replace("\"score\": \"el2n\"", "\"score\": \"margin\"")
                        .replace("\"seed\"", "\"evaluation\": {\"early_stopping\": {\"metric\": \"joy\"}}, \"seed\""),
                "/subset/name",
                "/subset/score",
                "/subset/column",
                "/evaluation/early_stopping/metric");
    }

    @Test
    void aColumnWithoutBalanceIsWarnedOf() {
        assertThat(client.post("/v1/jobs?dry_run=true", spec(upload(), name(), ", \"column\": \"city\""))
                        .assertStatus(200)
                        .json()
                        .at("/estimate/warnings")
                        .toString())
                .contains("does nothing without balance");
    }

    @Test
    void ofTwoJobsThatWantOneNameTheSecondAppendsItsId() {
        String name = name();
        String busy = client.submit(endless(name()));
        String first = client.submit(spec("iris", name, ""));
        String second = client.submit(spec("iris", name, ", \"choose\": \"lowest\""));
        client.post("/v1/jobs/" + busy + "/cancel").assertStatus(202);

        assertThat(client.await(first).at("/subset/name").asString()).isEqualTo(name);
        JsonNode job = client.await(second);
        assertThat(job.at("/subset/name").asString()).isEqualTo(name + " " + second);
        assertThat(dataset(name + " " + second).get("id")).isEqualTo(job.at("/subset/id"));
        assertThat(dataset(name).at("/subset_of/job").asString()).isEqualTo(first);
    }

    private static String endless(String name) {
        return spec("two_moons", name, "").replace("\"epochs\": 4", "\"steps\": 10000000");
    }

    @Test
    void aJobThatIsCancelledLeavesNoSubset() {
        String name = name();
        String job = client.submit(endless(name));
        client.follow(job, 0, event -> !event.type().equals("metrics"));
        assertThat(client.get("/v1/jobs/" + job).json().get("subset").isNull()).isTrue();
        client.post("/v1/jobs/" + job + "/cancel").assertStatus(202);

        assertThat(client.await(job).get("subset").isNull()).isTrue();
        client.get("/v1/datasets/" + name).assertProblem(404, "not_found");
    }

    @Test
    void aPausedJobMakesTheSameSubset() {
        String straight = name();
        String name = name();
        succeeded(longer(straight));
        String job = client.submit(longer(name));
        client.follow(
                job,
                0,
                event -> !event.type().equals("metrics")
                        || event.data().get("step").intValue() < 200);
        client.post("/v1/jobs/" + job + "/pause").assertStatus(202);
        client.follow(job, 0, event -> !event.data().path("state").asString("").equals("paused"));
        client.get("/v1/datasets/" + name).assertProblem(404, "not_found");
        client.post("/v1/jobs/" + job + "/resume").assertStatus(202);

        assertThat(client.await(job).get("state").asString()).isEqualTo("succeeded");
        assertThat(dataset(name).get("fingerprint")).isEqualTo(dataset(straight).get("fingerprint"));
    }

    private static String longer(String name) {
        return spec("digits", name, "").replace("\"epochs\": 4", "\"epochs\": 60");
    }

    @Test
    void deletingTheJobAndTheSourceLeavesTheSubset() {
        String source = upload();
        String name = name();
        JsonNode job = succeeded(spec(source, name, ""));
        JsonNode before = dataset(name);
        client.delete("/v1/jobs/" + job.get("id").asString()).assertStatus(204);
        client.delete("/v1/datasets/" + source).assertStatus(204);

        assertThat(dataset(name)).isEqualTo(before);
        assertThat(rows(name)).hasSize(36);
        client.delete("/v1/datasets/" + before.get("id").asString()).assertStatus(204);
        client.get("/v1/datasets/" + name).assertProblem(404, "not_found");
    }
}
