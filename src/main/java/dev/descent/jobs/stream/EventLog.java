package dev.descent.jobs.stream;

import dev.descent.jobs.Event;
import dev.descent.jobs.Job;
import dev.descent.jobs.JobState;
import dev.descent.projects.ProjectId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The table of events. */
@Component
public class EventLog {
    /** So that who asks for few events does not read very many. */
    private static final int MOST_IN_ROW = 500;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final JdbcClient jdbc;
    private final JdbcTemplate template;
    private final Clock clock;

    public EventLog(JdbcTemplate template, Clock clock) {
        this.template = template;
        this.jdbc = JdbcClient.create(template);
        this.clock = clock;
    }

    /** An event before it has a number. */
    public record Entry(
            String type, JsonNode data, @Nullable Instant at) {
        public static Entry transition(Job.Transition transition) {
            ObjectNode data = JsonNodeFactory.instance.objectNode();
            data.put("state", transition.state().wire());
            data.put("at", transition.at().toString());
            data.put("reason", transition.reason());
            return new Entry("state", data, transition.at());
        }

        public static Entry log(String message) {
            return new Entry("log", JsonNodeFactory.instance.objectNode().put("message", message), null);
        }
    }

    /** Whether the project has such a job. */
    public boolean has(ProjectId project, String jobId) {
        return jdbc.sql("select exists (select from job where id = ? and project_id = ?)")
                .params(jobId, project.value())
                .query(Boolean.class)
                .single();
    }

    /**
     * Where a job's events end.
     *
     * @param last the number of the newest
     */
    public record Head(JobState state, long last) {}

    /** Adds events in the transaction of the caller, which holds the job's row from here to its end. */
    public void append(String jobId, List<Entry> entries) {
        long last = jdbc.sql("update job set last_event = last_event + ? where id = ? returning last_event")
                .params(entries.size(), jobId)
                .query(Long.class)
                .single();
        insert(jobId, last, entries);
    }

    /** Writes events whose numbers, ending at {@code last}, the caller has reserved in the job's row. */
    public void insert(String jobId, long last, List<Entry> entries) {
        List<Object[]> rows = new ArrayList<>();
        String now = clock.instant().toString();
        long seq = last - entries.size();
        for (int from = 0, to; from < entries.size(); from = to) {
            to = endOfRun(entries, from);
            seq += to - from;
            List<Entry> run = entries.subList(from, to);
            rows.add(new Object[] {
                jobId,
                seq,
                run.get(0).type(),
                run.stream().map(entry -> entry.data().toString()).toArray(String[]::new),
                run.stream()
                        .map(entry -> entry.at() == null ? now : entry.at().toString())
                        .toArray(String[]::new)
            });
        }
        template.batchUpdate(
                "insert into event (job_id, last_seq, type, data, at) values (?, ?, ?, ?, ?::timestamptz[])", rows);
    }

    /** Where events of one type end that may stand in one row. */
    private static int endOfRun(List<Entry> entries, int from) {
        int to = from + 1;
        while (to < entries.size()
                && to - from < MOST_IN_ROW
                && entries.get(to).type().equals(entries.get(from).type())) {
            to++;
        }
        return to;
    }

    public Optional<Head> head(String jobId) {
        return jdbc.sql("select state, last_event from job where id = ?")
                .param(jobId)
                .query((row, n) -> new Head(JobState.ofWire(row.getString(1)), row.getLong(2)))
                .optional();
    }

    public List<Event> after(String jobId, long seq, int limit) {
        return jdbc.sql("""
                        select seq, type, run.data, run.at
                        from event
                            cross join unnest(event.data, event.at) with ordinality as run (data, at, place)
                            cross join lateral (select last_seq - cardinality(event.data) + place as seq) as numbered
                        where job_id = ? and last_seq > ? and seq > ? order by last_seq, place limit ?""")
                .params(jobId, seq, seq, limit)
                .query(EventLog::event)
                .list();
    }

    /**
     * Some of a job's events of measurements, in order and spread over all of them: the first and the last of about
     * {@code rows} rows. Each is one look into the index, however many events there are.
     */
    public List<JsonNode> measurements(String jobId, int rows) {
        List<JsonNode> found = new ArrayList<>();
        jdbc.sql("""
                        select distinct on (run.last_seq) run.first, run.last
                        from job cross join generate_series(0, :rows) as place cross join lateral (
                            select last_seq, data[1] as first, data[cardinality(data)] as last from event
                            where job_id = job.id and type = 'metrics' and last_seq >= job.last_event * place / :rows
                            order by last_seq limit 1) as run
                        where job.id = :job order by run.last_seq""").param("rows", rows).param("job", jobId).query(row -> {
            found.add(JSON.readTree(row.getString(1)));
            found.add(JSON.readTree(row.getString(2)));
        });
        return found;
    }

    private static Event event(ResultSet row, int n) throws SQLException {
        return new Event(
                row.getLong(1),
                row.getString(2),
                JSON.readTree(row.getString(3)),
                row.getTimestamp(4).toInstant());
    }
}
