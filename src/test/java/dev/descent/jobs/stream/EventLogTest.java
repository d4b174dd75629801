package dev.descent.jobs.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.database.TestDatabase;
import dev.descent.jobs.Event;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import tools.jackson.databind.node.JsonNodeFactory;

/** Numbered events on a real PostgreSQL, beside a list of them. */
class EventLogTest {
    private static final Instant NOW = Instant.parse("2026-10-25T00:30:00.123Z");

    private static @Nullable SingleConnectionDataSource shared;
    private static int jobs;

    @BeforeContainer
    static void open() {
        TestDatabase database = TestDatabase.migrated();
        shared = new SingleConnectionDataSource(database.url(), database.user(), database.password(), true);
    }

    @AfterContainer
    static void close() {
        connection().destroy();
    }

    private static SingleConnectionDataSource connection() {
        if (shared == null) {
            throw new IllegalStateException("not open");
        }
        return shared;
    }

    /** So many events of one type, with their own times unless {@code hours} is null. */
    record Run(String type, int count, @Nullable Integer hours) {}

    @Provide
    Arbitrary<List<List<Run>>> batches() {
        Arbitrary<Run> run = Combinators.combine(
                        Arbitraries.of("state", "metrics", "metrics", "log"),
                        Arbitraries.frequencyOf(
                                Tuple.of(5, Arbitraries.integers().between(1, 4)),
                                Tuple.of(1, Arbitraries.integers().between(400, 1100))),
                        Arbitraries.integers().between(0, 5).injectNull(0.3))
                .as(Run::new);
        return run.list().ofMinSize(1).ofMaxSize(4).list().ofMaxSize(6);
    }

    @Property(tries = 60)
    void eventsComeInOrderFromWhereverTheyAreAskedFor(
            @ForAll("batches") List<List<Run>> batches,
            @ForAll @IntRange(max = 2000) int after,
            @ForAll @IntRange(min = 1, max = 1000) int limit) {
        JdbcTemplate sql = new JdbcTemplate(connection());
        EventLog log = new EventLog(sql, Clock.fixed(NOW, ZoneOffset.UTC));
        String job = "job_" + ++jobs;
        sql.update("""
                insert into job (id, project_id, state, created_at, dataset_id, spec, effective_spec, priority, total_steps,
                    steps_per_epoch) select ?, id, 'queued', now(), 'ds_none', '{}', '{}', 0, 1, 1 from project""", job);
        List<Event> expected = new ArrayList<>();
        for (List<Run> batch : batches) {
            List<EventLog.Entry> entries = new ArrayList<>();
            for (Run run : batch) {
                for (int i = 0; i < run.count(); i++) {
                    long seq = expected.size() + 1L;
                    var data = JsonNodeFactory.instance.objectNode().put("text", "{\"a,\\" + seq + "\n\"}");
                    Instant at = run.hours() == null ? null : NOW.plusSeconds(3600L * run.hours());
                    entries.add(new EventLog.Entry(run.type(), data, at));
                    expected.add(new Event(seq, run.type(), data, at == null ? NOW : at));
                }
            }
            log.append(job, entries);
        }
        assertThat(log.after(job, 0, Integer.MAX_VALUE)).isEqualTo(expected);
        int from = Math.min(after, expected.size());
        assertThat(log.after(job, after, limit))
                .isEqualTo(expected.subList(from, Math.min(from + limit, expected.size())));
        assertThat(log.head(job))
                .hasValueSatisfying(head -> assertThat(head.last()).isEqualTo(expected.size()));
    }
}
