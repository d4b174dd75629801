package dev.descent.storage.s3;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.stereotype.Component;

/** What is asked of the bucket, in numbers, which are 0 where files are kept elsewhere. */
@Component
class BucketMeters {
    private static final Duration[] BUCKETS =
            List.of(5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 60_000).stream()
                    .map(Duration::ofMillis)
                    .toArray(Duration[]::new);

    private final Map<String, Timer> requests = new HashMap<>();
    private final Counter sent;
    private final Counter received;

    BucketMeters(MeterRegistry registry) {
        for (String operation : List.of("put", "get", "delete", "list")) {
            for (String result : List.of("answered", "failed")) {
                requests.put(
                        operation + result,
                        Timer.builder("descent.bucket.requests")
                                .description("Time of requests to the bucket, tries that failed and transfers included")
                                .tags("operation", operation, "result", result)
                                .serviceLevelObjectives(BUCKETS)
                                .register(registry));
            }
        }
        sent = bytes("sent", "Files that this process stored in the bucket", registry);
        received = bytes("received", "Files that this process fetched from the bucket", registry);
    }

    private static Counter bytes(String way, String description, MeterRegistry registry) {
        return Counter.builder("descent.bucket." + way)
                .description(description)
                .baseUnit("bytes")
                .register(registry);
    }

    void asked(String operation, boolean answered, long nanos) {
        Objects.requireNonNull(requests.get(operation + (answered ? "answered" : "failed")))
                .record(Duration.ofNanos(nanos));
    }

    void sent(long bytes) {
        sent.increment(bytes);
    }

    void received(long bytes) {
        received.increment(bytes);
    }
}
