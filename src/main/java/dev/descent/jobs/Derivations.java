package dev.descent.jobs;

import dev.descent.jobs.metrics.MetricStore;
import dev.descent.jobs.metrics.MetricStore.StoredSeries;
import dev.descent.projects.ProjectId;
import dev.descent.spec.InvalidOptions;
import dev.descent.training.DerivedSchedule;
import dev.descent.training.DerivedSchedule.History;
import dev.descent.training.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Works out schedules that are made from what an earlier job measured. */
@Component
class Derivations {
    private static final int MOST_POINTS = 10_000;
    private static final String POINTER = "/from_job";

    private final JdbcClient jdbc;
    private final MetricStore store;

    Derivations(JdbcClient jdbc, MetricStore store) {
        this.jdbc = jdbc;
        this.store = store;
    }

    /**
     * The schedule as it can run: itself, for most.
     *
     * @throws InvalidOptions relative to the schedule, if its job cannot give what it needs
     */
    @Transactional(readOnly = true)
    public Schedule derived(ProjectId project, Schedule schedule) {
        if (!(schedule instanceof DerivedSchedule derivable) || derivable.isDerived()) {
            return schedule;
        }
        String job = derivable.fromJob();
        if (job == null) {
            throw new InvalidOptions(POINTER, "missing_field", "is required, unless what is made from it is given");
        }
        long steps = steps(project, job);
        List<History.Point> points = points(job, derivable.metric());
        if (points.size() < derivable.leastPoints()) {
            throw new InvalidOptions(
                    POINTER,
                    "no_history",
                    "\"" + job + "\" recorded " + points.size() + " values of " + derivable.metric() + ", but "
                            + derivable.leastPoints() + " are needed: see log_every_steps");
        }
        return derivable.derived(new History(points, steps));
    }

    private record State(JobState state, long step) {}

    /** How many steps a job took. */
    private long steps(ProjectId project, String job) {
        State found = jdbc.sql("select state, step from job where id = ? and project_id = ?")
                .params(job, project.value())
                .query((row, n) -> new State(JobState.ofWire(row.getString(1)), row.getLong(2)))
                .optional()
                .orElseThrow(() -> new InvalidOptions(POINTER, "unknown_job", "there is no job \"" + job + "\""));
        if (found.state() != JobState.SUCCEEDED) {
            throw new InvalidOptions(
                    POINTER,
                    "not_succeeded",
                    "must be a job that has succeeded, but \"" + job + "\" is "
                            + found.state().wire());
        }
        return found.step();
    }

    /** The finite values of a metric, or every so many of them where there are too many, and the last. */
    private List<History.Point> points(String job, String metric) {
        List<History.Point> points = new ArrayList<>();
        for (StoredSeries series : store.series(job, Set.of(metric))) {
            long every = 1 + (series.count() - 1) / MOST_POINTS;
            long[] place = {0};
            store.read(series, (step, value) -> {
                boolean taken = place[0] % every == 0 || place[0] == series.count() - 1;
                place[0]++;
                if (taken && Double.isFinite(value)) {
                    points.add(new History.Point(step, value));
                }
            });
        }
        return points;
    }
}
