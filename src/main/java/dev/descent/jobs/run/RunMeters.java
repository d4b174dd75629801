package dev.descent.jobs.run;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** What training runs do, in numbers; none is recorded by the thread that trains while it does. */
@Component
class RunMeters {
    /** In microseconds: 100 µs to 100 s. */
    private static final long[] BUCKETS = {
        100,
        200,
        500,
        1000,
        2000,
        5000,
        10_000,
        20_000,
        50_000,
        100_000,
        200_000,
        500_000,
        1_000_000,
        2_000_000,
        5_000_000,
        10_000_000,
        100_000_000
    };

    private final Counter steps;
    private final Timer step;
    private final Counter values;
    private final Counter events;
    private final Timer write;
    private final Counter losses;

    RunMeters(MeterRegistry meters) {
        steps = Counter.builder("descent.training.steps")
                .description("Steps that were taken")
                .baseUnit("steps")
                .register(meters);
        step = Timer.builder("descent.training.step")
                .description("Mean time of a step of one job over about a second, with all that happens in between")
                .serviceLevelObjectives(LongStream.of(BUCKETS)
                        .mapToObj(micros -> Duration.ofNanos(1000 * micros))
                        .toArray(Duration[]::new))
                .register(meters);
        values = Counter.builder("descent.ingest.values")
                .description("Values of metrics that were stored")
                .baseUnit("values")
                .register(meters);
        events = Counter.builder("descent.ingest.events")
                .description("Events of running jobs that were stored")
                .baseUnit("events")
                .register(meters);
        write = Timer.builder("descent.ingest.write")
                .description("Time of a transaction that stores what waits of one job")
                .serviceLevelObjectives(Stream.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000)
                        .map(Duration::ofMillis)
                        .toArray(Duration[]::new))
                .register(meters);
        losses = Counter.builder("descent.lease.losses")
                .description("Jobs that this process worked for until it learned that another had taken them")
                .baseUnit("losses")
                .register(meters);
    }

    void took(long count) {
        steps.increment(count);
    }

    /** @param mean time of a step over a while */
    void pace(Duration mean) {
        step.record(mean);
    }

    /** @param nanos that it took to store so many */
    void wrote(int eventCount, int valueCount, long nanos) {
        events.increment(eventCount);
        values.increment(valueCount);
        write.record(Duration.ofNanos(nanos));
    }

    void lostLease() {
        losses.increment();
    }
}
