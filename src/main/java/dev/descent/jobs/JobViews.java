package dev.descent.jobs;

import dev.descent.jobs.Job.Failure;
import dev.descent.jobs.Job.Progress;
import dev.descent.jobs.Job.Subset;
import dev.descent.jobs.Job.Transition;
import dev.descent.ledger.Epsilons;
import dev.descent.ledger.Reservations;
import dev.descent.projects.ProjectId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads jobs as clients see them. */
@Component
class JobViews {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final JdbcClient jdbc;
    private final Reservations reservations;
    private final Epsilons epsilons;

    JobViews(JdbcClient jdbc, Reservations reservations, Epsilons epsilons) {
        this.jdbc = jdbc;
        this.reservations = reservations;
        this.epsilons = epsilons;
    }

    @Transactional(readOnly = true)
    public Optional<Job> find(ProjectId project, String id) {
        return complete(jdbc.sql("select * from job where id = ? and project_id = ?")
                        .params(id, project.value())
                        .query((row, n) -> new Row(row))
                        .list())
                .stream()
                .findFirst();
    }

    /** Newest first; one more than the limit, if there are so many. */
    @Transactional(readOnly = true)
    public List<Job> list(JobQuery query) {
        StringBuilder sql = new StringBuilder("select j.* from job j");
        List<Object> parameters = new ArrayList<>();
        query.labels().forEach((key, value) -> {
            sql.append(" join job_label l")
                    .append(parameters.size())
                    .append(" on l")
                    .append(parameters.size())
                    .append(".job_id = j.id and l")
                    .append(parameters.size())
                    .append(".key = ? and l")
                    .append(parameters.size())
                    .append(".value = ?");
            parameters.add(key);
            parameters.add(value);
        });
        sql.append(" where j.project_id = ?");
        parameters.add(query.project().value());
        if (query.cursor() != null) {
            sql.append(" and j.id < ?");
            parameters.add(query.cursor());
        }
        if (!query.states().isEmpty()) {
            sql.append(" and j.state = any(?)");
            parameters.add(query.states().stream().map(JobState::wire).toArray(String[]::new));
        }
        sql.append(" order by j.id desc limit ?");
        parameters.add(query.limit() + 1);
        return complete(jdbc.sql(sql.toString())
                .params(parameters)
                .query((row, n) -> new Row(row))
                .list());
    }

    private List<Job> complete(List<Row> rows) {
        if (rows.isEmpty()) {
            return List.of();
        }
        String[] ids = rows.stream().map(row -> row.id).toArray(String[]::new);
        Map<String, List<Transition>> transitions = transitions(ids);
        Map<String, Map<String, String>> labels = labels(ids);
        Map<String, Integer> positions =
                rows.stream().anyMatch(row -> row.state == JobState.QUEUED) ? positions(ids) : Map.of();
        Map<String, JobPrivacy> privacy = privacy(rows);
        Map<String, Subset> subsets =
                rows.stream().anyMatch(row -> row.state == JobState.SUCCEEDED) ? subsets(ids) : Map.of();
        return rows.stream()
                .map(row -> row.job(
                        transitions.getOrDefault(row.id, List.of()),
                        labels.getOrDefault(row.id, Map.of()),
                        positions.get(row.id),
                        privacy.get(row.id),
                        subsets.get(row.id)))
                .toList();
    }

    private Map<String, List<Transition>> transitions(String[] ids) {
        Map<String, List<Transition>> transitions = new HashMap<>();
        jdbc.sql("""
                        select job_id, run.data, run.at
                        from event cross join unnest(event.data, event.at) with ordinality as run (data, at, place)
                        where job_id = any(?) and type = 'state' order by job_id, last_seq, place""").param(ids).query(row -> {
            JsonNode data = JSON.readTree(row.getString(2));
            transitions
                    .computeIfAbsent(row.getString(1), id -> new ArrayList<>())
                    .add(new Transition(
                            JobState.ofWire(data.path("state").stringValue()),
                            row.getTimestamp(3).toInstant(),
                            data.path("reason").stringValue(null)));
        });
        return transitions;
    }

    private Map<String, Map<String, String>> labels(String[] ids) {
        Map<String, Map<String, String>> labels = new HashMap<>();
        jdbc.sql("select job_id, key, value from job_label where job_id = any(?)")
                .param(ids)
                .query(row -> {
                    labels.computeIfAbsent(row.getString(1), id -> new TreeMap<>())
                            .put(row.getString(2), row.getString(3));
                });
        return labels;
    }

    private Map<String, JobPrivacy> privacy(List<Row> rows) {
        Map<String, JobPrivacy> privacy = new HashMap<>();
        reservations
                .accounts(rows.stream().map(row -> row.id).toList())
                .forEach((id, account) -> privacy.put(id, JobPrivacy.of(account, epsilons)));
        return privacy;
    }

    private Map<String, Subset> subsets(String[] ids) {
        Map<String, Subset> subsets = new HashMap<>();
        jdbc.sql("""
                        select s.job_id, d.id, d.name from subset s join dataset d on d.id = s.dataset_id
                        where s.job_id = any(?)""").param(ids).query(row -> {
            subsets.put(row.getString(1), new Subset(row.getString(2), row.getString(3)));
        });
        return subsets;
    }

    /** Places in the queue of the project: of each priority the first that is asked for is counted to, and those after it one by one. */
    private Map<String, Integer> positions(String[] ids) {
        Map<String, Integer> positions = new HashMap<>();
        jdbc.sql("""
                        with asked as (
                            select project_id, priority, min(id) as first, max(id) as last
                            from job where id = any(?) and state = 'queued' group by project_id, priority),
                        counted as materialized (
                            select asked.*,
                                (select count(*) from job where state = 'queued' and project_id = asked.project_id
                                    and priority > asked.priority)
                                + (select count(*) from job where state = 'queued' and project_id = asked.project_id
                                    and priority = asked.priority
                                    and id < first) as ahead
                            from asked)
                        select id, position from (
                            select id, ahead + row_number() over (partition by project_id, priority order by id) as position
                            from counted join job using (project_id, priority)
                            where state = 'queued' and id between first and last) as queue
                        where id = any(?)""").params(ids, ids).query(row -> {
            positions.put(row.getString(1), row.getInt(2));
        });
        return positions;
    }

    /** A row of the table, without what stands in others. */
    private static final class Row {
        private final String id;
        private final JobState state;
        private final long step;
        private final long totalSteps;
        private final long stepsPerEpoch;
        private final @Nullable Double eta;
        private final Job incomplete;

        Row(ResultSet row) throws SQLException {
            id = row.getString("id");
            state = JobState.ofWire(row.getString("state"));
            step = row.getLong("step");
            totalSteps = row.getLong("total_steps");
            stepsPerEpoch = row.getLong("steps_per_epoch");
            eta = eta(row);
            incomplete = new Job(
                    id,
                    "job",
                    row.getString("name"),
                    state,
                    row.getString("state_reason"),
                    row.getTimestamp("created_at").toInstant(),
                    instant(row, "started_at"),
                    instant(row, "finished_at"),
                    List.of(),
                    JSON.readTree(row.getString("spec")),
                    JSON.readTree(row.getString("effective_spec")),
                    new Progress(0, 0, 0, 0, null, null),
                    metrics(row.getString("latest_metrics")),
                    null,
                    failure(row),
                    row.getString("model_id"),
                    null,
                    row.getInt("attempt"),
                    row.getString("worker"),
                    Map.of(),
                    row.getInt("priority"));
        }

        Job job(
                List<Transition> transitions,
                Map<String, String> labels,
                @Nullable Integer position,
                @Nullable JobPrivacy privacy,
                @Nullable Subset subset) {
            return new Job(
                    id,
                    incomplete.object(),
                    incomplete.name(),
                    state,
                    incomplete.stateReason(),
                    incomplete.createdAt(),
                    incomplete.startedAt(),
                    incomplete.finishedAt(),
                    transitions,
                    incomplete.spec(),
                    incomplete.effectiveSpec(),
                    new Progress(
                            step,
                            totalSteps,
                            (double) step / Math.max(1, stepsPerEpoch),
                            (double) step / Math.max(1, totalSteps),
                            eta,
                            position),
                    incomplete.latestMetrics(),
                    privacy,
                    incomplete.error(),
                    incomplete.model(),
                    subset,
                    incomplete.attempt(),
                    incomplete.worker(),
                    labels,
                    incomplete.priority());
        }

        /** The steps that are left, at the pace of the present attempt. */
        private @Nullable Double eta(ResultSet row) throws SQLException {
            Instant since = instant(row, "attempt_at");
            Instant until = instant(row, "progress_at");
            long done = step - row.getLong("attempt_step");
            if (state != JobState.RUNNING || since == null || until == null || done <= 0) {
                return null;
            }
            double seconds = Duration.between(since, until).toNanos() / 1e9;
            return seconds < 0 ? null : (Double) (seconds / done * (totalSteps - step));
        }

        private static @Nullable Failure failure(ResultSet row) throws SQLException {
            String code = row.getString("error_code");
            return code == null
                    ? null
                    : new Failure(code, row.getString("error_message"), row.getString("error_pointer"));
        }

        private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
            Timestamp time = row.getTimestamp(column);
            return time == null ? null : time.toInstant();
        }

        private static Map<String, @Nullable Double> metrics(String json) {
            Map<String, @Nullable Double> metrics = new LinkedHashMap<>();
            JSON.readTree(json)
                    .properties()
                    .forEach(entry -> metrics.put(
                            entry.getKey(),
                            entry.getValue().isNumber()
                                    ? (Double) entry.getValue().doubleValue()
                                    : null));
            return metrics;
        }
    }
}
