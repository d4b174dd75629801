package dev.descent.benchmarks.load;

import dev.descent.jobs.metrics.MetricPoint;
import dev.descent.jobs.metrics.MetricStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.springframework.jdbc.core.JdbcTemplate;

/** Jobs and metrics that are there before anything is measured, filled in by SQL. */
final class StoredHistory {
    private static final List<String> NAMES =
            List.of("gradient_norm", "learning_rate", "train_loss", "validation_loss");

    private final JdbcTemplate sql;
    private final MetricStore store;

    StoredHistory(Service service) {
        this.sql = service.get(JdbcTemplate.class);
        this.store = service.get(MetricStore.class);
    }

    /** The id of the n-th stored job, from 1; older than any that is submitted. */
    static String id(long n) {
        return "job_%026d".formatted(n);
    }

    /** Jobs like this one: most have succeeded, some wait, some run, some failed; each has two labels. */
    void jobs(String like, int jobs) {
        sql.update("""
                insert into job (id, project_id, name, state, created_at, started_at, finished_at, dataset_id, spec, effective_spec,
                    priority, total_steps, steps_per_epoch, step, latest_metrics, last_event, attempt, worker, lease_until)
                select 'job_' || lpad(n::text, 26, '0'), project_id, 'run ' || n, state, created_at, created_at, created_at, dataset_id,
                    spec, effective_spec, 0, 20, 5, 20,
                    '{"gradient_norm":0.5,"learning_rate":0.001,"train_loss":0.25,"validation_loss":0.5}', 3, 1,
                    case when state = 'running' then 'w' end, case when state = 'running' then now() + interval '1 day' end
                from (
                    select n, case when n % 5000 = 0 then 'running' when n % 100 = 0 then 'queued'
                        when n % 100 = 1 then 'failed' when n % 100 = 2 then 'cancelled' else 'succeeded' end as state
                    from generate_series(1, ?) n) as numbers,
                    (select project_id, created_at, dataset_id, spec, effective_spec from job where id = ?) as pattern""", jobs, like);
        sql.update("""
                insert into event (job_id, last_seq, type, data, at)
                select id, seq, 'state', array['{"state":"' || (array['queued', 'running', job.state])[seq]
                    || '","at":"2026-11-21T13:43:04.171Z","reason":null}'], array[created_at]
                from job, generate_series(1, 3) seq where id < 'job_01'""");
        sql.update("""
                insert into job_label (job_id, key, value)
                select 'job_' || lpad(n::text, 26, '0'), label[1], label[2] from generate_series(1, ?) n,
                lateral (values (array['team', 't' || n % 10]), (array['sweep', 's' || n / 50])) as labels (label)""", jobs);
    }

    /** Four metrics a job, the same for all. */
    void metrics(int jobs, long points) {
        long steps = points / jobs / NAMES.size();
        List<MetricPoint> pattern = new ArrayList<>();
        for (String name : NAMES) {
            pattern.addAll(points(name, steps));
        }
        store.append(id(1), pattern);
        sql.update("""
                insert into metric_series (job_id, name, point_count, last_step, tail)
                select 'job_' || lpad(n::text, 26, '0'), name, point_count, last_step, tail
                from metric_series, generate_series(2, ?) n where job_id = ? order by n, name""", jobs, id(1));
        sql.update("""
                insert into metric_chunk (series_id, number, points)
                select copy.id, number, points from metric_series original
                join metric_chunk on series_id = original.id join metric_series copy using (name)
                where original.job_id = ? and copy.job_id > original.job_id and copy.job_id < 'job_01'
                order by copy.id, number""", id(1));
    }

    /** One long series of a job. */
    void series(String job, int points) {
        store.append(job, points("train_loss", points));
    }

    private static List<MetricPoint> points(String name, long count) {
        Random random = new Random(count);
        return LongStream.rangeClosed(1, count)
                .mapToObj(step -> new MetricPoint(name, step, random.nextFloat()))
                .toList();
    }

    /** What the database would find out by itself in a while. */
    void settle() {
        sql.execute("vacuum analyze");
        sql.execute("checkpoint");
    }

    /** The bytes of all tables and indexes that hold points. */
    long bytes() {
        Long bytes = sql.queryForObject(
                "select pg_total_relation_size('metric_series') + pg_total_relation_size('metric_chunk')", Long.class);
        return bytes == null ? 0 : bytes;
    }

    /** The bytes of everything. */
    long allBytes() {
        Long bytes = sql.queryForObject("select pg_database_size(current_database())", Long.class);
        return bytes == null ? 0 : bytes;
    }
}
