package dev.descent.jobs.queue;

import dev.descent.jobs.JobState;
import java.time.Duration;
import java.util.Optional;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Whether jobs wait that somebody should have taken. */
@Component("queueHealthIndicator")
class QueueHealth implements HealthIndicator {
    /** A free worker takes a job within milliseconds, and looks every few seconds without being told. */
    private static final Duration TOO_LONG = Duration.ofMinutes(1);

    private final QueueState queue;
    private final Workers workers;

    QueueHealth(QueueState queue, Workers workers) {
        this.queue = queue;
        this.workers = workers;
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
        Health.Builder health = judge(seen, workers.vitals());
        seen.jobs().forEach((state, jobs) -> health.withDetail(state.wire(), jobs));
        return health.withDetail("oldest_seconds", seen.oldest().toSeconds())
                .withDetail("oldest_startable_seconds", seen.oldestStartable().toSeconds())
                .build();
    }

    private static Health.Builder judge(QueueState.Seen seen, Workers.Vitals vitals) {
        if (seen.oldestStartable().compareTo(TOO_LONG) < 0) {
            return Health.up();
        }
        String waits = "A job that no limit holds back has waited for "
                + seen.oldestStartable().toSeconds() + " s, ";
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
