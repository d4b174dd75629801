package dev.descent.ledger;

import dev.descent.accounting.PrivacyEvent;
import dev.descent.spec.Names;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The append-only histories of ledgers. The database refuses every change and deletion. */
@Component
public class History {
    private final JdbcClient jdbc;
    private final Clock clock;
    private final LedgerMeters meters;

    History(JdbcClient jdbc, Clock clock, LedgerMeters meters) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.meters = meters;
    }

    /**
     * What happened to the budget of content, oldest first.
     *
     * @param after the number of the last entry that was seen, or 0
     */
    public List<LedgerEntry> list(ProjectContent content, long after, int limit) {
        return jdbc.sql("""
                        select e.* from ledger_entry e join ledger_content c on c.ledger_id = e.ledger_id
                        where c.project_id = ? and c.fingerprint = ? and e.seq > ? order by e.seq limit ?""")
                .params(content.project().value(), content.fingerprint(), after, limit)
                .query(History::read)
                .list();
    }

    /** Adds an entry, which gets the next number and the present time, in the caller's transaction. */
    void append(Ledger ledger, LedgerEntry entry) {
        PrivacyEvent event = entry.event();
        jdbc.sql("""
                        with head as (update ledger set last_entry = last_entry + 1 where id = :ledger
                            returning last_entry)
                        insert into ledger_entry (ledger_id, seq, type, at, job_id, event, steps, steps_per_event,
                            epsilon, delta, filter_order, content, reason)
                        select :ledger, last_entry, :type, :at, :job, :event, cast(:steps as bigint),
                            :each, cast(:epsilon as float8), cast(:delta as float8), cast(:order as float8), :content, :reason
                        from head""")
                .param("ledger", ledger.id())
                .param("type", Names.wire(entry.type().name()))
                .param("at", Timestamp.from(clock.instant()))
                .param("job", entry.jobId())
                .param("event", event == null ? null : EventJson.text(event))
                .param("steps", entry.steps())
                .param("each", entry.stepsPerEvent() == null ? 1L : entry.stepsPerEvent())
                .param("epsilon", entry.epsilon())
                .param("delta", entry.delta())
                .param("order", entry.order())
                .param("content", entry.content())
                .param("reason", entry.reason())
                .update();
        meters.added(ledger, entry);
    }

    /** Whether it is known that this job, which is not private, has used the data. */
    boolean hasUnprotected(Ledger ledger, String jobId) {
        return jdbc.sql("select 1 from ledger_entry where ledger_id = ? and job_id = ? and type = 'unprotected'")
                .params(ledger.id(), jobId)
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    private static LedgerEntry read(ResultSet row, int number) throws SQLException {
        String event = row.getString("event");
        Long steps = row.getObject("steps", Long.class);
        return new LedgerEntry(
                row.getLong("seq"),
                LedgerEntry.Type.valueOf(row.getString("type").toUpperCase(Locale.ROOT)),
                row.getTimestamp("at").toInstant(),
                row.getString("job_id"),
                event == null ? null : EventJson.parse(event),
                steps,
                steps == null ? null : (Long) row.getLong("steps_per_event"),
                number(row, "epsilon"),
                number(row, "delta"),
                number(row, "filter_order"),
                row.getString("content"),
                row.getString("reason"));
    }

    private static @Nullable Double number(ResultSet row, String column) throws SQLException {
        return row.getObject(column, Double.class);
    }
}
