package dev.descent.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** What administrators did, and who was denied. */
class AuditLogOverHttpTest extends GuardedApiTest {
    @Autowired
    private JdbcClient jdbc;

    private static List<String> lines(JsonNode list) {
        return list.get("data")
                .valueStream()
                .map(line -> line.get("outcome").asString() + " "
                        + line.get("action").asString())
                .toList();
    }

    @Test
    void everyAdministrativeActHasALine() {
        Team team = team();
        JsonNode key = team.admin()
                .post("/v1/api-keys", "{\"name\": \"ci\", \"role\": \"submitter\"}")
                .assertStatus(201)
                .json();
        team.admin().delete("/v1/api-keys/" + key.get("id").asString()).assertStatus(204);
        team.submitter().upload("a.csv", "x,label\n1,a\n2,b\n", "rows", null).assertStatus(201);
        team.admin()
                .put("/v1/datasets/rows/privacy-budget", "{\"epsilon\": 1, \"delta\": 0.00001}")
                .assertStatus(200);
        JsonNode log = team.admin().get("/v1/audit-log").assertStatus(200).json();
        assertThat(lines(log))
                .containsExactly(
                        "done privacy_budget.set",
                        "done api_key.revoke",
                        "done api_key.create",
                        "done api_key.create",
                        "done api_key.create",
                        "done api_key.create");
        JsonNode revoked = log.at("/data/1");
        assertThat(revoked.get("subject").asString()).isEqualTo(key.get("id").asString());
        assertThat(revoked.get("actor").asString()).startsWith("key_");
        assertThat(revoked.get("address").asString()).isEqualTo("127.0.0.1");
        assertThat(revoked.get("request_id").asString()).startsWith("req_");
        operator.put("/v1/projects/" + team.name() + "/limits", "{\"max_queued_jobs\": 7}")
                .assertStatus(200);
        assertThat(operator.get("/v1/audit-log?all=true&limit=1").text())
                .contains("project.limit", team.project(), "max_queued_jobs");
    }

    @Test
    void anActThatWasRefusedHasNoLineAndADeniedRequestHasOne() {
        Team team = team();
        team.admin().post("/v1/api-keys", "{\"name\": \"ci\"}").assertProblem(422, "invalid_request");
        team.admin().delete("/v1/api-keys/key_0").assertProblem(404, "not_found");
        team.viewer().post("/v1/jobs", SMALL_JOB).assertProblem(403, "forbidden");
        JsonNode log = team.admin().get("/v1/audit-log?limit=2").json();
        assertThat(lines(log)).containsExactly("denied POST /v1/jobs", "done api_key.create");
        assertThat(log.at("/data/0/detail").asString()).contains("submitter", "viewer");
        nobody.as("descent_wrong").get("/v1/jobs").assertProblem(401, "unauthenticated");
        JsonNode newest = operator.get("/v1/audit-log?all=true&limit=1").json().at("/data/0");
        assertThat(newest.get("actor").asString()).isEqualTo("nobody");
        assertThat(newest.get("action").asString()).isEqualTo("GET /v1/jobs");
        assertThat(newest.get("project").isNull()).isTrue();
    }

    @Test
    void whoUploadsDataMaySetTheirFirstPrivacyBudgetButChangeNone() {
        Team team = team();
        String rows = "x,label\n1,a\n2,b\n";
        team.submitter().upload("a.csv", rows, "first", budget(1)).assertStatus(201);
        JsonNode set = team.admin().get("/v1/audit-log?limit=1").json().at("/data/0");
        assertThat(set.get("action").asString()).isEqualTo("privacy_budget.set");
        assertThat(set.get("detail").asString()).contains("epsilon 1.0");

        team.submitter().upload("a.csv", rows, "same", budget(1)).assertStatus(201);
        Reply refused = team.submitter().upload("a.csv", rows, "more", budget(50));
        assertThat(refused.assertProblem(403, "forbidden").text()).contains("admin", "epsilon 1.0");
        team.viewer().get("/v1/datasets/more").assertProblem(404, "not_found");
        JsonNode denied = team.admin().get("/v1/audit-log?limit=1").json().at("/data/0");
        assertThat(denied.get("action").asString()).isEqualTo("POST /v1/datasets");
        assertThat(denied.get("outcome").asString()).isEqualTo("denied");
        JsonNode kept = team.viewer().get("/v1/datasets/first/privacy-budget").json();
        assertThat(kept.get("epsilon").asDouble()).isEqualTo(1);

        team.admin().upload("a.csv", rows, "more", budget(50)).assertStatus(201);
        JsonNode changed =
                team.viewer().get("/v1/datasets/first/privacy-budget").json();
        assertThat(changed.get("epsilon").asDouble()).isEqualTo(50);
    }

    private static String budget(double epsilon) {
        return "{\"privacy_budget\": {\"epsilon\": " + epsilon
                + ", \"delta\": 0.00001, \"reason\": \"a new agreement\"}}";
    }

    @Test
    void aRefusalThatACallGivesByARuleOfItsOwnHasALine() {
        Team team = team();
        String builtIn = team.viewer().get("/v1/datasets/iris").json().get("id").asString();
        team.admin().delete("/v1/datasets/" + builtIn).assertProblem(403, "forbidden");
        JsonNode newest = team.admin().get("/v1/audit-log?limit=1").json().at("/data/0");
        assertThat(newest.get("action").asString()).isEqualTo("DELETE /v1/datasets/" + builtIn);
        assertThat(newest.get("detail").asString()).contains("operators alone");
        assertThat(newest.get("actor").asString()).startsWith("key_");
    }

    @Test
    void aBuiltInSetThatAnOperatorDeletesHasALineAndIsMadeAgain() {
        String builtIn = operator.get("/v1/datasets/wine").json().get("id").asString();
        operator.delete("/v1/datasets/" + builtIn).assertStatus(204);
        JsonNode newest = operator.get("/v1/audit-log?limit=1").json().at("/data/0");
        assertThat(newest.get("action").asString()).isEqualTo("built_in_dataset.delete");
        assertThat(newest.get("subject").asString()).isEqualTo(builtIn);
        operator.get("/v1/datasets/wine").assertStatus(200);
    }

    @Test
    void theLogIsReadPageByPageAndOnlyEverAddedTo() {
        Team team = team();
        JsonNode first = team.admin().get("/v1/audit-log?limit=2").json();
        JsonNode second = team.admin()
                .get("/v1/audit-log?limit=2&cursor=" + first.get("next_cursor").asString())
                .json();
        assertThat(lines(first)).hasSize(2);
        assertThat(lines(second)).hasSize(1);
        assertThat(second.get("next_cursor").isNull()).isTrue();
        for (String change :
                List.of("delete from audit_entry", "update audit_entry set actor = 'me'", "truncate audit_entry")) {
            assertThatThrownBy(() -> jdbc.sql(change).update()).hasMessageContaining("only ever added to");
        }
    }
}
