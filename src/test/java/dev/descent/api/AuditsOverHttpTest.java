package dev.descent.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Audits of private jobs, from their submission to what they found. */
class AuditsOverHttpTest extends ApiTest {
    private static final String DP_SGD = "{\"type\": \"dp_sgd\", \"noise_multiplier\": 2.0, \"delta\": 1e-5}";

    private static String job(String mechanism, String audit) {
        return """
                {"dataset": "two_moons?rows=200&seed=%d", "model": "mlp", "objective": "classification",
                 "duration": {"steps": 100}, "sampler": {"type": "poisson", "batch_size": 16, "rate": 0.08},
                 "mechanism": %s, "preprocessing": {"numeric": "none"},
                 "evaluation": {"validation_fraction": 0} %s}""".formatted(UUID.randomUUID().getMostSignificantBits() >>> 34, mechanism, audit);
    }

    private JsonNode submit(String spec) {
        return client.post("/v1/audits", spec).assertStatus(201).json();
    }

    private JsonNode get(JsonNode audit) {
        return client.get("/v1/audits/" + audit.get("id").asString())
                .assertStatus(200)
                .json();
    }

    @Test
    void anAuditIsAJobThatIsChargedAndSaysWhatItFoundBesideTheClaim() {
        JsonNode submitted =
                submit(job(DP_SGD, ", \"audit\": {\"canaries\": 400, \"guesses\": 40, \"confidence\": 0.99}"));
        assertThat(submitted.get("object").asString()).isEqualTo("audit");
        assertThat(submitted.get("epsilon_lower_bound").isNull()).isTrue();
        JsonNode job = client.await(submitted.get("id").asString());
        assertThat(job.get("state").asString()).as(job.toString()).isEqualTo("succeeded");

        JsonNode audit = get(submitted);
        assertThat(audit.get("state").asString()).isEqualTo("succeeded");
        assertThat(audit.get("canaries").asInt()).isEqualTo(400);
        assertThat(audit.get("guesses").asInt()).isEqualTo(40);
        assertThat(audit.get("correct").asInt()).isBetween(0, 40);
        assertThat(audit.get("confidence").asDouble()).isEqualTo(0.99);
        assertThat(audit.get("delta").asDouble()).isEqualTo(1e-5);
        double claimed = job.get("privacy").get("epsilon_spent").asDouble();
        assertThat(claimed).isGreaterThan(0);
        assertThat(job.get("privacy").get("steps_charged").asLong()).isEqualTo(100);
        assertThat(audit.get("epsilon_claimed").asDouble()).isEqualTo(claimed);
        // The coins of this run are new in every test run: a sound engine exceeds the claim once in a hundred at most.
        assertThat(audit.get("epsilon_lower_bound").asDouble()).isGreaterThanOrEqualTo(0);
        assertThat(audit.get("refuted").asBoolean())
                .isEqualTo(audit.get("epsilon_lower_bound").asDouble() > claimed);
    }

    @Test
    void aJobWithoutPrivacyCannotBeAudited() {
        JsonNode problem =
                client.post("/v1/audits", job("\"none\"", "")).assertStatus(422).json();
        assertThat(problem.get("errors").get(0).get("pointer").asString()).isEqualTo("/audit");
    }

    @Test
    void whatIsNoAuditIsNotFound() {
        String id = client.submit(job(DP_SGD, ""));
        client.get("/v1/audits/" + id).assertStatus(404);
        client.get("/v1/audits/job_none").assertStatus(404);
        client.post("/v1/audits", "[]").assertStatus(422);
        client.post("/v1/audits", "{").assertStatus(400);
        client.await(id);
    }

    @Test
    void anAuditThatIsNullIsTheDefaultOne() {
        JsonNode submitted = submit(job(DP_SGD, ", \"audit\": null"));
        JsonNode usual = submit(job(DP_SGD, ""));
        assertThat(submitted.get("canaries")).isEqualTo(usual.get("canaries"));
        client.await(submitted.get("id").asString());
        client.await(usual.get("id").asString());
    }

    @Test
    void theSameRequestAnswersTheSameAudit() {
        String spec = job(DP_SGD, "");
        String key = UUID.randomUUID().toString();
        JsonNode first = client.post("/v1/audits", spec, "Idempotency-Key", key).json();
        JsonNode again = client.post("/v1/audits", spec, "Idempotency-Key", key).json();
        assertThat(again.get("id")).isEqualTo(first.get("id"));
        client.await(first.get("id").asString());
    }
}
