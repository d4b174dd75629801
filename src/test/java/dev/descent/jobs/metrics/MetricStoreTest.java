package dev.descent.jobs.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.database.TestDatabase;
import dev.descent.jobs.metrics.MetricStore.StoredSeries;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** On a real PostgreSQL, beside a map that does the same slowly. */
class MetricStoreTest {
    private static final List<String> NAMES = List.of("train_loss", "learning_rate", "gradient_norm");

    private static @Nullable Tables shared;
    private static int jobs;

    /** A database with one connection. */
    private static final class Tables implements AutoCloseable {
        private final SingleConnectionDataSource connection;
        private final JdbcTemplate sql;
        private final MetricStore store;

        Tables(TestDatabase database) {
            connection = new SingleConnectionDataSource(database.url(), database.user(), database.password(), true);
            sql = new JdbcTemplate(connection);
            store = new MetricStore(sql, connection);
        }

        String job() {
            String id = "job_" + ++jobs;
            sql.update("""
                    insert into job (id, project_id, state, created_at, dataset_id, spec, effective_spec, priority,
                        total_steps, steps_per_epoch)
                    select ?, id, 'succeeded', now(), 'ds_none', '{}', '{}', 0, 1, 1 from project""", id);
            return id;
        }

        /** As long as there are no projects. */
        String oldJob() {
            String id = "job_" + ++jobs;
            sql.update("""
                    insert into job (id, state, created_at, dataset_id, spec, effective_spec, priority, total_steps,
                        steps_per_epoch) values (?, 'succeeded', now(), 'ds_none', '{}', '{}', 0, 1, 1)""", id);
            return id;
        }

        /** All that is stored of a job. */
        Map<String, Map<Long, Double>> read(String job) {
            Map<String, Map<Long, Double>> read = new TreeMap<>();
            for (StoredSeries series : store.series(job, Set.of())) {
                List<Long> steps = new ArrayList<>();
                Map<Long, Double> points = new TreeMap<>();
                store.read(series, (step, value) -> {
                    steps.add(step);
                    points.put(step, value);
                });
                assertThat(steps).isSorted().doesNotHaveDuplicates().hasSize((int) series.count());
                read.put(series.name(), points);
            }
            return read;
        }

        @Override
        public void close() {
            connection.destroy();
        }
    }

    @BeforeAll
    @BeforeContainer
    static void open() {
        shared = new Tables(TestDatabase.migrated());
    }

    @AfterAll
    @AfterContainer
    static void close() {
        tables().close();
    }

    private static Tables tables() {
        if (shared == null) {
            throw new IllegalStateException("not open");
        }
        return shared;
    }

    /**
     * Measurements of one name in a row.
     *
     * @param ahead from the last step of the name to the first; steps up to 0 were measured before
     */
    record Stretch(int name, int ahead, int stride, int count, double value) {}

    @Provide
    Arbitrary<List<List<Stretch>>> batches() {
        Arbitrary<Stretch> stretch = Combinators.combine(
                        Arbitraries.integers().between(0, NAMES.size() - 1),
                        Arbitraries.integers().between(-100, 50),
                        Arbitraries.of(1, 1, 7, 300),
                        Arbitraries.frequencyOf(
                                Tuple.of(4, Arbitraries.integers().between(1, 5)),
                                Tuple.of(1, Arbitraries.integers().between(100, 800))),
                        Arbitraries.oneOf(Arbitraries.doubles(), Arbitraries.of(0.5, Double.NaN, -0.0)))
                .as(Stretch::new);
        return stretch.list().ofMinSize(1).ofMaxSize(4).list().ofMaxSize(12);
    }

    @Property(tries = 100)
    void whatWasAddedIsThereOnceWhateverTheBatches(@ForAll("batches") List<List<Stretch>> batches) {
        String job = tables().job();
        String other = tables().job();
        Map<String, NavigableMap<Long, Double>> expected = new TreeMap<>();
        for (List<Stretch> batch : batches) {
            List<MetricPoint> points = measured(batch, expected);
            tables().store.append(job, points);
            tables().store.append(other, points.subList(0, 1));
            assertThat(tables().read(job)).isEqualTo(expected);
        }
        Map<String, Long> last = new TreeMap<>();
        expected.forEach((name, points) -> last.put(name, points.lastKey()));
        assertThat(tables().store.lastSteps(job)).isEqualTo(last);
    }

    /** @param expected to which what is new is added */
    private static List<MetricPoint> measured(List<Stretch> batch, Map<String, NavigableMap<Long, Double>> expected) {
        List<MetricPoint> points = new ArrayList<>();
        for (Stretch stretch : batch) {
            String name = NAMES.get(stretch.name());
            NavigableMap<Long, Double> known = expected.computeIfAbsent(name, key -> new TreeMap<>());
            long step = Math.max(0, (known.isEmpty() ? 0 : known.lastKey()) + stretch.ahead());
            for (int i = 0; i < stretch.count(); i++, step += stretch.stride()) {
                double value = stretch.value() + i;
                points.add(new MetricPoint(name, step, value));
                if (known.isEmpty() || step > known.lastKey()) {
                    known.put(step, value);
                }
            }
        }
        return points;
    }

    /** What is measured after a step that a run went back to, which may lie before the first measurement. */
    @Property(tries = 60)
    void whatIsWithdrawnIsGoneAndWhatIsMeasuredAnewIsThere(
            @ForAll @Size(max = 8) List<@From("batches") List<List<Stretch>>> rounds,
            @ForAll @IntRange(max = 99) int part) {
        String job = tables().job();
        String other = tables().job();
        tables().store.append(other, points(500));
        Map<String, NavigableMap<Long, Double>> expected = new TreeMap<>();
        for (List<List<Stretch>> round : rounds) {
            for (List<Stretch> batch : round) {
                tables().store.append(job, measured(batch, expected));
            }
            long last = expected.values().stream()
                    .mapToLong(NavigableMap::lastKey)
                    .max()
                    .orElse(0);
            long step = part == 0 ? -1 : last * part / 90;
            Map<String, Optional<Double>> remaining = new TreeMap<>();
            expected.forEach((name, points) -> {
                if (points.lastKey() > step) {
                    points.tailMap(step, false).clear();
                    remaining.put(name, Optional.ofNullable(points.lastEntry()).map(Map.Entry::getValue));
                }
            });
            expected.values().removeIf(Map::isEmpty);
            assertThat(new TreeMap<>(tables().store.withdraw(job, step))).isEqualTo(remaining);
            assertThat(tables().read(job)).isEqualTo(expected);
        }
        assertThat(tables().read(other).get("train_loss")).hasSize(500);
    }

    @Test
    void theSameBatchAgainAddsNothing() {
        String job = tables().job();
        List<MetricPoint> points = points(700);
        tables().store.append(job, points);
        tables().store.append(job, points);
        tables().store.append(job, points.subList(0, 100));
        assertThat(tables().read(job)).containsOnlyKeys("train_loss");
        assertThat(tables().read(job).get("train_loss")).hasSize(700);
    }

    @Test
    void aSeriesThatGrowsWhileItIsReadIsReadAsItWas() {
        String job = tables().job();
        tables().store.append(job, points(230));
        StoredSeries before = tables().store.series(job, Set.of("train_loss")).get(0);
        tables().store.append(job, points(1000));
        List<Long> steps = new ArrayList<>();
        tables().store.read(before, (step, value) -> steps.add(step));
        assertThat(steps).hasSize(230).doesNotHaveDuplicates();
    }

    @Test
    void aDeletedJobLeavesNothing() {
        String job = tables().job();
        tables().store.append(job, points(1000));
        long series = tables().store.series(job, Set.of()).get(0).id();
        tables().sql.update("delete from job where id = ?", job);
        assertThat(tables().store.series(job, Set.of())).isEmpty();
        assertThat(tables().sql
                        .queryForObject("select count(*) from metric_chunk where series_id = ?", Long.class, series))
                .isZero();
    }

    @Test
    void metricsOfOneRowAPointMoveOver() {
        TestDatabase database = TestDatabase.create();
        flyway(database).target("7").load().migrate();
        try (Tables old = new Tables(database)) {
            String job = old.oldJob();
            String without = old.oldJob();
            Map<String, Map<Long, Double>> expected = new TreeMap<>();
            for (int count : new int[] {1, 2, 239, 240, 241, 480, 1000}) {
                Map<Long, Double> points = new TreeMap<>();
                for (long i = 0; i < count; i++) {
                    points.put(i * i, i == 3 ? Double.NaN : i == 4 ? Double.NEGATIVE_INFINITY : Math.sin(i));
                }
                String name = "m" + count;
                expected.put(name, points);
                old.sql.batchUpdate(
                        "insert into metric (job_id, name, step, value) values (?, ?, ?, ?)",
                        points.entrySet().stream()
                                .map(point -> new Object[] {job, name, point.getKey(), point.getValue()})
                                .toList());
            }
            flyway(database).load().migrate();
            assertThat(old.read(job)).isEqualTo(expected);
            assertThat(old.read(without)).isEmpty();
            assertThat(old.store.lastSteps(job)).containsEntry("m480", 479L * 479);

            old.store.append(job, List.of(new MetricPoint("m239", 999_999, 2)));
            expected.computeIfAbsent("m239", name -> new TreeMap<>()).put(999_999L, 2.0);
            assertThat(old.read(job)).isEqualTo(expected);
        }
    }

    private static FluentConfiguration flyway(TestDatabase database) {
        return Flyway.configure()
                .dataSource(new DriverManagerDataSource(database.url(), database.user(), database.password()))
                .locations("classpath:db");
    }

    private static List<MetricPoint> points(int count) {
        List<MetricPoint> points = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            points.add(new MetricPoint("train_loss", i, 1.0 / (i + 1)));
        }
        return points;
    }
}
