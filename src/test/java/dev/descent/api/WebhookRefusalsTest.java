package dev.descent.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Webhooks where private addresses are not allowed. */
class WebhookRefusalsTest extends ApiTest {
    @Test
    void allFaultsOfAWebhookAreToldAtOnce() {
        client.post(
                        "/v1/webhooks",
                        "{\"url\": \"http://me@10.0.0.1/#x\", \"states\": [\"done\"], \"description\": 7, \"sates\": 1}")
                .assertProblem(422, "invalid_request")
                .assertPointers("/url", "/url", "/url", "/url", "/states/0", "/description", "/sates");
        client.post("/v1/webhooks", "{\"states\": []}")
                .assertProblem(422, "invalid_request")
                .assertPointers("/url", "/states");
        client.post("/v1/webhooks", "[]").assertProblem(422, "invalid_request").assertPointers("");
        client.post("/v1/webhooks", "{").assertProblem(400, "malformed_json");
        assertThat(client.get("/v1/webhooks").json().get("data")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://127.0.0.1/", "https://169.254.169.254/latest", "https://[::1]/", "https://localhost/"})
    void anAddressThatIsNotPublicIsRefusedAtCreation(String url) {
        client.post("/v1/webhooks", "{\"url\": \"" + url + "\"}")
                .assertProblem(422, "invalid_request")
                .assertPointers("/url")
                .assertDetail("not public");
    }

    @Test
    void aWebhookThatIsNotThereIsNotFound() {
        client.get("/v1/webhooks/wh_none").assertProblem(404, "not_found");
        client.get("/v1/webhooks/job_none").assertProblem(404, "not_found").assertDetail("the id of a job");
        client.delete("/v1/webhooks/wh_none").assertProblem(404, "not_found");
    }
}
