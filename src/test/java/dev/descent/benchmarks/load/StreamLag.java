package dev.descent.benchmarks.load;

import dev.descent.jobs.stream.Announcements;
import dev.descent.jobs.stream.Announcements.Topic;
import dev.descent.jobs.stream.EventLog;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** How far the slowest of many streams is behind, when jobs write events as workers do. */
final class StreamLag {
    /** As often as recorders write. */
    private static final long EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(150);

    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final int EVENTS = 5;

    private final Service service;

    StreamLag(Service service) {
        this.service = service;
    }

    /**
     * The time from a commit of events to the moment when the last stream has them; with several jobs, from the first of
     * their commits.
     */
    Latency slowest(int streams, int jobs, int seconds) throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < jobs; i++) {
            ids.add(service.submit());
        }
        long last = 1;
        try (Streams open = new Streams(service.port(), ids, streams)) {
            await(open, streams, last);
            double[] millis = new double[Math.max(1, seconds * 6)];
            for (int i = 0; i < millis.length; i++) {
                long next = System.nanoTime() + EVERY_NANOS;
                last += EVENTS;
                long committed = 0;
                for (String id : ids) {
                    write(id);
                    committed = committed == 0 ? System.nanoTime() : committed;
                    service.get(Announcements.class).send(Topic.EVENTS, id);
                }
                await(open, streams, last);
                millis[i] = (System.nanoTime() - committed) / 1e6;
                TimeUnit.NANOSECONDS.sleep(Math.max(0, next - System.nanoTime()));
            }
            return Latency.of(millis);
        }
    }

    private void write(String id) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("step", 690).put("epoch", 30.0).put("at", "2026-11-21T13:43:05.274Z");
        data.putObject("values")
                .put("train_loss", 2.3137142658233643)
                .put("learning_rate", 4.347826086956522E-5)
                .put("gradient_norm", 0.5807738900184631);
        service.get(TransactionTemplate.class)
                .executeWithoutResult(status -> service.get(EventLog.class)
                        .append(id, Collections.nCopies(EVENTS, new EventLog.Entry("metrics", data, null))));
    }

    private static void await(Streams open, int streams, long number) throws InterruptedException {
        long start = System.nanoTime();
        while (open.at(number) < streams) {
            if (System.nanoTime() - start > LIMIT_NANOS) {
                throw new IllegalStateException(open.at(number) + " of " + streams + " streams have event " + number);
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }
}
