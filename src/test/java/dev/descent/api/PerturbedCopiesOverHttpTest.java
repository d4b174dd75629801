package dev.descent.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A copy from its request to the jobs that train on it, with the budget of its source. */
class PerturbedCopiesOverHttpTest extends ApiTest {
    private static final String BODY = """
            {"name": "%s", "epsilon": 2, "delta": 1e-5, "label_epsilon": 1,
             "bounds": {"height": [100, 220], "weight": [30, 150]}}""";

    private static String name() {
        return "copy-" + UUID.randomUUID();
    }

    private static String body(String name) {
        return BODY.formatted(name);
    }

    /** Content that no other test has used. */
    private String upload() {
        StringBuilder csv = new StringBuilder("height,weight,kind\n");
        csv.append(UUID.randomUUID().getMostSignificantBits() >>> 12).append(",80,a\n");
        for (int row = 1; row < 400; row++) {
            csv.append(row % 7 == 0 ? "" : 150 + row % 50).append(',').append(50 + row % 60);
            csv.append(row % 2 == 0 ? ",a\n" : ",b\n");
        }
        return client.upload("people.csv", csv.toString(), name(), null)
                .assertStatus(201)
                .json()
                .get("id")
                .asString();
    }

    private JsonNode copy(String source, String name) {
        return client.post("/v1/datasets/" + source + "/perturbed-copies", body(name))
                .assertStatus(201)
                .json();
    }

    private void setBudget(String id, double epsilon) {
        client.put("/v1/datasets/" + id + "/privacy-budget", "{\"epsilon\": " + epsilon + ", \"delta\": 1e-5}")
                .assertStatus(200);
    }

    private JsonNode budget(String id) {
        return client.get("/v1/datasets/" + id + "/privacy-budget")
                .assertStatus(200)
                .json();
    }

    private static String job(String dataset) {
        return """
                {"dataset": "%s", "model": "linear", "objective": "classification", "duration": {"steps": 20}}""".formatted(dataset);
    }

    @Test
    void aCopyIsADataSetThatSaysHowItWasMade() {
        String source = upload();
        JsonNode before = client.get("/v1/datasets/" + source).json();
        String name = name();
        JsonNode copy = copy(source, name);

        assertThat(before.get("perturbation").isNull()).isTrue();
        assertThat(copy.get("name").asString()).isEqualTo(name);
        assertThat(copy.get("fingerprint")).isNotEqualTo(before.get("fingerprint"));
        assertThat(copy.get("rows").asInt()).isEqualTo(400);
        assertThat(copy.get("task").asString()).isEqualTo("classification");
        assertThat(copy.get("features").findValuesAsString("name")).containsExactly("height", "weight");
        assertThat(copy.get("features").findValuesAsString("missing")).containsOnly("0");
        JsonNode perturbation = copy.get("perturbation");
        assertThat(perturbation.get("source").asString()).isEqualTo(source);
        assertThat(perturbation.get("source_fingerprint")).isEqualTo(before.get("fingerprint"));
        assertThat(perturbation.get("epsilon").asDouble()).isEqualTo(2);
        assertThat(perturbation.get("label_epsilon").asDouble()).isEqualTo(1);
        assertThat(perturbation.get("category_epsilon").isNull()).isTrue();
        assertThat(perturbation.get("delta").asDouble()).isEqualTo(1e-5);
        assertThat(perturbation.get("total_epsilon").asDouble()).isBetween(2.01, 3.0);
        JsonNode columns = perturbation.get("columns");
        assertThat(columns.findValuesAsString("name")).containsExactly("height", "weight", "kind");
        assertThat(columns.get(0).get("noise_deviation").asDouble())
                .isEqualTo(columns.get(1).get("noise_deviation").asDouble());
        assertThat(columns.get(2).get("keep_probability").asDouble()).isCloseTo(Math.E / (Math.E + 1), within(1e-12));
        assertThat(client.get("/v1/datasets/" + name).json()).isEqualTo(copy);
    }

    @Test
    void theBudgetIsChargedOnceAndJobsOnTheCopyCostNothing() {
        String source = upload();
        setBudget(source, 8);
        JsonNode estimate = client.post("/v1/datasets/" + source + "/perturbed-copies?dry_run=true", body(name()))
                .assertStatus(200)
                .json();
        assertThat(budget(source).get("spent").asDouble()).isZero();
        JsonNode copy = copy(source, name());
        JsonNode charged = budget(source);

        assertThat(copy.get("perturbation")).isEqualTo(estimate.get("perturbation"));
        assertThat(estimate.get("privacy").get("fits").asBoolean()).isTrue();
        assertThat(charged.get("spent").asDouble())
                .isEqualTo(copy.get("perturbation").get("total_epsilon").asDouble());
        assertThat(charged.get("remaining").asDouble())
                .isEqualTo(estimate.get("privacy").get("remaining").asDouble());
        assertThat(charged.get("reserved").asDouble()).isZero();
        assertThat(charged.get("neighbouring").asString()).isEqualTo("zero_out");
        String id = copy.get("id").asString();
        for (int i = 0; i < 2; i++) {
            JsonNode job = client.await(client.submit(job(id)));
            assertThat(job.get("state").asString()).as(job.toString()).isEqualTo("succeeded");
            assertThat(job.get("privacy").isNull()).isTrue();
        }
        assertThat(budget(source)).isEqualTo(charged);
        assertThat(copy.get("privacy_budget").isNull()).isTrue();
        client.get("/v1/datasets/" + id + "/privacy-budget").assertStatus(404);
        assertThat(client.post("/v1/jobs", job(source)).assertStatus(422).pointers())
                .containsExactly("/acknowledge_unprotected");

        JsonNode history =
                client.get("/v1/datasets/" + source + "/privacy-ledger").json().get("data");
        assertThat(history.findValuesAsString("type"))
                .contains("budget_set", "published")
                .doesNotContain("derived", "unprotected");
        JsonNode entry = history.get(1);
        assertThat(entry.get("content")).isEqualTo(copy.get("fingerprint"));
        assertThat(entry.get("reason").asString()).contains(id);
        assertThat(entry.get("job").isNull()).isTrue();
        assertThat(entry.get("event").get("events").get(0).get("type").asString())
                .isEqualTo("gaussian");
        client.delete("/v1/datasets/" + id).assertStatus(204);
        assertThat(budget(source)).as("deleting gives nothing back").isEqualTo(charged);
    }

    @Test
    void aCopyThatTheBudgetDoesNotCoverIsRefusedAndLeavesNothing() {
        String source = upload();
        setBudget(source, 1);
        String name = name();
        JsonNode before = budget(source);

        client.post("/v1/datasets/" + source + "/perturbed-copies", body(name))
                .assertProblem(409, "budget_exhausted")
                .assertDetail("remain")
                .assertDetail("of epsilon 1");
        assertThat(client.post("/v1/datasets/" + source + "/perturbed-copies?dry_run=true", body(name))
                        .assertStatus(200)
                        .json()
                        .get("privacy")
                        .get("fits")
                        .asBoolean())
                .isFalse();
        assertThat(budget(source)).isEqualTo(before);
        client.get("/v1/datasets/" + name).assertStatus(404);
    }

    @Test
    void aCopyWithoutABudgetIsRecordedForABudgetThatComesLater() {
        String source = upload();
        JsonNode copy = copy(source, name());
        setBudget(source, 8);

        assertThat(budget(source).get("spent").asDouble())
                .isEqualTo(copy.get("perturbation").get("total_epsilon").asDouble());
    }

    @Test
    void twoCopiesOfOneRequestDifferAndBothArePaidFor() {
        String source = upload();
        setBudget(source, 8);
        JsonNode one = copy(source, name());
        double once = budget(source).get("filter").get("spent").asDouble();
        JsonNode other = copy(source, name());

        assertThat(other.get("fingerprint")).isNotEqualTo(one.get("fingerprint"));
        assertThat(budget(source).get("filter").get("spent").asDouble()).isCloseTo(2 * once, within(1e-12));
    }

    @Test
    void aRequestThatIsSentAgainMakesNoSecondCopy() {
        String source = upload();
        setBudget(source, 8);
        String path = "/v1/datasets/" + source + "/perturbed-copies";
        String body = body(name());
        String key = UUID.randomUUID().toString();
        Reply first = client.post(path, body, "Idempotency-Key", key).assertStatus(201);
        JsonNode charged = budget(source);
        Reply second = client.post(path, body, "Idempotency-Key", key).assertStatus(201);

        assertThat(second.json()).isEqualTo(first.json());
        assertThat(second.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(first.header("Location"))
                .isEqualTo("/v1/datasets/" + first.json().get("id").asString());
        assertThat(budget(source)).isEqualTo(charged);
        client.post(path, body(name()), "Idempotency-Key", key).assertProblem(409, "idempotency_conflict");
        client.post(path, body).assertProblem(409, "name_taken");
        assertThat(budget(source)).isEqualTo(charged);
    }

    @Test
    void everyFaultIsNamedAndNothingIsMade() {
        String path = "/v1/datasets/" + upload() + "/perturbed-copies";
        client.post(
                        path,
                        "{\"name\": \"../bad\", \"delta\": 1e-5, \"epsilon\": 2,"
                                + " \"bounds\": {\"height\": [5, 5], \"wieght\": [0, 1]}, \"drop\": [\"nothing\"]}")
                .assertProblem(422, "invalid_request")
                .assertPointers(
                        "/name", "/bounds/height", "/bounds/weight", "/bounds/wieght", "/label_epsilon", "/drop/0");
        client.post(path, body("x").replace("\"epsilon\": 2", "\"epsilon\": 0"))
                .assertProblem(422, "invalid_request")
                .assertPointers("/epsilon")
                .assertDetail("at least");
        client.post(path, body("x").replace("100, 220", "-1e999, 220").replace("1e-5", "1"))
                .assertProblem(422, "invalid_request")
                .assertPointers("/delta", "/bounds/height/0");
        client.post(path, body("x").replace("100, 220", "NaN, 220")).assertProblem(400, "malformed_json");
        client.post(path, "{}").assertProblem(422, "invalid_request").assertPointers("/name", "/delta");
        client.post(path + "?dryrun=true", body("x")).assertProblem(400, "invalid_parameter");
        client.post("/v1/datasets/nowhere/perturbed-copies", body("x")).assertProblem(404, "not_found");
        client.get("/v1/datasets/x").assertStatus(404);
    }

    @Test
    void aSetWithoutATargetOrWithOneThatIsLeftOutHasNoLabels() {
        String source = upload();
        String unlabelled = body(name()).replace("\"label_epsilon\": 1,", "\"drop\": [\"kind\"],");
        JsonNode copy = client.post("/v1/datasets/" + source + "/perturbed-copies", unlabelled)
                .assertStatus(201)
                .json();
        assertThat(copy.get("task").asString()).isEqualTo("none");
        assertThat(copy.get("perturbation").get("total_epsilon").asDouble()).isCloseTo(2, within(1e-9));

        client.post("/v1/datasets/" + copy.get("id").asString() + "/perturbed-copies", body(name()))
                .assertProblem(422, "invalid_request")
                .assertPointers("/label_epsilon");
    }

    @Test
    void aCopyOfASetWithARealTargetTrainsARegression() {
        JsonNode copy = client.post(
                        "/v1/datasets/diabetes/perturbed-copies?dry_run=true", "{\"name\": \"d\", \"delta\": 1e-5}")
                .assertProblem(422, "invalid_request")
                .json();
        StringBuilder bounds = new StringBuilder();
        for (JsonNode fault : copy.get("errors")) {
            String pointer = fault.get("pointer").asString();
            if (pointer.startsWith("/bounds/")) {
                bounds.append(bounds.isEmpty() ? "" : ", ")
                        .append('"')
                        .append(pointer.substring("/bounds/".length()))
                        .append("\": [-400, 400]");
            }
        }
        String name = name();
        client.post(
                        "/v1/datasets/diabetes/perturbed-copies",
                        "{\"name\": \"" + name + "\", \"delta\": 1e-5, \"epsilon\": 50, \"bounds\": {" + bounds + "}}")
                .assertStatus(201);
        JsonNode job = client.await(client.submit(job(name).replace("classification", "regression")));
        assertThat(job.get("state").asString()).as(job.toString()).isEqualTo("succeeded");
    }
}
