package dev.descent.webhooks;

import dev.descent.webhooks.WebhookMeters.Result;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** The deliveries that wait, and those that processes are sending. */
@Component
class DeliveryQueue {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryQueue.class);

    /**
     * After this time a delivery counts as lost with the process that was sending it. Well above the time that a request
     * may take, so that clocks of processes may differ; where they differ more, a message goes out twice.
     */
    static final Duration LEASE = Duration.ofMinutes(1);

    /** How long what is over can be looked up. */
    static final Duration RETENTION = Duration.ofDays(7);

    private static final int EXPIRED_AT_ONCE = 1000;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Retries retries;
    private final WebhookMeters meters;
    private final Clock clock;

    DeliveryQueue(
            JdbcClient jdbc, TransactionTemplate transaction, Retries retries, WebhookMeters meters, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.retries = retries;
        this.meters = meters;
        this.clock = clock;
    }

    /**
     * Takes deliveries that are due, at most one of each webhook, from the webhook whose last turn was the longest time
     * ago. Costs as much as there are webhooks with something to send, however much that is.
     *
     * @param busy webhooks to pass by
     */
    List<Claimed> claim(int most, Collection<String> busy) {
        Instant now = clock.instant();
        return jdbc.sql("""
                        with recursive waiting (id) as (
                            (select webhook_id from webhook_delivery where state = 'pending' order by webhook_id limit 1)
                            union all
                            select (select webhook_id from webhook_delivery
                                where state = 'pending' and webhook_id > waiting.id order by webhook_id limit 1)
                            from waiting where waiting.id is not null),
                        turn as (
                            select * from webhook w
                            where id in (select id from waiting) and id <> all(:busy) and exists (
                                select from webhook_delivery where webhook_id = w.id and state = 'pending'
                                and next_attempt_at <= :now)
                            order by last_turn limit :most for no key update skip locked),
                        due as (
                            select d.* from turn cross join lateral (
                                select webhook_id, id from webhook_delivery
                                where webhook_id = turn.id and state = 'pending' and next_attempt_at <= :now
                                order by next_attempt_at limit 1 for update skip locked) d),
                        turned as (
                            update webhook set last_turn = :now where id in (select webhook_id from due))
                        update webhook_delivery d
                        set attempts = attempts + 1, last_attempt_at = :now, next_attempt_at = :lost
                        from due join turn on turn.id = due.webhook_id
                        where d.webhook_id = due.webhook_id and d.id = due.id
                        returning d.webhook_id, d.id, d.body, d.attempts, turn.url, turn.secret,
                            case when turn.old_secret_until > :now then turn.old_secret end as old_secret""")
                .param("busy", busy.toArray(new String[0]))
                .param("now", Timestamp.from(now))
                .param("most", most)
                .param("lost", Timestamp.from(now.plus(LEASE)))
                .query(DeliveryQueue::claimed)
                .list();
    }

    private static Claimed claimed(ResultSet row, int n) throws SQLException {
        List<Secret> secrets = new ArrayList<>(List.of(new Secret(row.getBytes("secret"))));
        byte[] old = row.getBytes("old_secret");
        if (old != null) {
            secrets.add(new Secret(old));
        }
        return new Claimed(
                row.getString("webhook_id"),
                row.getString("id"),
                row.getString("url"),
                secrets,
                row.getString("body"),
                row.getInt("attempts"));
    }

    /** Writes down what became of a delivery. What another process has taken over meanwhile fails only there. */
    void record(Claimed claimed, Outcome outcome) {
        if (outcome.arrived()) {
            arrived(claimed, outcome);
            meters.attempted(Result.DELIVERED);
        } else if (outcome.gone()) {
            transaction.executeWithoutResult(status -> disable(claimed, outcome));
            meters.attempted(Result.GONE);
            LOG.warn("{} is disabled: its receiver answered 410", claimed.webhook());
        } else {
            failed(claimed, outcome);
        }
    }

    /** Whoever answers a ping is there again. */
    private void arrived(Claimed claimed, Outcome outcome) {
        jdbc.sql("update webhook set disabled_at = null where id = ? and disabled_at is not null")
                .param(claimed.webhook())
                .update();
        jdbc.sql("""
                        update webhook_delivery set state = 'delivered', next_attempt_at = null,
                            last_status = :answer, last_error = null
                        where webhook_id = :webhook and id = :id and state = 'pending'""")
                .param("answer", outcome.status())
                .param("webhook", claimed.webhook())
                .param("id", claimed.id())
                .update();
    }

    private void disable(Claimed claimed, Outcome outcome) {
        jdbc.sql("update webhook set disabled_at = ? where id = ? and disabled_at is null")
                .params(Timestamp.from(clock.instant()), claimed.webhook())
                .update();
        jdbc.sql("""
                        update webhook_delivery set state = 'failed', next_attempt_at = null,
                            last_status = case when id = :id then cast(:answer as integer) else last_status end,
                            last_error = case when id = :id then :error else 'the webhook was disabled' end
                        where webhook_id = :webhook and state = 'pending'""")
                .param("id", claimed.id())
                .param("answer", outcome.status())
                .param("error", outcome.error())
                .param("webhook", claimed.webhook())
                .update();
    }

    private void failed(Claimed claimed, Outcome outcome) {
        Timestamp next = retries.after(claimed.attempt())
                .map(delay -> Timestamp.from(clock.instant().plus(delay)))
                .orElse(null);
        int changed = jdbc.sql("""
                        update webhook_delivery set state = :state, next_attempt_at = cast(:next as timestamptz),
                            last_status = cast(:answer as integer), last_error = :error
                        where webhook_id = :webhook and id = :id and state = 'pending' and attempts = :attempt""")
                .param("state", next == null ? "failed" : "pending")
                .param("next", next)
                .param("answer", outcome.status())
                .param("error", outcome.error())
                .param("webhook", claimed.webhook())
                .param("id", claimed.id())
                .param("attempt", claimed.attempt())
                .update();
        boolean givenUp = next == null && changed > 0;
        meters.attempted(givenUp ? Result.GIVEN_UP : Result.FAILED);
        if (givenUp) {
            LOG.warn(
                    "Delivery {} to {} is given up after {} attempts: {}",
                    claimed.id(),
                    claimed.webhook(),
                    claimed.attempt(),
                    outcome.error());
        }
    }

    /**
     * Deletes some of what has been over for long.
     *
     * @return whether there may be more
     */
    boolean expire() {
        int deleted = jdbc.sql("""
                        delete from webhook_delivery where (webhook_id, id) in (
                            select webhook_id, id from webhook_delivery where state <> 'pending' and created_at < ?
                            order by created_at limit ? for update skip locked)""")
                .params(Timestamp.from(clock.instant().minus(RETENTION)), EXPIRED_AT_ONCE)
                .update();
        return deleted == EXPIRED_AT_ONCE;
    }
}
