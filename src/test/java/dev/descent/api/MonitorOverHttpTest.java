package dev.descent.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Who may read what the service tells of itself where there is a login. */
class MonitorOverHttpTest extends GuardedApiTest {
    private static final String METRICS = "/actuator/prometheus";
    private static final String HEALTH = "/actuator/health";

    @Test
    void nobodyReadsFiguresOrDetailsWithoutALogin() {
        nobody.get(METRICS).assertProblem(401, "unauthenticated");
        for (String path : List.of(HEALTH, HEALTH + "/liveness", HEALTH + "/readiness")) {
            Reply health = nobody.get(path).assertStatus(200);
            assertThat(health.json().get("status").asString()).isEqualTo("UP");
            assertThat(health.text()).doesNotContain("details", "components");
        }
        assertThat(nobody.get(HEALTH + "/db").status()).isEqualTo(404);
    }

    @Test
    void whoHasARoleInAllProjectsReadsThem() {
        for (String token : List.of(OPERATOR_KEY, issuer().token("ann", "*:viewer"))) {
            Client client = nobody.as(token);
            client.get(METRICS).assertStatus(200);
            assertThat(client.get(HEALTH).assertStatus(200).text()).contains("\"engine\":{\"details\"");
        }
    }

    @Test
    void rolesInProjectsAreNotEnough() {
        Team team = team();
        for (Client client :
                List.of(team.viewer(), team.admin(), nobody.as(issuer().token("ann", team.name() + ":admin")))) {
            client.get(METRICS).assertProblem(403, "forbidden");
            assertThat(client.get(HEALTH).assertStatus(200).text()).doesNotContain("details");
        }
    }

    @Test
    void theMetricsKeyReadsThemAndNothingElse() {
        Client scraper = nobody.as(METRICS_KEY);
        scraper.get(METRICS).assertStatus(200);
        assertThat(scraper.get(HEALTH).assertStatus(200).text()).contains("\"engine\":{\"details\"");
        scraper.get("/v1/jobs").assertProblem(403, "forbidden");
        scraper.with("Descent-Project", "default").get("/v1/jobs").assertProblem(403, "forbidden");
        scraper.post("/v1/jobs", SMALL_JOB).assertProblem(403, "forbidden");
        scraper.get("/v1/whoami").assertProblem(403, "forbidden");
    }
}
