package dev.descent.access;

import dev.descent.access.AuditEntry.Origin;
import dev.descent.access.AuditEntry.Outcome;
import dev.descent.projects.ProjectId;
import dev.descent.spec.Names;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What administrators did and who was denied. The database refuses to change or delete a line of it. */
@Component
public class AuditLog {
    private static final int LONGEST = 500;

    private final JdbcClient jdbc;
    private final Clock clock;
    private final DenialRate denials;

    public AuditLog(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.denials = new DenialRate(clock);
    }

    /** Writes an administrative act down, in the transaction of the caller. */
    public void done(Caller caller, String action, @Nullable String object, @Nullable String detail, Origin origin) {
        add(caller.project(), caller.name(), action, object, Outcome.DONE, detail, origin);
    }

    /**
     * Writes a denied request down. When very many come, as from who tries out secrets, the rest of each second is counted
     * in one line.
     */
    public void denied(@Nullable ProjectId project, String actor, String action, String detail, Origin origin) {
        if (denials.isOne()) {
            long others = denials.takeUncounted();
            if (others > 0) {
                add(
                        null,
                        "nobody",
                        "denied",
                        null,
                        Outcome.DENIED,
                        others + " further requests",
                        new Origin(null, null));
            }
            add(project, actor, action, null, Outcome.DENIED, detail, origin);
        }
    }

    private void add(
            @Nullable ProjectId project,
            String actor,
            String action,
            @Nullable String object,
            Outcome outcome,
            @Nullable String detail,
            Origin origin) {
        jdbc.sql("""
                        insert into audit_entry (at, project_id, actor, action, object, outcome, detail, address, request_id)
                        values (:at, :project, :actor, :action, :object, :outcome, :detail, :address, :request)""")
                .param("at", Timestamp.from(clock.instant()))
                .param("project", project == null ? null : project.value())
                .param("actor", shortened(actor))
                .param("action", shortened(action))
                .param("object", object)
                .param("outcome", Names.wire(outcome.name()))
                .param("detail", detail == null ? null : shortened(detail))
                .param("address", origin.address())
                .param("request", origin.requestId())
                .update();
    }

    private static String shortened(String text) {
        String storable = text.replace('\0', '\uFFFD');
        return storable.length() > LONGEST ? storable.substring(0, LONGEST) : storable;
    }

    /**
     * The newest first, before the entry with this id.
     *
     * @param project null for all, and what concerns no project
     */
    public List<AuditEntry> list(@Nullable ProjectId project, int limit, long before) {
        List<Object> parameters = new ArrayList<>();
        String of = "";
        if (project != null) {
            of = "project_id = ? and ";
            parameters.add(project.value());
        }
        parameters.add(before);
        parameters.add(limit);
        return jdbc.sql("select * from audit_entry where " + of + "id < ? order by id desc limit ?")
                .params(parameters)
                .query(AuditLog::read)
                .list();
    }

    private static AuditEntry read(ResultSet row, int number) throws SQLException {
        return new AuditEntry(
                row.getLong("id"),
                row.getTimestamp("at").toInstant(),
                row.getString("project_id"),
                row.getString("actor"),
                row.getString("action"),
                row.getString("object"),
                Outcome.valueOf(row.getString("outcome").toUpperCase(Locale.ROOT)),
                row.getString("detail"),
                row.getString("address"),
                row.getString("request_id"));
    }
}
