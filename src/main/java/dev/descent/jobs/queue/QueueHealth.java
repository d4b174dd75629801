package dev.descent.jobs.queue;

import dev.descent.database.Sampled;
import dev.descent.jobs.JobState;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Whether jobs wait that somebody should have taken. */
@Component("queueHealthIndicator")
class QueueHealth implements HealthIndicator {
    /** A free worker takes a job within milliseconds, and looks every few seconds without being told. */
    private static final Duration TOO_LONG = Duration.ofMinutes(1);

    private final QueueState queue;
    private final Supplier<Workers.Vitals> workers;
    private final Dispatch dispatch;
    /** Whether the cluster is asked for a pod of a job that waits, or has as many as there may be. */
    private final Sampled<Boolean> podsAskedFor;

    @Autowired
    QueueHealth(
            QueueState queue,
            Workers workers,
            @Value("${descent.dispatch}") Dispatch dispatch,
            @Value("${descent.kubernetes.max-pods}") int maxPods,
            JdbcClient jdbc) {
        this(queue, workers::vitals, dispatch, maxPods, jdbc);
    }

    QueueHealth(QueueState queue, Supplier<Workers.Vitals> workers, Dispatch dispatch, int maxPods, JdbcClient jdbc) {
        this.queue = queue;
        this.workers = workers;
        this.dispatch = dispatch;
        this.podsAskedFor = new Sampled<>(
                "pods-asked-for",
                () -> jdbc.sql("""
                        select count(*) >= ? or coalesce(bool_or(job.state = 'queued'), false)
                        from dispatch left join job on job.id = dispatch.job_id""").param(maxPods).query(Boolean.class).single());
    }

    @Override
    public Health health() {
        Optional<QueueState.Seen> looked = queue.look();
        if (looked.isEmpty()) {
            return Health.unknown()
                    .withDetail("problem", "The database did not tell of the queue.")
                    .withDetail("remedy", "See db.")
                    .build();
        }
        QueueState.Seen seen = looked.get();
        Health.Builder health = dispatch == Dispatch.KUBERNETES ? judge(seen) : judge(seen, workers.get());
        seen.jobs().forEach((state, jobs) -> health.withDetail(state.wire(), jobs));
        return health.withDetail("oldest_seconds", seen.oldest().toSeconds())
                .withDetail("oldest_startable_seconds", seen.oldestStartable().toSeconds())
                .build();
    }

    private static String waits(QueueState.Seen seen) {
        return "A job that no limit holds back has waited for "
                + seen.oldestStartable().toSeconds() + " s, ";
    }

    /** Nodes and quotas may be used up for days: that is the cluster's matter, as long as it is asked for pods. */
    private Health.Builder judge(QueueState.Seen seen) {
        if (seen.oldestStartable().compareTo(TOO_LONG) < 0) {
            return Health.up();
        }
        if (!podsAskedFor.get().orElse(true)) {
            return Health.down()
                    .withDetail("problem", waits(seen) + "and the cluster is not asked for any pod.")
                    .withDetail(
                            "remedy",
                            "Look for warnings of Dispatcher in the logs of the processes that serve requests: the"
                                    + " cluster may not answer, or their service account or the database's user may lack"
                                    + " rights.");
        }
        return Health.up()
                .withDetail(
                        "note",
                        seen.jobs().get(JobState.QUEUED)
                                + " jobs wait for pods. The state_reason of each says what its pod waits for in the cluster:"
                                + " a node, a quota, a queue of Kueue; those without one wait for"
                                + " descent.kubernetes.max-pods.");
    }

    private static Health.Builder judge(QueueState.Seen seen, Workers.Vitals vitals) {
        if (seen.oldestStartable().compareTo(TOO_LONG) < 0) {
            return Health.up();
        }
        String waits = waits(seen);
        if (vitals.busy() < vitals.threads()) {
            return Health.down()
                    .withDetail("problem", waits + "although this process has a free worker.")
                    .withDetail(
                            "remedy",
                            "Look for warnings of Workers in the log; if there are none, restart the process.");
        }
        if (seen.held() == 0) {
            return Health.down()
                    .withDetail("problem", waits + "and no process trains any job.")
                    .withDetail(
                            "remedy",
                            "Start a process with --descent.role=worker, or look why those that are there do not reach the"
                                    + " database.");
        }
        return Health.up()
                .withDetail(
                        "note",
                        "All workers are busy, and " + seen.jobs().get(JobState.QUEUED)
                                + " jobs wait. More processes with --descent.role=worker would shorten that.");
    }
}
