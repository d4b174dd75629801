package dev.descent.jobs;

import static dev.descent.projects.ProjectId.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.descent.database.TestDatabase;
import dev.descent.jobs.metrics.MetricPoint;
import dev.descent.jobs.metrics.MetricStore;
import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Violation;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongToDoubleFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Schedules that are made from what an earlier job measured; nothing trains, the measurements are made up. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DerivationTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String SPEC =
            "{'dataset': 'iris', 'model': 'linear', 'objective': 'classification', 'schedule': %s}";

    @TempDir
    private static Path data;

    private TestNode service;

    @BeforeAll
    void start() {
        service = new TestNode.Setup(TestDatabase.create(), data).start();
    }

    @AfterAll
    void stop() {
        service.close();
    }

    private static JsonNode spec(String schedule) {
        return JSON.readTree(SPEC.formatted(schedule).replace('\'', '"'));
    }

    private static String refined(String job) {
        return "{'type': 'refined', 'from_job': '" + job + "', 'filter_fraction': 0}";
    }

    /** A job in this state that recorded a gradient norm every so many steps. */
    private String job(JobState state, long steps, long every, LongToDoubleFunction norm) {
        String id = service.enqueue(-100);
        service.sql()
                .sql("update job set state = ?, step = ? where id = ?")
                .params(state.wire(), steps, id)
                .update();
        List<MetricPoint> points = LongStream.rangeClosed(1, steps)
                .filter(step -> step == 1 || step == steps || step % every == 0)
                .mapToObj(step -> new MetricPoint("gradient_norm", step, norm.applyAsDouble(step)))
                .toList();
        service.get(MetricStore.class).append(id, points);
        return id;
    }

    private JsonNode schedule(JsonNode spec) {
        return service.jobs().dryRun(DEFAULT, spec).effectiveSpec().get("schedule");
    }

    private List<Violation> violations(JsonNode spec) {
        List<Violation> submitted = catchThrowableOfType(
                        InvalidOptions.class, () -> service.jobs().submit(DEFAULT, spec, null))
                .violations();
        List<Violation> dry = catchThrowableOfType(
                        InvalidOptions.class, () -> service.jobs().dryRun(DEFAULT, spec))
                .violations();
        assertThat(dry).isEqualTo(submitted);
        return submitted;
    }

    @Test
    void constantNormsGiveLinearDecayWhateverTheirNumber() {
        for (String job :
                List.of(job(JobState.SUCCEEDED, 101, 1, step -> 4), job(JobState.SUCCEEDED, 101, 10, step -> 4))) {
            JsonNode factors = schedule(spec(refined(job))).get("factors");
            assertThat(factors.size()).isEqualTo(101);
            assertThat(factors.get(25).doubleValue()).isEqualTo(0.75);
        }
    }

    @Test
    void aLongHistoryIsThinned() {
        String job = job(JobState.SUCCEEDED, 12_000, 1, step -> 2);
        JsonNode schedule = schedule(spec(refined(job)));
        assertThat(schedule.get("factors").size()).isEqualTo(1000);
        assertThat(schedule.get("from_job").stringValue()).isEqualTo(job);
    }

    @Test
    void valuesThatAreNoNumbersAreLeftOut() {
        String job = job(JobState.SUCCEEDED, 20, 1, step -> step == 7 ? Double.NaN : 3);
        assertThat(schedule(spec(refined(job))).get("factors").get(19).doubleValue())
                .isZero();
        String none = job(JobState.SUCCEEDED, 20, 1, step -> Double.POSITIVE_INFINITY);
        assertThat(violations(spec(refined(none))))
                .extracting(Violation::pointer, Violation::code)
                .containsExactly(tuple("/schedule/from_job", "no_history"));
    }

    @Test
    void givenFactorsNeedNoJobAndAreKeptAsTheyAre() {
        JsonNode given = spec("{'type': 'refined', 'factors': [0.5, 1, 0.25], 'from_job': 'job_long_gone'}");
        assertThat(schedule(given).get("factors").toString()).isEqualTo("[0.5,1.0,0.25]");
        assertThat(schedule(given).get("from_job").stringValue()).isEqualTo("job_long_gone");
        assertThat(schedule(spec("{'type': 'refined', 'factors': [1, 0]}"))
                        .get("from_job")
                        .isNull())
                .isTrue();
    }

    @Test
    void aJobThatCannotGiveAScheduleIsNamedWithTheReason() {
        assertThat(violations(spec("'refined'")))
                .extracting(Violation::pointer, Violation::code)
                .containsExactly(tuple("/schedule/from_job", "missing_field"));
        assertThat(violations(spec(refined("job_none"))))
                .extracting(Violation::pointer, Violation::code)
                .containsExactly(tuple("/schedule/from_job", "unknown_job"));
        for (JobState state : List.of(JobState.PAUSED, JobState.FAILED, JobState.CANCELLED)) {
            assertThat(violations(spec(refined(job(state, 20, 1, step -> 1)))))
                    .singleElement()
                    .satisfies(violation -> {
                        assertThat(violation.code()).isEqualTo("not_succeeded");
                        assertThat(violation.message()).endsWith("is " + state.wire());
                    });
        }
        assertThat(violations(spec(refined(job(JobState.SUCCEEDED, 100, 50, step -> 1)))))
                .singleElement()
                .satisfies(violation -> {
                    assertThat(violation.code()).isEqualTo("no_history");
                    assertThat(violation.message()).contains("recorded 3 values", "10 are needed");
                });
        assertThat(violations(spec(refined(job(JobState.SUCCEEDED, 20, 1, step -> 0)))))
                .extracting(Violation::code)
                .containsExactly("no_history");
    }

    @Test
    void otherFaultsAreReportedBesideIt() {
        JsonNode spec = JSON.readTree(
                "{'dataset': 'iris', 'model': 'cnn', 'objective': 'classification', 'schedule': 'refined'}"
                        .replace('\'', '"'));
        assertThat(violations(spec)).extracting(Violation::pointer).hasSize(2).contains("/schedule/from_job");
    }
}
