package dev.descent.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Who is let in, and with which role. */
class LoginOverHttpTest extends GuardedApiTest {
    /** Calls that need another role than viewer for reading and submitter for the rest. */
    private static final Map<String, String> EXCEPTIONS = Map.ofEntries(
            Map.entry("predict", "viewer"),
            Map.entry("previewSchedule", "viewer"),
            Map.entry("setPrivacyBudget", "admin"),
            Map.entry("createApiKey", "admin"),
            Map.entry("listApiKeys", "admin"),
            Map.entry("revokeApiKey", "admin"),
            Map.entry("listAuditLog", "admin"),
            Map.entry("createWebhook", "admin"),
            Map.entry("listWebhooks", "admin"),
            Map.entry("getWebhook", "admin"),
            Map.entry("deleteWebhook", "admin"),
            Map.entry("rotateWebhookSecret", "admin"),
            Map.entry("pingWebhook", "admin"),
            Map.entry("listWebhookDeliveries", "admin"),
            Map.entry("createProject", "operator"),
            Map.entry("listProjects", "operator"),
            Map.entry("getProject", "operator"),
            Map.entry("setProjectLimits", "operator"),
            Map.entry("deleteProject", "operator"));

    private static final List<String> ROLES = List.of("viewer", "submitter", "admin", "operator");

    @Autowired
    private JdbcClient jdbc;

    @Test
    void withoutALoginOnlyTheDescriptionAndTheHealthCanBeRead() {
        Reply refused = nobody.get("/v1/jobs").assertProblem(401, "unauthenticated");
        assertThat(refused.header("WWW-Authenticate")).startsWith("Bearer");
        nobody.post("/v1/jobs", SMALL_JOB).assertProblem(401, "unauthenticated");
        nobody.get("/v1/no-such-call").assertProblem(401, "unauthenticated");
        nobody.get("/actuator/prometheus").assertProblem(401, "unauthenticated");
        nobody.get("/v3/api-docs").assertStatus(200);
        nobody.get("/actuator/health/liveness").assertStatus(200);
        nobody.get("/").assertStatus(200);
        operator.get("/actuator/prometheus").assertStatus(200);
    }

    @Test
    void whatIsNoTokenOfThisServerIsRefused() {
        for (String token : List.of(
                "descent_never-made",
                OPERATOR_KEY + "x",
                OPERATOR_KEY.substring(1),
                "a.b.c",
                issuer().expired("ann", "default:admin"),
                issuer().ofAnotherIssuer("ann", "default:admin"),
                issuer().signedByAnotherKey("ann", "default:admin"))) {
            Reply reply = nobody.as(token).get("/v1/jobs").assertProblem(401, "unauthenticated");
            assertThat(reply.header("WWW-Authenticate")).contains("invalid_token");
            assertThat(reply.text()).doesNotContain(token);
        }
        nobody.with("Authorization", "Basic YTpi").get("/v1/jobs").assertProblem(401, "unauthenticated");
    }

    @Test
    void aKeysSecretIsShownOnceAndKeptNowhere() {
        Team team = team();
        JsonNode key = key(team.name(), "viewer");
        String secret = key.get("secret").asString();
        assertThat(secret).matches("descent_[A-Za-z0-9_-]{43}");
        assertThat(team.admin().get("/v1/api-keys").assertStatus(200).text())
                .contains(key.get("id").asString(), "\"secret\":null")
                .doesNotContain(secret);
        for (String table : List.of("api_key", "audit_entry")) {
            assertThat(jdbc.sql("select coalesce(string_agg(t::text, ' '), '') from " + table + " t")
                            .query(String.class)
                            .single())
                    .doesNotContain(secret)
                    .doesNotContain(secret.substring(8));
        }
    }

    @Test
    void aRevokedKeyIsRefusedAtOnceAndItsJobsGoOn() {
        Team team = team();
        JsonNode key = key(team.name(), "submitter");
        Client client = nobody.as(key.get("secret").asString());
        String job = client.submit(SMALL_JOB);
        team.admin().delete("/v1/api-keys/" + key.get("id").asString()).assertStatus(204);
        client.get("/v1/jobs/" + job).assertProblem(401, "unauthenticated");
        assertThat(team.viewer().await(job).get("state").asString()).isEqualTo("succeeded");
        team.admin().delete("/v1/api-keys/" + key.get("id").asString()).assertProblem(404, "not_found");
    }

    @Test
    void aKeyIsNotValidAfterItsTime() {
        Team team = team();
        JsonNode key = team.admin()
                .post("/v1/api-keys", "{\"name\": \"short\", \"role\": \"viewer\", \"valid_for\": \"PT1H\"}")
                .assertStatus(201)
                .json();
        Client client = nobody.as(key.get("secret").asString());
        client.get("/v1/jobs").assertStatus(200);
        jdbc.sql("update api_key set expires_at = now() where id = ?")
                .param(key.get("id").asString())
                .update();
        client.get("/v1/jobs").assertProblem(401, "unauthenticated");
    }

    @Test
    void nobodyMakesAKeyThatMayMoreThanAnAdmin() {
        Team team = team();
        team.admin()
                .post("/v1/api-keys", "{\"name\": \"\", \"role\": \"operator\", \"valid_for\": \"PT-1H\"}")
                .assertProblem(422, "invalid_request")
                .assertPointers("/name");
        team.admin()
                .post("/v1/api-keys", "{\"name\": \"x\", \"role\": \"operator\"}")
                .assertProblem(422, "invalid_request")
                .assertPointers("/role");
    }

    /** Every call of the document, by every role. */
    @TestFactory
    Stream<DynamicTest> everyCallNeedsItsRole() {
        Team team = team();
        Map<String, Client> clients =
                Map.of("viewer", team.viewer(), "submitter", team.submitter(), "admin", team.admin());
        JsonNode document = nobody.get("/v3/api-docs").json();
        return document.get("paths")
                .propertyStream()
                .flatMap(path -> path.getValue()
                        .propertyStream()
                        .map(call -> DynamicTest.dynamicTest(
                                call.getValue().get("operationId").asString(),
                                () -> clients.forEach((role, client) -> {
                                    String method = call.getKey().toUpperCase(Locale.ROOT);
                                    String needed = EXCEPTIONS.getOrDefault(
                                            call.getValue().get("operationId").asString(),
                                            method.equals("GET") ? "viewer" : "submitter");
                                    Reply reply = client.send(
                                            client.request(path.getKey().replaceAll("\\{[a-z]+\\}", "nothing"))
                                                    .header("Content-Type", mediaType(call.getValue()))
                                                    .method(method, BodyPublishers.noBody())
                                                    .build());
                                    if (ROLES.indexOf(role) < ROLES.indexOf(needed)) {
                                        reply.assertProblem(403, "forbidden").assertDetail("needs the role " + needed);
                                    } else {
                                        assertThat(reply.status())
                                                .as(reply::text)
                                                .isNotIn(401, 403, 500);
                                    }
                                }))));
    }

    private static String mediaType(JsonNode call) {
        return call.at("/requestBody/content").propertyNames().stream()
                .findFirst()
                .map(type -> type.startsWith("multipart") ? type + "; boundary=b" : type)
                .orElse("application/json");
    }

    @Test
    void aTokenOfTheProviderHasTheRolesThatItsClaimLists() {
        Team one = team();
        Team other = team();
        Client ann = nobody.as(issuer().token("ann", one.name() + ":submitter", "noise", "x:y:z"));
        JsonNode self = ann.get("/v1/whoami").assertStatus(200).json();
        assertThat(self.get("name").asString()).isEqualTo("ann");
        assertThat(self.get("role").asString()).isEqualTo("submitter");
        assertThat(self.at("/project/id").asString()).isEqualTo(one.project());
        ann.get("/v1/audit-log").assertProblem(403, "forbidden");

        Client both = nobody.as(issuer().token("bob", one.name() + ":viewer", other.project() + ":admin"));
        both.get("/v1/jobs").assertProblem(400, "invalid_parameter").assertDetail("Descent-Project");
        both.with("Descent-Project", other.name()).get("/v1/api-keys").assertStatus(200);
        both.with("Descent-Project", one.project()).get("/v1/api-keys").assertProblem(403, "forbidden");

        Client root = nobody.as(issuer().token("root", "*:operator"));
        assertThat(root.get("/v1/whoami").json().get("role").asString()).isEqualTo("operator");
        root.with("Descent-Project", other.name()).get("/v1/jobs").assertStatus(200);
        nobody.as(issuer().token("eve", one.name() + ":operator"))
                .get("/v1/jobs")
                .assertProblem(403, "forbidden");
        nobody.as(issuer().token("eve")).get("/v1/jobs").assertProblem(403, "forbidden");
    }

    @Test
    void whileTheProvidersKeysCannotBeHadItsTokensAreNeitherRightNorWrong() {
        issuer().setBroken(true);
        try {
            Reply reply = nobody.as(issuer().signedByNewKey("ann", "default:viewer"))
                    .get("/v1/jobs")
                    .assertProblem(503, "unavailable");
            assertThat(Integer.parseInt(reply.header("Retry-After"))).isPositive();
        } finally {
            issuer().setBroken(false);
        }
    }

    @Test
    void theStreamOfARevokedKeyEnds() {
        Team team = team();
        JsonNode key = key(team.name(), "viewer");
        String job = team.submitter().submit(SMALL_JOB.replace("{\"steps\": 3}", "{\"steps\": 1000000000}"));
        List<String> heard = new ArrayList<>();
        nobody.as(key.get("secret").asString()).follow(job, 0, event -> {
            if (heard.isEmpty()) {
                team.admin().delete("/v1/api-keys/" + key.get("id").asString()).assertStatus(204);
            }
            return heard.add(event.type());
        });
        assertThat(team.viewer().get("/v1/jobs/" + job).json().get("state").asString())
                .isIn("queued", "running");
        team.submitter().post("/v1/jobs/" + job + "/cancel").assertStatus(202);
        team.viewer().await(job);
    }

    @Test
    void aBuiltInSetIsNotDeletedByOneOfTheProjectsThatUseIt() {
        Team team = team();
        assertThat(team.viewer().get("/v1/datasets/wine").json().get("id").asString())
                .isEqualTo("ds_wine");
        team.admin().delete("/v1/datasets/ds_wine").assertProblem(403, "forbidden");
        operator.delete("/v1/datasets/ds_wine").assertStatus(204);
        team.viewer().get("/v1/datasets/wine").assertStatus(200);
    }

    @Test
    void aProjectOfOthersAndOneThatIsNotThereAreRefusedAlike() {
        Team one = team();
        Team other = team();
        String there = one.admin()
                .with("Descent-Project", other.name())
                .get("/v1/jobs")
                .text();
        String nowhere =
                one.admin().with("Descent-Project", "team-0").get("/v1/jobs").text();
        assertThat(withoutId(there).replace(other.name(), "?"))
                .isEqualTo(withoutId(nowhere).replace("team-0", "?"));
        one.admin().with("Descent-Project", other.name()).get("/v1/jobs").assertProblem(403, "forbidden");
        operator.with("Descent-Project", "team-0").get("/v1/jobs").assertProblem(404, "not_found");
    }

    private static String withoutId(String problem) {
        return problem.replaceAll("req_[0-9a-f]+", "req");
    }
}
