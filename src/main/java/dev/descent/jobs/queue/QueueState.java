package dev.descent.jobs.queue;

import dev.descent.database.Sampled;
import dev.descent.jobs.JobState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The jobs that have not ended, of all processes, as those who watch see them: a few seconds old. */
@Component
public class QueueState {
    /** States that a job does not stay in for ever; how many jobs have ended would have to be counted. */
    static final List<JobState> STATES =
            List.of(JobState.QUEUED, JobState.PAUSED, JobState.RUNNING, JobState.PAUSING, JobState.CANCELLING);

    /**
     * One look along the partial indexes of jobs that have not ended. A job has waited since it was submitted, or, if there
     * is a reason why it waits again, since its last event of a state.
     */
    static final String QUERY = """
            with waiting as (
                select project_id, count(*) as jobs, min(case when state_reason is null then created_at else (
                    select e.at[cardinality(e.at)] from event e where e.job_id = job.id and e.type = 'state'
                    order by e.last_seq desc limit 1) end) as since
                from job where state = 'queued' group by project_id),
            held as (
                select project_id, count(*) as jobs, count(*) filter (where state = 'running') as running,
                    count(*) filter (where state = 'pausing') as pausing,
                    count(*) filter (where state = 'cancelling') as cancelling
                from job where state in ('running', 'pausing', 'cancelling') group by project_id)
            select
                (select coalesce(sum(jobs), 0) from waiting) as queued,
                (select coalesce(sum(paused.jobs), 0) from project cross join lateral (
                    select count(*) as jobs from job where project_id = project.id and state = 'paused') as paused) as paused,
                (select coalesce(sum(running), 0) from held) as running,
                (select coalesce(sum(pausing), 0) from held) as pausing,
                (select coalesce(sum(cancelling), 0) from held) as cancelling,
                extract(epoch from now() - (select min(since) from waiting)) as age,
                extract(epoch from now() - (
                    select min(since) from waiting w join project p on p.id = w.project_id
                        left join held h on h.project_id = w.project_id
                    where p.max_running_jobs is null or coalesce(h.jobs, 0) < p.max_running_jobs)) as startable_age""";

    private final Sampled<Seen> seen;

    QueueState(JdbcClient jdbc) {
        seen = new Sampled<>(
                "queue-state", () -> jdbc.sql(QUERY).query(QueueState::read).single());
    }

    /**
     * What was seen.
     *
     * @param oldest how long a job has waited at most; zero if none waits
     * @param oldestStartable the same, of those that no limit of a project holds back
     */
    public record Seen(Map<JobState, Long> jobs, Duration oldest, Duration oldestStartable) {
        /** How many jobs workers hold. */
        long held() {
            return jobs.entrySet().stream()
                    .filter(entry -> entry.getKey().isActive())
                    .mapToLong(Map.Entry::getValue)
                    .sum();
        }
    }

    /** Empty while the database does not answer. */
    public Optional<Seen> look() {
        return seen.get();
    }

    private static Seen read(ResultSet row, int n) throws SQLException {
        Map<JobState, Long> jobs = new EnumMap<>(JobState.class);
        for (JobState state : STATES) {
            jobs.put(state, row.getLong(state.wire()));
        }
        return new Seen(jobs, age(row, "age"), age(row, "startable_age"));
    }

    /** Clocks of processes may be ahead of the database's. */
    private static Duration age(ResultSet row, String column) throws SQLException {
        return Duration.ofMillis(Math.max(0, Math.round(1000 * row.getDouble(column))));
    }
}
