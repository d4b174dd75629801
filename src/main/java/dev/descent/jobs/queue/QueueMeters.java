package dev.descent.jobs.queue;

import dev.descent.jobs.JobState;
import dev.descent.jobs.queue.QueueState.Seen;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.springframework.stereotype.Component;

/** The queue, which all processes share, and the threads of this one. */
@Component
class QueueMeters implements MeterBinder {
    private final QueueState queue;
    private final Workers workers;

    QueueMeters(QueueState queue, Workers workers) {
        this.queue = queue;
        this.workers = workers;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (JobState state : QueueState.STATES) {
            Gauge.builder(
                            "descent.jobs",
                            queue,
                            q -> seen(q, seen -> seen.jobs().get(state)))
                    .tag("state", state.wire())
                    .description("Jobs of all processes that have not ended, by state")
                    .baseUnit("jobs")
                    .register(registry);
        }
        age(registry, "descent.queue.age", Seen::oldest, "How long the oldest queued job has waited; 0 if none waits");
        age(
                registry,
                "descent.queue.startable.age",
                Seen::oldestStartable,
                "The same, of jobs that no limit of their project holds back");
        Gauge.builder("descent.worker.threads", workers, w -> w.vitals().threads())
                .description("How many jobs this process can train at once")
                .baseUnit("threads")
                .register(registry);
        Gauge.builder("descent.worker.jobs", workers, Workers::busy)
                .description("Jobs that this process trains")
                .baseUnit("jobs")
                .register(registry);
        TimeGauge.builder("descent.worker.heartbeat.age", workers, TimeUnit.MILLISECONDS, QueueMeters::sinceBeat)
                .description("Since when the database has not answered a heartbeat of this process")
                .register(registry);
    }

    private static double sinceBeat(Workers workers) {
        return workers.vitals().sinceBeat().toMillis();
    }

    private void age(MeterRegistry registry, String name, Function<Seen, Duration> age, String description) {
        ToDoubleFunction<QueueState> millis =
                q -> seen(q, seen -> age.apply(seen).toMillis());
        TimeGauge.builder(name, queue, TimeUnit.MILLISECONDS, millis)
                .description(description)
                .register(registry);
    }

    /** Without an answer of the database it is not known. */
    private static double seen(QueueState queue, Function<Seen, Long> number) {
        return queue.look().map(number).map(Long::doubleValue).orElse(Double.NaN);
    }
}
