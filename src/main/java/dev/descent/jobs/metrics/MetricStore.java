package dev.descent.jobs.metrics;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The tables of metrics. */
@Component
public class MetricStore {
    private static final int FETCH = 200;

    private final JdbcTemplate template;
    private final JdbcClient jdbc;
    private final JdbcClient large;

    public MetricStore(JdbcTemplate template, DataSource database) {
        this.template = template;
        this.jdbc = JdbcClient.create(template);
        // A fetch size makes the driver read a long series part by part.
        JdbcTemplate parts = new JdbcTemplate(database);
        parts.setFetchSize(FETCH);
        this.large = JdbcClient.create(parts);
    }

    /**
     * A series as it was when it was asked for.
     *
     * @param count how many points it has
     */
    public record StoredSeries(String name, long count, long id, byte[] tail) {}

    /**
     * Adds points in the transaction of the caller, which holds the job's row. Of each series they come in rising order of
     * their steps; a step that is not greater than all before is left out, as it was stored earlier.
     */
    public void append(String jobId, List<MetricPoint> points) {
        Set<String> names = new HashSet<>();
        points.forEach(point -> names.add(point.name()));
        Map<String, OpenSeries> series = open(jobId, names);
        names.removeAll(series.keySet());
        if (!names.isEmpty()) {
            series.putAll(create(jobId, names));
        }
        points.forEach(point -> Objects.requireNonNull(series.get(point.name())).add(point.step(), point.value()));
        write(List.copyOf(series.values()));
    }

    private Map<String, OpenSeries> open(String jobId, Set<String> names) {
        Map<String, OpenSeries> series = new HashMap<>();
        jdbc.sql("""
                        select name, id, point_count, last_step, tail from metric_series
                        where job_id = ? and name = any(?)""").params(jobId, names.toArray(new String[0])).query(row -> {
            series.put(
                    row.getString(1), new OpenSeries(row.getLong(2), row.getLong(3), row.getLong(4), row.getBytes(5)));
        });
        return series;
    }

    private Map<String, OpenSeries> create(String jobId, Set<String> names) {
        Map<String, OpenSeries> series = new HashMap<>();
        jdbc.sql("""
                        insert into metric_series (job_id, name, point_count, last_step, tail)
                        select ?, unnest(?), 0, ?, '' returning name, id""")
                .params(jobId, names.toArray(new String[0]), Long.MIN_VALUE)
                .query(row -> {
                    series.put(row.getString(1), new OpenSeries(row.getLong(2), 0, Long.MIN_VALUE, new byte[0]));
                });
        return series;
    }

    private void write(List<OpenSeries> series) {
        List<Object[]> chunks = new ArrayList<>();
        for (OpenSeries one : series) {
            long number = one.firstNumber();
            for (byte[] chunk : one.fullChunks()) {
                chunks.add(new Object[] {one.id(), number++, chunk});
            }
        }
        if (!chunks.isEmpty()) {
            template.batchUpdate("insert into metric_chunk (series_id, number, points) values (?, ?, ?)", chunks);
        }
        template.batchUpdate(
                "update metric_series set point_count = ?, last_step = ?, tail = ? where id = ?",
                series,
                series.size(),
                (statement, one) -> {
                    statement.setLong(1, one.count());
                    statement.setLong(2, one.lastStep());
                    statement.setBytes(3, one.tail());
                    statement.setLong(4, one.id());
                });
    }

    /**
     * Takes back all points after a step, in the transaction of the caller, which holds the job's row.
     *
     * @return of each series that lost points the last value that remains, empty if there is none
     */
    public Map<String, Optional<Double>> withdraw(String jobId, long step) {
        Map<String, Optional<Double>> remaining = new HashMap<>();
        jdbc.sql("select name, point_count, id, tail from metric_series where job_id = ? and last_step > ?")
                .params(jobId, step)
                .query(MetricStore::stored)
                .list()
                .forEach(series -> remaining.put(series.name(), withdraw(series, step)));
        return remaining;
    }

    private Optional<Double> withdraw(StoredSeries series, long step) {
        long chunks = series.count() / OpenSeries.CHUNK;
        byte[] cut = series.tail();
        if (PackedPoints.firstStep(cut) > step) {
            long begun = chunksThatBegin(step, series, chunks);
            cut = begun == 0 ? new byte[0] : chunk(series, begun - 1);
            chunks = Math.max(0, begun - 1);
        }
        OpenSeries kept = new OpenSeries(series.id(), chunks * OpenSeries.CHUNK, Long.MIN_VALUE, new byte[0]);
        double[] last = new double[1];
        PackedPoints.unpack(cut, (at, value) -> {
            if (at <= step) {
                kept.add(at, value);
                last[0] = value;
            }
        });
        jdbc.sql("delete from metric_chunk where series_id = ? and number >= ?")
                .params(series.id(), chunks)
                .update();
        if (kept.count() == 0) {
            jdbc.sql("delete from metric_series where id = ?")
                    .param(series.id())
                    .update();
            return Optional.empty();
        }
        write(List.of(kept));
        return Optional.of(last[0]);
    }

    /** How many of the chunks begin at this step or before; each begins after the one before. */
    private long chunksThatBegin(long step, StoredSeries series, long chunks) {
        long from = 0;
        long to = chunks;
        while (from < to) {
            long middle = (from + to) / 2;
            if (PackedPoints.firstStep(chunk(series, middle)) <= step) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    private byte[] chunk(StoredSeries series, long number) {
        return jdbc.sql("select points from metric_chunk where series_id = ? and number = ?")
                .params(series.id(), number)
                .query((row, n) -> row.getBytes(1))
                .single();
    }

    /** The last step of every series of a job. */
    public Map<String, Long> lastSteps(String jobId) {
        Map<String, Long> steps = new HashMap<>();
        jdbc.sql("select name, last_step from metric_series where job_id = ?")
                .param(jobId)
                .query(row -> {
                    steps.put(row.getString(1), row.getLong(2));
                });
        return steps;
    }

    /** Series of a job with these names, or all when there are none. */
    public List<StoredSeries> series(String jobId, Set<String> names) {
        return jdbc.sql("""
                        select name, point_count, id, tail from metric_series
                        where job_id = ? and (? or name = any(?))""")
                .params(jobId, names.isEmpty(), names.toArray(new String[0]))
                .query(MetricStore::stored)
                .list();
    }

    private static StoredSeries stored(ResultSet row, int n) throws SQLException {
        return new StoredSeries(row.getString(1), row.getLong(2), row.getLong(3), row.getBytes(4));
    }

    /**
     * All points of a series, in the transaction of the caller, which sees one state of the database throughout. Without a
     * withdrawal chunks never change: what is added meanwhile is left out, and nothing is read twice.
     */
    public void read(StoredSeries series, PointReader reader) {
        if (series.count() >= OpenSeries.CHUNK) {
            large.sql("select points from metric_chunk where series_id = ? and number < ? order by number")
                    .params(series.id(), series.count() / OpenSeries.CHUNK)
                    .query(row -> {
                        PackedPoints.unpack(row.getBytes(1), reader);
                    });
        }
        PackedPoints.unpack(series.tail(), reader);
    }
}
