package dev.descent.jobs;

import dev.descent.jobs.metrics.MetricStore;
import dev.descent.jobs.metrics.MetricStore.StoredSeries;
import dev.descent.jobs.stream.EventLog;
import dev.descent.projects.ProjectId;
import dev.descent.spec.InvalidOptions;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.JsonNode;

/** The numbers that jobs measured while they trained. */
@Component
public class Metrics {
    private static final int MOST_POINTS = 10_000;
    private static final int MARKS = 100;

    private final MetricStore store;
    private final EventLog log;

    Metrics(MetricStore store, EventLog log) {
        this.store = store;
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
     * When a job came to which step. Between two marks a step lies on a straight line, nearly.
     *
     * @param steps in rising order
     * @param epochs passes over the training data behind these steps
     * @param times when they were measured
     */
    public record Timeline(List<Long> steps, List<Double> epochs, List<Instant> times) {
        static Timeline of(List<JsonNode> measurements) {
            Deque<JsonNode> rising = new ArrayDeque<>();
            for (JsonNode next : measurements) {
                // What was withdrawn, or measured at the same step, gives way.
                while (!rising.isEmpty() && step(rising.getLast()) >= step(next)) {
                    rising.removeLast();
                }
                rising.addLast(next);
            }
            return new Timeline(
                    rising.stream().map(Timeline::step).toList(),
                    rising.stream()
                            .map(mark -> mark.path("epoch").doubleValue())
                            .toList(),
                    rising.stream()
                            .map(mark -> Instant.parse(mark.path("at").stringValue()))
                            .toList());
        }

        private static long step(JsonNode mark) {
            return mark.path("step").longValue();
        }
    }

    /**
     * What was measured until a moment.
     *
     * @param lastEvent the number of the job's last event at that moment: later ones bring what follows
     */
    public record JobMetrics(List<Series> series, Timeline timeline, long lastEvent) {}

    /**
     * Series as {@link #series} gives them, with a timeline of some 200 marks at most.
     *
     * @throws JobNotFound if the project has none
     * @throws InvalidOptions if {@code points} is out of bounds
     */
    @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
    public JobMetrics history(ProjectId project, String jobId, Set<String> names, int points) {
        List<Series> series = series(project, jobId, names, points);
        long last = log.head(jobId).orElseThrow(() -> new JobNotFound(jobId)).last();
        return new JobMetrics(series, Timeline.of(log.measurements(jobId, MARKS)), last);
    }

    /**
     * Series of these names, or all when there are none, each thinned to about {@code points} points.
     *
     * <p>Thinning keeps the least and the greatest value of each of {@code points / 2} ranges of equally many stored
     * points, and the first and the last point, so that no peak disappears.
     *
     * @param points from 2 to 10,000
     * @throws JobNotFound if the project has none
     * @throws InvalidOptions if {@code points} is out of bounds
     */
    @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
    public List<Series> series(ProjectId project, String jobId, Set<String> names, int points) {
        if (points < 2 || points > MOST_POINTS) {
            throw new InvalidOptions(
                    "/points", "out_of_bounds", "must be from 2 to " + MOST_POINTS + " but is " + points);
        }
        if (!log.has(project, jobId)) {
            throw new JobNotFound(jobId);
        }
        Map<String, Series> series = new TreeMap<>();
        names.forEach(name -> series.put(name, new Series(name, List.of(), List.of(), 0)));
        for (StoredSeries stored : store.series(jobId, names)) {
            Thinning thinning = new Thinning(stored.name(), stored.count(), points);
            store.read(stored, thinning::add);
            series.put(stored.name(), thinning.series());
        }
        return List.copyOf(series.values());
    }
}
