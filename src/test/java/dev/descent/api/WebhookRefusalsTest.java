package dev.descent.api;

import org.junit.jupiter.api.Test;

class WebhookRefusalsTest extends ApiTest {
    @Test
    void allFaultsOfAWebhookAreToldAtOnce() {
        client.post(
                        "/v1/webhooks",
                        "{\"url\": \"ftp://me@10.0.0.1/#x\", \"states\": [\"done\"], \"description\": 7, \"sates\": 1}")
                .assertProblem(422, "invalid_request")
                .assertPointers("/url", "/url", "/url", "/states/0", "/description", "/sates");
        client.post("/v1/webhooks", "{\"states\": []}")
                .assertProblem(422, "invalid_request")
                .assertPointers("/url", "/states");
        client.post("/v1/webhooks", "[]").assertProblem(422, "invalid_request").assertPointers("");
        client.post("/v1/webhooks", "{").assertProblem(400, "malformed_json");
    }

    @Test
    void aWebhookThatIsNotThereIsNotFound() {
        client.get("/v1/webhooks/wh_none").assertProblem(404, "not_found");
        client.get("/v1/webhooks/job_none").assertProblem(404, "not_found").assertDetail("the id of a job");
        client.delete("/v1/webhooks/wh_none").assertProblem(404, "not_found");
    }
}
