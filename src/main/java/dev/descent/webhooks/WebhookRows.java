package dev.descent.webhooks;

import dev.descent.jobs.JobState;
import dev.descent.projects.ProjectId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The tables as clients see them: no secret is ever read here. */
@Component
class WebhookRows {
    private static final String COLUMNS =
            "select id, url, description, states, old_secret_until, created_at, disabled_at from webhook ";

    private final JdbcClient jdbc;
    private final Clock clock;

    WebhookRows(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    void insert(ProjectId project, String id, WebhookRequest request, Secret secret) {
        jdbc.sql("""
                        insert into webhook (id, project_id, url, description, states, secret, created_at)
                        values (:id, :project, :url, :description, :states, :secret, :now)""")
                .param("id", id)
                .param("project", project.value())
                .param("url", request.url())
                .param("description", request.description())
                .param("states", request.states().stream().map(JobState::wire).toArray(String[]::new))
                .param("secret", secret.key())
                .param("now", Timestamp.from(clock.instant()))
                .update();
    }

    List<Webhook> list(ProjectId project) {
        return jdbc.sql(COLUMNS + "where project_id = ? order by id")
                .param(project.value())
                .query(this::webhook)
                .list();
    }

    Optional<Webhook> find(ProjectId project, String id) {
        return jdbc.sql(COLUMNS + "where id = ? and project_id = ?")
                .params(id, project.value())
                .query(this::webhook)
                .optional();
    }

    private Webhook webhook(ResultSet row, int n) throws SQLException {
        Instant until = instant(row, "old_secret_until");
        return new Webhook(
                row.getString("id"),
                "webhook",
                row.getString("url"),
                row.getString("description"),
                Arrays.stream((String[]) row.getArray("states").getArray())
                        .map(JobState::ofWire)
                        .toList(),
                null,
                until != null && until.isAfter(clock.instant()) ? until : null,
                row.getTimestamp("created_at").toInstant(),
                instant(row, "disabled_at"));
    }

    Optional<WebhookDelivery> delivery(String webhook, String id) {
        return jdbc.sql("select * from webhook_delivery where webhook_id = ? and id = ?")
                .params(webhook, id)
                .query(WebhookRows::delivery)
                .optional();
    }

    List<WebhookDelivery> deliveries(String webhook, @Nullable String before, int limit) {
        return jdbc.sql("""
                        select * from webhook_delivery where webhook_id = :webhook
                        and (cast(:before as text) is null or id < :before) order by id desc limit :limit""")
                .param("webhook", webhook)
                .param("before", before)
                .param("limit", limit)
                .query(WebhookRows::delivery)
                .list();
    }

    private static WebhookDelivery delivery(ResultSet row, int n) throws SQLException {
        return new WebhookDelivery(
                row.getString("id"),
                "webhook_delivery",
                row.getString("type"),
                row.getString("job_id"),
                WebhookDelivery.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                row.getInt("attempts"),
                row.getObject("last_status", Integer.class),
                row.getString("last_error"),
                row.getTimestamp("created_at").toInstant(),
                instant(row, "last_attempt_at"),
                instant(row, "next_attempt_at"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp time = row.getTimestamp(column);
        return time == null ? null : time.toInstant();
    }
}
