package dev.descent.webhooks;

import static dev.descent.projects.ProjectId.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.jobs.Job;
import dev.descent.jobs.JobState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** From a job's change of state to its receiver. */
class DeliveryTest {
    private final TestOutbox outbox = new TestOutbox();
    private final Receiver receiver = new Receiver();

    @AfterEach
    void close() {
        receiver.close();
        outbox.close();
    }

    @Test
    void aMessageTellsWhatHappenedAndIsSigned() {
        Webhook webhook = outbox.create(receiver);
        String job = outbox.job(DEFAULT, JobState.FAILED);
        outbox.sql
                .sql("update job set error_code = 'diverged', error_message = 'it diverged', model_id = null")
                .update();
        outbox.sql
                .sql("insert into job_label values (?, 'team', 'a b')")
                .param(job)
                .update();
        outbox.enter(DEFAULT, job, JobState.FAILED);
        Instant happened = outbox.clock.instant();
        outbox.clock.advance(Duration.ofSeconds(3));
        assertThat(outbox.sendDue()).isEqualTo(1);

        Receiver.Message message = receiver.next();
        WebhookDelivery delivery = outbox.deliveries(webhook).get(0);
        JsonNode body = JsonMapper.shared().readTree(message.body());
        assertThat(message.isSignedWith(String.valueOf(webhook.secret()))).isTrue();
        assertThat(message.header("webhook-id")).isEqualTo(delivery.id()).startsWith("evt_");
        assertThat(message.header("webhook-timestamp"))
                .isEqualTo(Long.toString(happened.plusSeconds(3).getEpochSecond()));
        assertThat(message.header("content-type")).startsWith("application/json");
        assertThat(body.propertyNames()).containsExactly("id", "type", "at", "data");
        assertThat(body.get("id").asString()).isEqualTo(delivery.id());
        assertThat(body.get("type").asString()).isEqualTo("job.state");
        assertThat(Instant.parse(body.get("at").asString())).isEqualTo(happened);
        assertThat(body.get("data")).isEqualTo(JsonMapper.shared().readTree("""
                        {"job": "%1$s", "path": "/v1/jobs/%1$s", "name": "a job", "state": "failed",
                         "reason": "because", "event": 5, "labels": {"team": "a b"}, "model": null,
                         "error": {"code": "diverged", "message": "it diverged", "pointer": null}}""".formatted(job)));
        assertThat(delivery.state()).isEqualTo(WebhookDelivery.State.DELIVERED);
        assertThat(delivery.job()).isEqualTo(job);
        assertThat(delivery.lastStatus()).isEqualTo(204);
        assertThat(delivery.lastError()).isNull();
        assertThat(delivery.nextAttemptAt()).isNull();
        assertThat(outbox.sendDue()).as("what has arrived is not sent again").isZero();
    }

    @Test
    void severalTransitionsOfOneTransactionHaveTheNumbersOfTheirEvents() {
        outbox.create(receiver, JobState.QUEUED, JobState.RUNNING);
        String job = outbox.job(DEFAULT, JobState.RUNNING);
        Instant now = outbox.clock.instant();
        outbox.jobs.entered(
                DEFAULT,
                job,
                List.of(
                        new Job.Transition(JobState.QUEUED, now, null),
                        new Job.Transition(JobState.RUNNING, now, null)));
        assertThat(outbox.sendDue() + outbox.sendDue()).isEqualTo(2);
        assertThat(receiver.next().body()).contains("\"event\" : 4", "\"reason\" : null", "queued");
        assertThat(receiver.next().body()).contains("\"event\" : 5", "running");
    }

    @Test
    void onlyTheChosenStatesAreTold() {
        Webhook ends = outbox.create(receiver);
        Webhook pauses = outbox.create(receiver, JobState.PAUSED);
        for (JobState state : JobState.values()) {
            outbox.ends(state);
        }
        assertThat(outbox.deliveries(ends)).hasSize(3);
        assertThat(outbox.deliveries(pauses)).hasSize(1);
    }

    @Test
    void jobsOfAnotherProjectAreNeverTold() {
        Webhook webhook = outbox.create(receiver);
        String job = outbox.job(TestOutbox.OTHERS, JobState.SUCCEEDED);
        outbox.enter(TestOutbox.OTHERS, job, JobState.SUCCEEDED);
        assertThat(outbox.deliveries(webhook)).isEmpty();
        assertThat(outbox.sendDue()).isZero();
    }

    @Test
    void whatAnotherProjectHasIsNotThere() {
        Webhook webhook = outbox.create(receiver);
        assertThat(outbox.webhooks.list(TestOutbox.OTHERS)).isEmpty();
        assertThat(outbox.webhooks.find(TestOutbox.OTHERS, webhook.id())).isEmpty();
        assertThat(outbox.webhooks.rotateSecret(TestOutbox.OTHERS, webhook.id()))
                .isEmpty();
        assertThat(outbox.webhooks.ping(TestOutbox.OTHERS, webhook.id())).isEmpty();
        assertThat(outbox.webhooks.deliveries(TestOutbox.OTHERS, webhook.id(), null, 1))
                .isEmpty();
        assertThat(outbox.webhooks.delete(TestOutbox.OTHERS, webhook.id())).isFalse();
        assertThat(outbox.webhooks.find(DEFAULT, webhook.id())).isPresent();
    }

    @Test
    void nothingIsSentOfWhatWasRolledBack() {
        Webhook webhook = outbox.create(receiver);
        outbox.transaction.executeWithoutResult(status -> {
            outbox.ends(JobState.SUCCEEDED);
            status.setRollbackOnly();
        });
        assertThat(outbox.deliveries(webhook)).isEmpty();
    }

    @Test
    void theSameEventHasOneIdForAllWebhooks() {
        Webhook one = outbox.create(receiver);
        Webhook two = outbox.create(receiver);
        outbox.ends(JobState.SUCCEEDED);
        assertThat(outbox.deliveries(one).get(0).id())
                .isEqualTo(outbox.deliveries(two).get(0).id());
        assertThat(outbox.sendDue()).isEqualTo(2);
    }

    @Test
    void aDeletedWebhookIsToldNothingMore() {
        Webhook webhook = outbox.create(receiver);
        outbox.ends(JobState.SUCCEEDED);
        assertThat(outbox.webhooks.delete(DEFAULT, webhook.id())).isTrue();
        assertThat(outbox.sendDue()).isZero();
        outbox.ends(JobState.SUCCEEDED);
        assertThat(outbox.sendDue()).isZero();
        assertThat(receiver.waiting()).isZero();
    }

    @Test
    void theSecretBeforeSignsTooForADay() {
        Webhook webhook = outbox.create(receiver);
        String old = String.valueOf(webhook.secret());
        Webhook rotated = outbox.webhooks.rotateSecret(DEFAULT, webhook.id()).orElseThrow();
        String present = String.valueOf(rotated.secret());
        assertThat(rotated.previousSecretUntil())
                .isEqualTo(outbox.clock.instant().plus(Webhooks.GRACE));

        outbox.clock.advance(Webhooks.GRACE.minusMillis(1));
        outbox.ends(JobState.SUCCEEDED);
        outbox.sendDue();
        Receiver.Message both = receiver.next();
        assertThat(both.isSignedWith(present)).isTrue();
        assertThat(both.isSignedWith(old)).isTrue();

        outbox.clock.advance(Duration.ofMillis(1));
        outbox.ends(JobState.SUCCEEDED);
        outbox.sendDue();
        Receiver.Message one = receiver.next();
        assertThat(one.isSignedWith(present)).isTrue();
        assertThat(one.isSignedWith(old)).isFalse();
        assertThat(outbox.webhooks.find(DEFAULT, webhook.id()).orElseThrow().previousSecretUntil())
                .isNull();
    }

    @Test
    void onlyTheAnswersThatMakeASecretHaveIt() {
        Webhook webhook = outbox.create(receiver);
        assertThat(webhook.secret()).startsWith("whsec_");
        assertThat(webhook).hasToString(webhook.id());
        assertThat(outbox.webhooks.list(DEFAULT))
                .allSatisfy(listed -> assertThat(listed.secret()).isNull());
        assertThat(outbox.webhooks.find(DEFAULT, webhook.id()).orElseThrow().secret())
                .isNull();
    }

    @Test
    void deliveriesArePagedFromTheNewestBackwards() {
        Webhook webhook = outbox.create(receiver);
        for (int i = 0; i < 5; i++) {
            outbox.ends(JobState.SUCCEEDED);
        }
        List<WebhookDelivery> all = outbox.deliveries(webhook);
        assertThat(all).hasSize(5).extracting(WebhookDelivery::id).isSortedAccordingTo((a, b) -> b.compareTo(a));
        assertThat(outbox.webhooks.deliveries(DEFAULT, webhook.id(), all.get(1).id(), 2))
                .hasValue(all.subList(2, 4));
    }
}
