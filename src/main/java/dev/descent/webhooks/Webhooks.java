package dev.descent.webhooks;

import dev.descent.projects.ProjectId;
import dev.descent.spec.Ids;
import dev.descent.spec.InvalidOptions;
import java.security.SecureRandom;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The webhooks of projects. Each method sees those of one project alone. */
@Component
public class Webhooks {
    /**
     * How many a project may have. Each is told of every change of every job, so that this bounds how much a job can have
     * written and sent; and it is fewer than a process has senders, so that one project cannot keep all of them waiting.
     */
    public static final int MOST = 7;

    /** How long the secret before signs too once there is a new one: a day for all receivers to be told. */
    static final Duration GRACE = Duration.ofHours(24);

    static final String EVENT = "evt";

    private final WebhookReading reading;
    private final WebhookRows rows;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final Ids ids = new Ids();
    private final SecureRandom random = new SecureRandom();

    Webhooks(WebhookReading reading, WebhookRows rows, JdbcClient jdbc, TransactionTemplate transaction, Clock clock) {
        this.reading = reading;
        this.rows = rows;
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * A new webhook, with its secret.
     *
     * @throws InvalidOptions with a pointer for every fault
     */
    public Webhook create(ProjectId project, JsonNode body) {
        WebhookRequest request = reading.read(body);
        String id = ids.next("wh", clock.instant());
        Secret secret = Secret.random(random);
        return Objects.requireNonNull(transaction.execute(status -> {
            // Two at once could both be the last that there is room for.
            jdbc.sql("select id from project where id = ? for no key update")
                    .param(project.value())
                    .query(String.class)
                    .single();
            if (list(project).size() >= MOST) {
                throw new InvalidOptions(
                        "", "too_many", "a project has at most " + MOST + " webhooks; delete one before");
            }
            rows.insert(project, id, request, secret);
            return rows.find(project, id).orElseThrow().with(secret);
        }));
    }

    /** Oldest first. */
    public List<Webhook> list(ProjectId project) {
        return rows.list(project);
    }

    public Optional<Webhook> find(ProjectId project, String id) {
        return rows.find(project, id);
    }

    /**
     * Removes a webhook with its deliveries, so that nothing more is sent to it.
     *
     * @return false if the project has none of this id
     */
    public boolean delete(ProjectId project, String id) {
        return jdbc.sql("delete from webhook where id = ? and project_id = ?")
                        .params(id, project.value())
                        .update()
                == 1;
    }

    /** Gives it a new secret; the one before signs too for {@link #GRACE}, the one before that no more. */
    public Optional<Webhook> rotateSecret(ProjectId project, String id) {
        Secret secret = Secret.random(random);
        int changed = jdbc.sql("""
                        update webhook set old_secret = secret, old_secret_until = ?, secret = ?
                        where id = ? and project_id = ?""")
                .params(Timestamp.from(clock.instant().plus(GRACE)), secret.key(), id, project.value())
                .update();
        return changed == 0 ? Optional.empty() : rows.find(project, id).map(webhook -> webhook.with(secret));
    }

    /** Sends it a message that is about nothing, also if it is disabled. */
    public Optional<WebhookDelivery> ping(ProjectId project, String id) {
        Instant now = clock.instant();
        String event = ids.next(EVENT, now);
        ObjectNode message = JsonNodeFactory.instance.objectNode();
        message.put("id", event).put("type", "webhook.ping").put("at", now.toString());
        message.putObject("data").put("webhook", id);
        int added = jdbc.sql("""
                        insert into webhook_delivery (webhook_id, id, type, body, created_at, next_attempt_at)
                        select id, ?, 'webhook.ping', ?, ?, ? from webhook where id = ? and project_id = ?""")
                .params(event, message.toString(), Timestamp.from(now), Timestamp.from(now), id, project.value())
                .update();
        return added == 0 ? Optional.empty() : rows.delivery(id, event);
    }

    /**
     * What was and is to be sent to a webhook, newest first; what has been over for days is forgotten.
     *
     * @param before the id of the last that was seen, or null
     * @return empty if the project has no such webhook
     */
    public Optional<List<WebhookDelivery>> deliveries(
            ProjectId project, String id, @Nullable String before, int limit) {
        return rows.find(project, id).map(webhook -> rows.deliveries(id, before, limit));
    }
}
