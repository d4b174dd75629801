package dev.descent.jobs.pods;

import dev.descent.jobs.JobState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** The table of the pods that are wanted, or not gone yet. */
@Component
@ConditionalOnProperty(name = "descent.dispatch", havingValue = "kubernetes")
class Dispatches {
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Dispatches(JdbcClient jdbc, TransactionTemplate transaction, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.clock = clock;
    }

    List<Dispatched> list() {
        return jdbc.sql("""
                        select d.job_id, d.attempt, d.failures, job.state, coalesce(job.attempt, 0),
                            coalesce(greatest(0, extract(epoch from now() - job.lease_until)), 0)
                        from dispatch d left join job on job.id = d.job_id order by d.created_at""").query(Dispatches::read).list();
    }

    private static Dispatched read(ResultSet row, int n) throws SQLException {
        @Nullable String state = row.getString(4);
        return new Dispatched(
                new PodName(row.getString(1), row.getInt(2), row.getInt(3)),
                state == null ? null : JobState.ofWire(state),
                row.getInt(5),
                Duration.ofMillis(Math.round(1000 * row.getDouble(6))));
    }

    /**
     * Wants a pod for the job that should start next, in the order in which workers take jobs: the project with the fewest
     * jobs that run or have a pod comes first.
     */
    Optional<PodName> next() {
        return Objects.requireNonNull(transaction.execute(status -> {
            Optional<PodName> next = jdbc.sql("""
                            select job.id, job.attempt + 1 from (
                                select p.id, p.max_running_jobs, p.last_claim, (
                                    select count(*) from job where project_id = p.id
                                    and state in ('running', 'pausing', 'cancelling')) + (
                                    select count(*) from dispatch d join job on job.id = d.job_id
                                    where d.project_id = p.id and job.state = 'queued') as held
                                from project p) as turn
                            cross join lateral (
                                select id, attempt from job
                                where project_id = turn.id and state = 'queued'
                                and not exists (select from dispatch where job_id = job.id)
                                order by priority desc, id limit 1) as job
                            where max_running_jobs is null or held < max_running_jobs
                            order by held, last_claim, turn.id limit 1""")
                    .query((row, n) -> new PodName(row.getString(1), row.getInt(2), 0))
                    .optional();
            next.ifPresent(this::add);
            return next;
        }));
    }

    private void add(PodName pod) {
        jdbc.sql("""
                        insert into dispatch (job_id, project_id, attempt, created_at)
                        select id, project_id, ?, ? from job where id = ?""")
                .params(pod.attempt(), Timestamp.from(clock.instant()), pod.jobId())
                .update();
        jdbc.sql(
                        "update project set last_claim = clock_timestamp() where id = (select project_id from job where id = ?)")
                .param(pod.jobId())
                .update();
    }

    /** Wants another pod in place of one that ended without having begun its attempt. */
    void replace(PodName pod) {
        jdbc.sql("update dispatch set failures = failures + 1 where job_id = ? and attempt = ? and failures = ?")
                .params(pod.jobId(), pod.attempt(), pod.failures())
                .update();
    }

    /** Nothing is left of the pod. */
    void forget(PodName pod) {
        jdbc.sql("delete from dispatch where job_id = ?").param(pod.jobId()).update();
    }
}
