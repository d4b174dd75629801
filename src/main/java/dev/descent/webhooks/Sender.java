package dev.descent.webhooks;

import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Signs and sends what the queue has given out. */
@Component
class Sender {
    private final WebhookClient client;
    private final Clock clock;

    Sender(WebhookClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    Outcome send(Claimed claimed) {
        Instant now = clock.instant();
        String signatures = claimed.secrets().stream()
                .map(secret -> secret.sign(claimed.id(), now, claimed.body()))
                .collect(Collectors.joining(" "));
        return client.post(
                URI.create(claimed.url()),
                Map.of(
                        "webhook-id", claimed.id(),
                        "webhook-timestamp", Long.toString(now.getEpochSecond()),
                        "webhook-signature", signatures),
                claimed.body());
    }
}
