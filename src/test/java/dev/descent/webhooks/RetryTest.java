package dev.descent.webhooks;

import static dev.descent.projects.ProjectId.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.jobs.JobState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of messages that do not arrive. */
class RetryTest {
    private final TestOutbox outbox = new TestOutbox();
    private final Receiver receiver = new Receiver();

    @AfterEach
    void close() {
        receiver.close();
        outbox.close();
    }

    private WebhookDelivery only(Webhook webhook) {
        List<WebhookDelivery> all = outbox.deliveries(webhook);
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    /** Follows the table to its end, and says what each failure must look like. */
    private void failsByTheTable(Webhook webhook, String error) {
        outbox.ends(JobState.SUCCEEDED);
        int attempt = 0;
        for (Duration delay : Retries.DELAYS) {
            assertThat(outbox.sendDue()).isEqualTo(1);
            WebhookDelivery failed = only(webhook);
            assertThat(failed.state()).isEqualTo(WebhookDelivery.State.PENDING);
            assertThat(failed.attempts()).isEqualTo(++attempt);
            assertThat(failed.lastError()).isEqualTo(error);
            assertThat(failed.nextAttemptAt()).isEqualTo(outbox.clock.instant().plus(delay));
            outbox.clock.advance(delay.minusMillis(1));
            assertThat(outbox.sendDue()).as("before its time").isZero();
            outbox.clock.advance(Duration.ofMillis(1));
        }
        assertThat(outbox.sendDue()).isEqualTo(1);
        WebhookDelivery givenUp = only(webhook);
        assertThat(givenUp.state()).isEqualTo(WebhookDelivery.State.FAILED);
        assertThat(givenUp.nextAttemptAt()).isNull();
        outbox.clock.advance(Duration.ofDays(30));
        assertThat(outbox.sendDue()).isZero();
    }

    @Test
    void afterAnErrorItIsSentAgainByTheTableWithTheSameIdAndThenGivenUp() {
        Webhook webhook = outbox.create(receiver);
        receiver.answers(500);
        failsByTheTable(webhook, "the receiver answered 500");
        assertThat(receiver.waiting()).isEqualTo(Retries.DELAYS.size() + 1);
        Receiver.Message first = receiver.next();
        Receiver.Message second = receiver.next();
        assertThat(second.header("webhook-id")).isEqualTo(first.header("webhook-id"));
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.header("webhook-timestamp")).isNotEqualTo(first.header("webhook-timestamp"));
        assertThat(second.isSignedWith(String.valueOf(webhook.secret()))).isTrue();
        assertThat(outbox.attempts("failed")).isEqualTo(Retries.DELAYS.size());
        assertThat(outbox.attempts("given_up")).isEqualTo(1);
    }

    @Test
    void afterARefusedConnectionItIsSentAgainByTheTableAndThenGivenUp() {
        Webhook webhook = outbox.create(receiver);
        receiver.close();
        failsByTheTable(webhook, "the connection was refused");
    }

    @Test
    void whatArrivesAtLastIsDelivered() {
        Webhook webhook = outbox.create(receiver);
        receiver.answers(503);
        outbox.ends(JobState.SUCCEEDED);
        outbox.sendDue();
        receiver.answers(200);
        outbox.clock.advance(Retries.DELAYS.get(0));
        outbox.sendDue();
        assertThat(only(webhook).state()).isEqualTo(WebhookDelivery.State.DELIVERED);
        assertThat(only(webhook).attempts()).isEqualTo(2);
        assertThat(only(webhook).lastError()).isNull();
        assertThat(outbox.attempts("failed")).isEqualTo(1);
        assertThat(outbox.attempts("delivered")).isEqualTo(1);
    }

    @Test
    void whatAKilledProcessHadTakenIsSentByAnother() {
        Webhook webhook = outbox.create(receiver);
        outbox.ends(JobState.SUCCEEDED);
        assertThat(outbox.anotherQueue().claim(10, List.of())).hasSize(1);

        assertThat(outbox.sendDue()).as("another is sending it").isZero();
        outbox.clock.advance(DeliveryQueue.LEASE);
        assertThat(outbox.sendDue()).isEqualTo(1);
        assertThat(receiver.next().isSignedWith(String.valueOf(webhook.secret())))
                .isTrue();
        assertThat(only(webhook).attempts()).isEqualTo(2);
    }

    @Test
    void theFailureOfAProcessThatWasTooSlowChangesNothing() {
        Webhook webhook = outbox.create(receiver);
        outbox.ends(JobState.SUCCEEDED);
        DeliveryQueue slow = outbox.anotherQueue();
        Claimed lost = slow.claim(10, List.of()).get(0);
        outbox.clock.advance(DeliveryQueue.LEASE);
        assertThat(outbox.queue.claim(10, List.of())).hasSize(1);
        WebhookDelivery before = only(webhook);
        slow.record(lost, Outcome.failed("too slow"));
        assertThat(only(webhook)).isEqualTo(before);
        slow.record(lost, Outcome.answered(200));
        assertThat(only(webhook).state()).as("it has arrived all the same").isEqualTo(WebhookDelivery.State.DELIVERED);
    }

    @Test
    void aReceiverThatIsGoneIsToldNothingUntilItAnswersAPing() {
        Webhook webhook = outbox.create(receiver);
        receiver.answers(410);
        outbox.ends(JobState.SUCCEEDED);
        outbox.ends(JobState.FAILED);
        assertThat(outbox.pending()).isEqualTo(2);
        outbox.sendDue();
        assertThat(outbox.attempts("gone")).isEqualTo(1);
        assertThat(outbox.webhooks.find(DEFAULT, webhook.id()).orElseThrow().disabledAt())
                .isEqualTo(outbox.clock.instant());
        assertThat(outbox.deliveries(webhook))
                .extracting(WebhookDelivery::state)
                .containsExactly(WebhookDelivery.State.FAILED, WebhookDelivery.State.FAILED);
        assertThat(outbox.deliveries(webhook))
                .extracting(WebhookDelivery::lastError)
                .containsExactlyInAnyOrder("the receiver answered 410", "the webhook was disabled");
        outbox.ends(JobState.SUCCEEDED);
        assertThat(outbox.deliveries(webhook)).hasSize(2);

        receiver.answers(200);
        assertThat(outbox.webhooks.ping(DEFAULT, webhook.id())).isPresent();
        assertThat(outbox.sendDue()).isEqualTo(1);
        assertThat(outbox.webhooks.find(DEFAULT, webhook.id()).orElseThrow().disabledAt())
                .isNull();
        outbox.ends(JobState.SUCCEEDED);
        assertThat(outbox.deliveries(webhook)).hasSize(4);
    }

    @Test
    void webhooksTakeTurnsHoweverMuchOneHasToSend() {
        Webhook much = outbox.create(receiver);
        for (int i = 0; i < 5; i++) {
            outbox.ends(JobState.SUCCEEDED);
        }
        outbox.clock.advance(Duration.ofSeconds(1));
        Webhook little = outbox.create(receiver);
        outbox.ends(JobState.SUCCEEDED);
        List<Claimed> turns = new ArrayList<>(outbox.queue.claim(1, List.of()));
        outbox.clock.advance(Duration.ofSeconds(1));
        turns.addAll(outbox.queue.claim(1, List.of()));
        assertThat(turns).extracting(Claimed::webhook).containsExactlyInAnyOrder(much.id(), little.id());
        assertThat(outbox.queue.claim(10, List.of(much.id()))).as("passed by").isEmpty();
    }

    @Test
    void whatHasBeenOverForLongIsDeletedAndWhatWaitsIsNot() {
        Webhook webhook = outbox.create(receiver);
        outbox.ends(JobState.SUCCEEDED);
        outbox.sendDue();
        receiver.close();
        outbox.ends(JobState.SUCCEEDED);
        outbox.clock.advance(DeliveryQueue.RETENTION);
        assertThat(outbox.queue.expire()).isFalse();
        assertThat(outbox.deliveries(webhook)).hasSize(2);
        outbox.clock.advance(Duration.ofMillis(1));
        outbox.queue.expire();
        assertThat(only(webhook).state()).isEqualTo(WebhookDelivery.State.PENDING);
    }
}
