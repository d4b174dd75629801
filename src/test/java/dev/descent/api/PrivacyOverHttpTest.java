package dev.descent.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.descent.accounting.Neighbours;
import dev.descent.accounting.PldAccountant;
import dev.descent.accounting.PrivacyEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The privacy budget of a data set from its setting to its end, with jobs that train. */
class PrivacyOverHttpTest extends ApiTest {
    private static final String BUDGET = "{\"epsilon\": 8, \"delta\": 1e-5}";

    /** A set that no other test has used. */
    private static String fresh() {
        return "two_moons?rows=200&seed=" + (UUID.randomUUID().getMostSignificantBits() >>> 34);
    }

    /** Names with options cannot stand in a path; a set is made when a job first asks for it. */
    private String id(String name) {
        client.post("/v1/jobs?dry_run=true", job(name, 1, "\"none\"")).assertStatus(200);
        return find(name);
    }

    private String find(String name) {
        for (JsonNode dataset : client.get("/v1/datasets?limit=200").json().get("data")) {
            if (dataset.get("name").asString().equals(name)) {
                return dataset.get("id").asString();
            }
        }
        throw new AssertionError("no data set " + name);
    }

    private static String job(String dataset, int steps, String mechanism) {
        return """
                {"dataset": "%s", "model": "linear", "objective": "classification", "duration": {"steps": %d},
                 "sampler": {"type": "poisson", "batch_size": 16, "rate": 0.08}, "mechanism": %s,
                 "preprocessing": {"numeric": "none"}, "evaluation": {"validation_fraction": 0.2}}""".formatted(dataset, steps, mechanism);
    }

    private static String dpSgd(String dataset, int steps) {
        return job(dataset, steps, "{\"type\": \"dp_sgd\", \"noise_multiplier\": 2.0, \"delta\": 1e-5}");
    }

    private JsonNode budget(String id) {
        return client.get("/v1/datasets/" + id + "/privacy-budget")
                .assertStatus(200)
                .json();
    }

    private static String pass(String dataset, String duration) {
        return """
                {"dataset": "%s", "model": "linear", "objective": "classification", "duration": %s,
                 "sampler": {"type": "one_pass", "batch_size": 16},
                 "mechanism": {"type": "local_dp_sgd", "noise_multiplier": 2.0},
                 "preprocessing": {"numeric": "none"}, "evaluation": {"validation_fraction": 0.2}}""".formatted(dataset, duration);
    }

    @Test
    void aSinglePassCostsOneQueryHoweverManyStepsItHasAndIsNotLonger() {
        String set = fresh();
        String id = id(set);
        client.put("/v1/datasets/" + id + "/privacy-budget", BUDGET).assertStatus(200);
        JsonNode estimate = client.post("/v1/jobs?dry_run=true", pass(set, "{}"))
                .assertStatus(200)
                .json()
                .get("estimate");
        long steps = estimate.get("steps").asLong();
        assertThat(steps).isGreaterThan(1);
        double epsilon = new PldAccountant().epsilon(new PrivacyEvent.Gaussian(4, 2, Neighbours.ZERO_OUT), 1e-5);
        assertThat(estimate.at("/privacy/epsilon").asDouble()).isEqualTo(epsilon);
        JsonNode error = client.post("/v1/jobs", pass(set, "{\"epochs\": 2}"))
                .assertStatus(422)
                .json()
                .get("errors")
                .get(0);
        assertThat(error.get("pointer").asString()).isEqualTo("/duration");
        assertThat(error.get("message").asString()).contains("has " + steps + " steps");
        JsonNode privacy = client.await(client.submit(pass(set, "{}"))).get("privacy");
        assertThat(privacy.get("epsilon_spent").asDouble()).isEqualTo(epsilon);
        assertThat(privacy.get("noise_multiplier").asDouble()).isEqualTo(2);
        for (String field : List.of("steps_reserved", "steps_charged", "steps_per_event")) {
            assertThat(privacy.get(field).asLong()).as(field).isEqualTo(steps);
        }
        assertThat(budget(id).get("spent").asDouble()).isEqualTo(epsilon);
    }

    @Test
    void aPrivateJobReservesIsChargedAndReportsWhatItSpent() {
        String set = fresh();
        String id = id(set);
        client.get("/v1/datasets/" + id + "/privacy-budget").assertStatus(404);
        client.get("/v1/datasets/" + id + "/privacy-burn-down").assertProblem(404, "not_found");
        assertThat(client.get("/v1/datasets/" + id).json().get("privacy_budget").isNull())
                .isTrue();
        JsonNode fresh = client.put("/v1/datasets/" + id + "/privacy-budget", BUDGET)
                .assertStatus(200)
                .json();
        assertThat(fresh.get("remaining").asDouble()).isEqualTo(8);
        assertThat(client.get("/v1/datasets/" + id)
                        .json()
                        .get("privacy_budget")
                        .get("epsilon")
                        .asDouble())
                .isEqualTo(8);

        JsonNode estimate = client.post("/v1/jobs?dry_run=true", dpSgd(set, 200))
                .assertStatus(200)
                .json()
                .get("estimate");
        assertThat(estimate.get("privacy").get("fits").asBoolean()).isTrue();
        JsonNode job = client.await(client.submit(dpSgd(set, 200)));
        assertThat(job.get("state").asString()).as(job.toString()).isEqualTo("succeeded");
        JsonNode privacy = job.get("privacy");
        assertThat(privacy.get("epsilon_spent").asDouble())
                .isEqualTo(estimate.get("epsilon").asDouble())
                .isEqualTo(privacy.get("epsilon_reserved").asDouble());
        assertThat(privacy.get("noise_multiplier").asDouble()).isEqualTo(2);
        assertThat(privacy.get("sampling_rate").asDouble()).isEqualTo(0.08);
        assertThat(privacy.get("accountant").asString()).isEqualTo("pld");
        assertThat(privacy.get("neighbouring").asString()).isEqualTo("zero_out");

        JsonNode after = budget(id);
        assertThat(after.get("spent").asDouble())
                .isEqualTo(privacy.get("epsilon_spent").asDouble());
        assertThat(after.get("reserved").asDouble()).isZero();
        assertThat(after.get("spent").asDouble() + after.get("remaining").asDouble())
                .isCloseTo(8, within(1e-12));
        assertThat(after.get("remaining").asDouble())
                .isCloseTo(estimate.get("privacy").get("remaining").asDouble(), within(1e-12));

        JsonNode curve = client.get("/v1/datasets/" + id + "/privacy-burn-down?points=10")
                .assertStatus(200)
                .json();
        List<JsonNode> points = curve.get("points").valueStream().toList();
        assertThat(points).hasSizeBetween(5, 11);
        JsonNode filter = after.get("filter");
        assertThat(curve.get("order")).isEqualTo(after.get("order"));
        assertThat(points.get(0).get("capacity")).isEqualTo(filter.get("capacity"));
        assertThat(points.get(0).get("spent").asDouble()).isZero();
        assertThat(points)
                .isSortedAccordingTo((a, b) ->
                        Double.compare(a.get("spent").asDouble(), b.get("spent").asDouble()));
        JsonNode last = points.get(points.size() - 1);
        assertThat(last.get("seq").asLong()).isEqualTo(after.get("entries").asLong());
        assertThat(last.get("spent").asDouble())
                .isPositive()
                .isCloseTo(filter.get("spent").asDouble(), within(1e-15));
        assertThat(last.get("reserved").asDouble()).isZero();

        List<String> types = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = client.get("/v1/datasets/" + id + "/privacy-ledger?limit=20" + cursor)
                    .assertStatus(200)
                    .json();
            page.get("data").forEach(entry -> types.add(entry.get("type").asString()));
            cursor = page.get("next_cursor").isNull()
                    ? ""
                    : "&cursor=" + page.get("next_cursor").asString();
        } while (!cursor.isEmpty());
        assertThat(types).hasSize(after.get("entries").asInt());
        assertThat(types.get(0)).isEqualTo("budget_set");
        assertThat(types.get(1)).isEqualTo("reserved");
        assertThat(types.get(types.size() - 1)).isEqualTo("settled");
        assertThat(types.subList(2, types.size() - 1)).hasSize(100).containsOnly("charged");

        client.delete("/v1/jobs/" + job.get("id").asString()).assertStatus(204);
        client.delete("/v1/datasets/" + id).assertStatus(204);
        client.get("/v1/datasets/" + id + "/privacy-budget").assertStatus(404);
        client.post("/v1/jobs?dry_run=true", dpSgd(set, 1)).assertStatus(200);
        assertThat(budget(find(set))).as("of the same content, made again").isEqualTo(after);
    }

    @Test
    void aJobThatWouldOverspendIsRefusedWithWhatRemains() {
        String set = fresh();
        client.put("/v1/datasets/" + id(set) + "/privacy-budget", BUDGET).assertStatus(200);
        JsonNode problem =
                client.post("/v1/jobs", dpSgd(set, 1_000_000)).assertStatus(409).json();
        assertThat(problem.get("code").asString()).isEqualTo("budget_exhausted");
        assertThat(problem.get("detail").asString()).contains("such steps").contains("of epsilon 8");
        assertThat(client.post("/v1/jobs?dry_run=true", dpSgd(set, 1_000_000))
                        .assertStatus(200)
                        .json()
                        .get("estimate")
                        .get("privacy")
                        .get("fits")
                        .asBoolean())
                .isFalse();
        JsonNode unprotected = client.post("/v1/jobs", job(set, 5, "\"none\""))
                .assertStatus(422)
                .json();
        assertThat(unprotected.get("errors").get(0).get("pointer").asString()).isEqualTo("/acknowledge_unprotected");
    }

    @Test
    void budgetsAreChangedWithAReasonAndBadOnesRefused() {
        String path = "/v1/datasets/" + id(fresh()) + "/privacy-budget";
        client.put(path, BUDGET).assertStatus(200);
        client.put(path, BUDGET).assertStatus(200);
        assertThat(client.put(path, "{\"epsilon\": 9, \"delta\": 1e-5}")
                        .assertStatus(422)
                        .json()
                        .get("errors")
                        .get(0)
                        .get("pointer")
                        .asString())
                .isEqualTo("/reason");
        client.put(path, "{\"epsilon\": 9, \"delta\": 1e-5, \"reason\": \"approved\"}")
                .assertStatus(200);
        client.put(path, "{\"epsilon\": -1, \"delta\": 2}").assertStatus(422);
        client.put(path, "{\"epsilon\": 1}").assertStatus(422);
        client.put(path, "nonsense").assertStatus(400);
        client.put("/v1/datasets/nowhere/privacy-budget", BUDGET).assertStatus(404);
        client.get("/v1/datasets/digits/privacy-ledger?cursor=x").assertStatus(400);
    }

    @Test
    void theSameContentUploadedAgainAndWhatIsDerivedFromItShareABudget() {
        String csv = "a,b,label\n1,2,x\n3,4,y\n" + UUID.randomUUID().hashCode() + ",6,x\n7,8,y\n";
        String part = csv.substring(0, csv.length() - "7,8,y\n".length());
        String name = "shared-" + UUID.randomUUID();
        JsonNode first = client.upload("a.csv", csv, name, "{\"privacy_budget\": " + BUDGET + "}")
                .assertStatus(201)
                .json();
        assertThat(first.get("privacy_budget").get("epsilon").asDouble()).isEqualTo(8);
        JsonNode again = client.upload("b.csv", csv, name + "-again", null)
                .assertStatus(201)
                .json();
        assertThat(again.get("privacy_budget")).isEqualTo(first.get("privacy_budget"));
        Client.Multipart derived = new Client.Multipart()
                .file("file", "c.csv", part.getBytes(StandardCharsets.UTF_8))
                .field("name", name + "-part")
                .field("derived_from", name);
        JsonNode child = client.send("/v1/datasets", derived).assertStatus(201).json();
        assertThat(child.get("privacy_budget")).isEqualTo(first.get("privacy_budget"));
        assertThat(budget(child.get("id").asString()))
                .isEqualTo(budget(first.get("id").asString()));
        Client.Multipart orphan = new Client.Multipart()
                .file("file", "d.csv", part.getBytes(StandardCharsets.UTF_8))
                .field("name", name + "-orphan")
                .field("derived_from", "nowhere");
        assertThat(client.send("/v1/datasets", orphan)
                        .assertStatus(422)
                        .json()
                        .get("errors")
                        .get(0)
                        .get("pointer")
                        .asString())
                .isEqualTo("/derived_from");
        client.upload("e.csv", csv, name + "-bad", "{\"privacy_budget\": {\"epsilon\": 1, \"delta\": 1e-5}}")
                .assertStatus(422);
        client.get("/v1/datasets/" + name + "-bad").assertStatus(404);
    }

    @Test
    void aPrivateJobOnDataWithoutABudgetReportsItsOwnEpsilon() {
        String set = fresh();
        JsonNode job = client.await(client.submit(dpSgd(set, 20)));
        assertThat(job.get("state").asString()).as(job.toString()).isEqualTo("succeeded");
        assertThat(job.get("privacy").get("epsilon_reserved").isNull()).isTrue();
        double spent = job.get("privacy").get("epsilon_spent").asDouble();
        assertThat(spent).isPositive();
        String id = find(set);
        client.put("/v1/datasets/" + id + "/privacy-budget", BUDGET).assertStatus(200);
        assertThat(budget(id).get("spent").asDouble()).isEqualTo(spent);
    }

    @Test
    void noKeyIsEverShown() {
        JsonNode job = client.await(client.submit(dpSgd(fresh(), 20)));
        String events =
                client.get("/v1/jobs/" + job.get("id").asString() + "/events").text();
        assertThat(job.toString() + events).doesNotContainIgnoringCase("key").doesNotContain("secret");
    }
}
