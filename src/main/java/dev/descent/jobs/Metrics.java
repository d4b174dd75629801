package dev.descent.jobs;

import dev.descent.jobs.stream.EventLog;
import dev.descent.spec.InvalidOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The numbers that jobs measured while they trained. */
@Component
public class Metrics {
    private static final int MOST_POINTS = 10_000;
    private static final int FETCH = 5000;

    private final JdbcClient jdbc;
    private final EventLog log;

    Metrics(DataSource database, EventLog log) {
        // A fetch size makes the driver read a long series part by part.
        JdbcTemplate template = new JdbcTemplate(database);
        template.setFetchSize(FETCH);
        this.jdbc = JdbcClient.create(template);
        this.log = log;
    }

    /**
     * One metric over the steps.
     *
     * @param steps in rising order
     * @param values null where the value was not a finite number
     * @param count how many points are stored
     */
    public record Series(String name, List<Long> steps, List<@Nullable Double> values, long count) {}

    /**
     * Series of these names, or all when there are none, each thinned to about {@code points} points.
     *
     * <p>Thinning keeps the least and the greatest value of each of {@code points / 2} ranges of equally many stored
     * points, and the first and the last point, so that no peak disappears.
     *
     * @param points from 2 to 10,000
     * @throws JobNotFound if there is none
     * @throws InvalidOptions if {@code points} is out of bounds
     */
    @Transactional(readOnly = true)
    public List<Series> series(String jobId, Set<String> names, int points) {
        if (points < 2 || points > MOST_POINTS) {
            throw new InvalidOptions(
                    "/points", "out_of_bounds", "must be from 2 to " + MOST_POINTS + " but is " + points);
        }
        if (log.head(jobId).isEmpty()) {
            throw new JobNotFound(jobId);
        }
        List<Series> series = new ArrayList<>();
        counts(jobId, names).forEach((name, count) -> {
            Thinning thinning = new Thinning(name, count, points);
            jdbc.sql("select step, value from metric where job_id = ? and name = ? order by step")
                    .params(jobId, name)
                    .query(row -> {
                        thinning.add(row.getLong(1), row.getDouble(2));
                    });
            series.add(thinning.series());
        });
        return series;
    }

    private Map<String, Long> counts(String jobId, Set<String> names) {
        Map<String, Long> counts = new TreeMap<>();
        names.forEach(name -> counts.put(name, 0L));
        jdbc.sql("select name, count(*) from metric where job_id = ? and (? or name = any(?)) group by name")
                .params(jobId, names.isEmpty(), names.toArray(new String[0]))
                .query(row -> {
                    counts.put(row.getString(1), row.getLong(2));
                });
        return counts;
    }
}
