package dev.descent.jobs.queue;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Whether the threads live that take jobs and renew leases. Liveness asks this too, and so it must not depend on the
 * database: a process whose threads have died helps itself by no other way than a restart.
 */
@Component("workerHealthIndicator")
class WorkerHealth implements HealthIndicator {
    private final Workers workers;

    WorkerHealth(Workers workers) {
        this.workers = workers;
    }

    @Override
    public Health health() {
        Workers.Vitals vitals = workers.vitals();
        Health.Builder health = vitals.dead().isEmpty() ? Health.up() : Health.down();
        if (!vitals.dead().isEmpty()) {
            health.withDetail(
                            "problem",
                            "Threads of this process have died: " + String.join(", ", vitals.dead())
                                    + ". Its jobs will be taken by other processes, and it takes no more.")
                    .withDetail("remedy", "Restart the process. The log tells what the threads died of.");
        }
        return health.withDetail("name", vitals.name())
                .withDetail("threads", vitals.threads())
                .withDetail("jobs", vitals.busy())
                .withDetail("seconds_since_heartbeat", vitals.sinceBeat().toSeconds())
                .build();
    }
}
