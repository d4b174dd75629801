package dev.descent.jobs;

import static dev.descent.projects.ProjectId.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.database.TestDatabase;
import dev.descent.jobs.FakeRuns.FakeRun;
import dev.descent.jobs.queue.Queue;
import dev.descent.jobs.run.Claim;
import dev.descent.jobs.run.Execution;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Private jobs that lose their workers, and measure other values when they go on: one history all the same. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WithdrawnMetricsTest {
    private static final List<String> NAMES = List.of("gradient_norm", "learning_rate", "clipped_fraction");
    private static final String SPEC = """
            {"dataset": "two_moons?rows=200&seed=3", "model": "linear", "objective": "classification",
             "duration": {"steps": 100000}, "sampler": {"type": "poisson", "batch_size": 16, "rate": 0.1},
             "mechanism": {"type": "dp_sgd", "noise_multiplier": 4.0, "delta": 1e-5},
             "preprocessing": {"numeric": "none"}, "evaluation": {"validation_fraction": 0}}""";

    @TempDir
    private static Path data;

    private FakeRuns runs;
    private TestNode service;

    @BeforeAll
    void start() {
        runs = new FakeRuns(data);
        service = new TestNode.Setup(TestDatabase.create(), data)
                .runs(runs)
                .lease(Duration.ofHours(1))
                .start();
    }

    @AfterAll
    void stop() {
        service.close();
    }

    /** What a client has that reads events one by one: of each metric the values by steps. */
    private static Map<String, NavigableMap<Long, Double>> fold(List<Event> events) {
        Map<String, NavigableMap<Long, Double>> folded = new TreeMap<>();
        for (Event event : events) {
            if (event.type().equals("metrics_withdrawn")) {
                long after = event.data().get("after_step").longValue();
                folded.values().forEach(values -> values.keySet().removeIf(step -> step > after));
                folded.values().removeIf(Map::isEmpty);
            } else if (event.type().equals("metrics")) {
                long step = event.data().get("step").longValue();
                event.data()
                        .get("values")
                        .properties()
                        .forEach(value -> assertThat(folded.computeIfAbsent(value.getKey(), name -> new TreeMap<>())
                                        .put(step, value.getValue().doubleValue()))
                                .as("a value at a step is not given twice")
                                .isNull());
            }
        }
        return folded;
    }

    private void requireOneHistory(String id) {
        List<Event> events = service.allEvents(id);
        Map<String, NavigableMap<Long, Double>> told = fold(events);
        Map<String, NavigableMap<Long, Double>> stored = new TreeMap<>();
        for (Metrics.Series series : service.get(Metrics.class).series(DEFAULT, id, Set.of(), 10_000)) {
            TreeMap<Long, Double> points = new TreeMap<>();
            for (int i = 0; i < series.steps().size(); i++) {
                points.put(series.steps().get(i), series.values().get(i));
            }
            assertThat(series.count()).isEqualTo(points.size());
            stored.put(series.name(), points);
        }
        assertThat(stored).isEqualTo(told);
        Map<String, Double> latest = new TreeMap<>();
        told.forEach((name, values) -> latest.put(name, values.lastEntry().getValue()));
        assertThat(new TreeMap<>(service.jobs().get(DEFAULT, id).latestMetrics()))
                .isEqualTo(latest);
        assertThat(events)
                .extracting(Event::seq)
                .isEqualTo(LongStream.rangeClosed(1, events.size()).boxed().toList());
    }

    private static void train(FakeRun run, SplittableRandom random) {
        int steps = random.nextInt(1, 12);
        for (int i = 0; i < steps; i++) {
            Map<String, Double> values = new TreeMap<>();
            NAMES.stream().filter(name -> random.nextInt(3) > 0).forEach(name -> values.put(name, random.nextDouble()));
            if (values.isEmpty()) {
                run.privateStep();
            } else {
                run.privateStep(values);
            }
            if (random.nextInt(6) == 0) {
                run.checkpoint();
            }
        }
    }

    private record Begun(Claim claim, Thread training, FakeRun run) {}

    private Begun begin() {
        Claim claim = service.get(Queue.class)
                .claim("worker", Duration.ofHours(1), taken -> {})
                .orElseThrow();
        Thread training = new Thread(() -> service.get(Execution.class).execute(claim));
        training.start();
        return new Begun(claim, training, runs.next());
    }

    private void vanish(String id, Begun begun) throws InterruptedException {
        // From here on it writes nothing: what waits is lost with it.
        begun.claim().control().lose();
        begun.run().step();
        begun.training().join();
        service.sql()
                .sql("update job set lease_until = now() - interval '1 second' where id = ?")
                .param(id)
                .update();
        while (service.jobs().get(DEFAULT, id).state() == JobState.RUNNING) {
            // Passes by a row that is just being written.
            service.get(Queue.class).takeBackExpired();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatEventsTellIsWhatIsStored(long seed) throws InterruptedException {
        SplittableRandom random = new SplittableRandom(seed);
        String id = service.jobs()
                .submit(DEFAULT, JsonMapper.shared().readTree(SPEC), null)
                .job()
                .id();
        List<Event> streamed = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch ended = new CountDownLatch(1);
        service.events().subscribe(DEFAULT, id, 0, new Subscription.Listener() {
            @Override
            public void events(List<Event> events) {
                streamed.addAll(events);
            }

            @Override
            public void ended() {
                ended.countDown();
            }
        });
        for (int crash = 0; crash < 2; crash++) {
            Begun begun = begin();
            requireOneHistory(id);
            train(begun.run(), random);
            vanish(id, begun);
            requireOneHistory(id);
        }
        Begun last = begin();
        requireOneHistory(id);
        train(last.run(), random);
        last.run().finish();
        last.training().join();
        assertThat(service.jobs().get(DEFAULT, id).state()).isEqualTo(JobState.SUCCEEDED);
        requireOneHistory(id);
        assertThat(ended.await(TestNode.SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(streamed).isEqualTo(service.allEvents(id));
    }
}
