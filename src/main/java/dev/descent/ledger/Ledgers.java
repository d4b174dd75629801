package dev.descent.ledger;

import dev.descent.projects.ProjectId;
import java.math.BigDecimal;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The rows of ledgers. All but reading happens in the caller's transaction, which holds the row until it ends: whatever
 * is decided about a ledger is decided by one transaction at a time.
 */
@Component
class Ledgers {
    private final JdbcClient jdbc;
    private final Clock clock;

    Ledgers(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** The ledger of content, as it was last committed. */
    Optional<Ledger> find(ProjectContent content) {
        return jdbc.sql("""
                        select l.* from ledger l join ledger_content c on c.ledger_id = l.id
                        where c.project_id = ? and c.fingerprint = ?""")
                .params(content.project().value(), content.fingerprint())
                .query(Ledger::read)
                .optional();
    }

    /** The ledgers of those of a project's contents that have one, by fingerprint, as they were last committed. */
    Map<String, Ledger> find(ProjectId project, Collection<String> fingerprints) {
        Map<String, Ledger> ledgers = new HashMap<>();
        jdbc.sql("""
                        select c.fingerprint, l.* from ledger l join ledger_content c on c.ledger_id = l.id
                        where c.project_id = ? and c.fingerprint = any(?)""")
                .params(project.value(), fingerprints.toArray(String[]::new))
                .query(row -> {
                    ledgers.put(row.getString("fingerprint"), Ledger.read(row, ledgers.size()));
                });
        return ledgers;
    }

    /** The ledger of content, locked. */
    Optional<Ledger> lock(ProjectContent content) {
        return jdbc.sql("select ledger_id from ledger_content where project_id = ? and fingerprint = ?")
                .params(content.project().value(), content.fingerprint())
                .query(String.class)
                .optional()
                .map(this::lockById);
    }

    /** The ledger of content, locked; a new one if there is none. */
    Ledger open(ProjectContent content) {
        String id = content.project() + ":" + content.fingerprint();
        if (assign(content, id)) {
            jdbc.sql("insert into ledger (id, opened_at) values (?, ?)")
                    .params(id, Timestamp.from(clock.instant()))
                    .update();
        }
        return lock(content).orElseThrow();
    }

    /** Whether the content had no ledger; it has this one now, for good. */
    boolean assign(ProjectContent content, String ledgerId) {
        return jdbc.sql(
                                "insert into ledger_content (project_id, fingerprint, ledger_id) values (?, ?, ?) on conflict do nothing")
                        .params(content.project().value(), content.fingerprint(), ledgerId)
                        .update()
                > 0;
    }

    /** The ledger that a job has reserved from, locked. */
    Optional<Ledger> lockOf(String jobId) {
        return jdbc.sql("select ledger_id from ledger_reservation where job_id = ?")
                .param(jobId)
                .query(String.class)
                .optional()
                .map(this::lockById);
    }

    private Ledger lockById(String id) {
        return jdbc.sql("select * from ledger where id = ? for update")
                .param(id)
                .query(Ledger::read)
                .single();
    }

    /** Adds to the sums of prices. */
    void add(Ledger ledger, BigDecimal spent, BigDecimal reserved) {
        jdbc.sql("update ledger set spent = spent + ?, reserved = reserved + ? where id = ?")
                .params(spent, reserved, ledger.id())
                .update();
    }

    void set(Ledger ledger, Budget budget, BigDecimal spent, BigDecimal reserved) {
        jdbc.sql("""
                        update ledger set epsilon = ?, delta = ?, filter_order = ?, capacity = ?, spent = ?, reserved = ?
                        where id = ?""")
                .params(
                        budget.epsilon(),
                        budget.delta(),
                        budget.order(),
                        budget.capacity(),
                        spent,
                        reserved,
                        ledger.id())
                .update();
    }

    void addUnprotectedJob(Ledger ledger) {
        jdbc.sql("update ledger set unprotected_jobs = unprotected_jobs + 1 where id = ?")
                .param(ledger.id())
                .update();
    }
}
