package dev.descent.jobs;

import static dev.descent.projects.ProjectId.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.descent.database.TestDatabase;
import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Violation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What becomes of a spec when it arrives; nothing trains. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SubmissionTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String IRIS = "{'dataset': 'iris', 'model': 'mlp', 'objective': 'classification', 'seed': 7}";

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

    private static JsonNode json(String text) {
        return JSON.readTree(text.replace('\'', '"'));
    }

    private Job submit(String spec) {
        return service.jobs().submit(DEFAULT, json(spec), null).job();
    }

    private List<Violation> violations(String spec) {
        return catchThrowableOfType(InvalidOptions.class, () -> service.jobs().submit(DEFAULT, json(spec), null))
                .violations();
    }

    @Test
    void aJobKeepsItsSpecAsSentAndShowsTheEffectiveOne() {
        Job job = submit("{'dataset': 'iris', 'objective': {'type': 'classification'}, 'model': 'linear',"
                + " 'labels': {'team': 'vision'}, 'name': 'flowers', 'priority': 3}");
        assertThat(job.state()).isEqualTo(JobState.QUEUED);
        assertThat(job.spec().toString())
                .isEqualTo("{\"dataset\":\"iris\",\"objective\":{\"type\":\"classification\"},\"model\":\"linear\","
                        + "\"labels\":{\"team\":\"vision\"},\"name\":\"flowers\",\"priority\":3}");
        assertThat(job.effectiveSpec().at("/optimizer/type").stringValue()).isEqualTo("adam");
        assertThat(job.effectiveSpec().at("/learning_rate").doubleValue()).isEqualTo(0.001);
        assertThat(job.effectiveSpec().at("/evaluation/every_epochs").doubleValue())
                .isEqualTo(1);
        assertThat(job.effectiveSpec().at("/device").stringValue()).isEqualTo("auto");
        assertThat(job.labels()).isEqualTo(Map.of("team", "vision"));
        assertThat(job.name()).isEqualTo("flowers");
        assertThat(job.progress().totalSteps())
                .as("10 epochs of 120 rows by 64")
                .isEqualTo(20);
    }

    @Test
    void aDryRunEstimatesAndCreatesNothing() {
        long before = count();
        DryRun run = service.jobs()
                .dryRun(
                        DEFAULT,
                        json(
                                "{'dataset': 'iris', 'model': {'type': 'mlp', 'hidden': [8]},"
                                        + " 'objective': 'classification', 'sampler': {'type': 'shuffle', 'batch_size': 500}}"));
        assertThat(run.estimate().parameters()).isEqualTo(4 * 8 + 8 + 8 * 3 + 3);
        assertThat(run.estimate().steps()).isEqualTo(10);
        assertThat(run.estimate().memoryBytes()).isPositive();
        assertThat(run.estimate().epsilon()).isNull();
        assertThat(run.estimate().warnings()).singleElement().asString().contains("batch size 500", "120 rows");
        assertThat(count()).isEqualTo(before);
    }

    private long count() {
        return service.sql().sql("select count(*) from job").query(Long.class).single();
    }

    @Test
    void anUnknownDatasetIsNamedWithItsPlace() {
        assertThatThrownBy(() -> submit(IRIS.replace("iris", "irises")))
                .isInstanceOf(UnknownDataset.class)
                .hasMessageContaining("\"irises\"");
    }

    @Test
    void allFaultsComeAtOnce() {
        assertThat(violations("{'dataset': 'irises', 'model': {'type': 'mlp', 'dropout': 2},"
                        + " 'objective': 'classification', 'priority': 1000, 'typo': 1}"))
                .extracting(Violation::pointer)
                .containsExactlyInAnyOrder("/model/dropout", "/priority", "/typo", "/dataset");
    }

    @Test
    void aRuleThatCannotTrainSoLargeAModelIsRefused() {
        assertThat(violations(IRIS.replace("'mlp'", "{'type': 'mlp', 'hidden': [300]}, 'optimizer': 'sqrt_ngvi'")))
                .singleElement()
                .satisfies(v -> assertThat(v.pointer()).isEqualTo("/optimizer"))
                .satisfies(v -> assertThat(v.message()).contains("2403"));
    }

    @Test
    void whatTheDataCannotDoIsRefused() {
        assertThat(violations("{'dataset': 'diabetes', 'model': 'linear', 'objective': 'classification'}"))
                .extracting(Violation::pointer)
                .allMatch(pointer -> pointer.startsWith("/objective"));
        assertThat(violations("{'dataset': 'iris', 'model': 'cnn', 'objective': 'classification'}"))
                .extracting(Violation::pointer)
                .allMatch(pointer -> pointer.startsWith("/model"));
        assertThat(violations("{'dataset': 'iris', 'model': 'mlp', 'objective': 'classification',"
                        + " 'evaluation': {'early_stopping': {'metric': 'r2'}}}"))
                .extracting(Violation::pointer)
                .containsExactly("/evaluation/early_stopping/metric");
        assertThat(violations("{'dataset': 'iris', 'model': 'mlp', 'objective': 'classification',"
                        + " 'evaluation': {'validation_fraction': 0.001}}"))
                .extracting(Violation::pointer)
                .containsExactly("/evaluation/validation_fraction");
        assertThat(violations(
                        "{'dataset': 'iris', 'model': 'mlp', 'objective': 'classification'," + " 'device': 'gpu'}"))
                .extracting(Violation::pointer)
                .containsExactly("/device");
        assertThat(violations("{'dataset': 'iris', 'model': 'mlp', 'objective': 'classification',"
                        + " 'labels': {'a:b': 'x'}}"))
                .extracting(Violation::pointer)
                .containsExactly("/labels/a:b");
    }

    @Test
    void theSameKeyWithTheSameSpecAnswersTheFirstJob() {
        Submission first = service.jobs().submit(DEFAULT, json(IRIS), "key-1");
        Submission again = service.jobs()
                .submit(
                        DEFAULT,
                        json("{'seed': 7, 'objective': 'classification', 'model': 'mlp', 'dataset': 'iris'}"),
                        "key-1");
        assertThat(first.created()).isTrue();
        assertThat(again.created()).isFalse();
        assertThat(again.job().id()).isEqualTo(first.job().id());
        assertThatThrownBy(() -> service.jobs().submit(DEFAULT, json(IRIS.replace("7", "8")), "key-1"))
                .isInstanceOf(IdempotencyConflict.class);
        assertThat(service.jobs().submit(DEFAULT, json(IRIS), null).job().id())
                .isNotEqualTo(first.job().id());
    }

    @Test
    void sixteenRequestsWithOneKeyMakeOneJob() throws Exception {
        long before = count();
        CyclicBarrier together = new CyclicBarrier(16);
        ExecutorService threads = Executors.newFixedThreadPool(16);
        Callable<Submission> request = () -> {
            together.await(TestNode.SECONDS, TimeUnit.SECONDS);
            return service.jobs().submit(DEFAULT, json(IRIS), "raced");
        };
        List<Future<Submission>> answers = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            answers.add(threads.submit(request));
        }
        List<Submission> submissions = new ArrayList<>();
        for (Future<Submission> answer : answers) {
            submissions.add(answer.get(TestNode.SECONDS, TimeUnit.SECONDS));
        }
        threads.shutdown();
        assertThat(submissions)
                .extracting(submission -> submission.job().id())
                .containsOnly(submissions.get(0).job().id());
        assertThat(submissions).filteredOn(Submission::created).hasSize(1);
        assertThat(count()).isEqualTo(before + 1);
    }

    @Test
    void listsAreNewestFirstInPagesAndByStateAndLabel() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(
                    0,
                    submit("{'dataset': 'iris', 'model': 'linear', 'objective': 'classification',"
                                    + " 'labels': {'suite': 'list', 'odd': '" + i % 2 + "'}}")
                            .id());
        }
        service.jobs().cancel(DEFAULT, ids.get(1));
        Map<String, String> suite = Map.of("suite", "list");
        Page<Job> first = service.jobs().list(new JobQuery(DEFAULT, Set.of(), suite, 2, null));
        Page<Job> second = service.jobs().list(new JobQuery(DEFAULT, Set.of(), suite, 2, first.nextCursor()));
        Page<Job> third = service.jobs().list(new JobQuery(DEFAULT, Set.of(), suite, 2, second.nextCursor()));
        assertThat(List.of(first, second, third))
                .flatExtracting(Page::data)
                .extracting(Job::id)
                .containsExactlyElementsOf(ids);
        assertThat(third.nextCursor()).isNull();
        assertThat(service.jobs()
                        .list(new JobQuery(DEFAULT, Set.of(JobState.CANCELLED), suite, 10, null))
                        .data())
                .extracting(Job::id)
                .containsExactly(ids.get(1));
        assertThat(service.jobs()
                        .list(new JobQuery(DEFAULT, Set.of(), Map.of("suite", "list", "odd", "1"), 10, null))
                        .data())
                .extracting(Job::id)
                .containsExactly(ids.get(1), ids.get(3));
        assertThatThrownBy(() -> service.jobs().list(new JobQuery(DEFAULT, Set.of(), Map.of(), 0, "x")))
                .isInstanceOf(InvalidOptions.class)
                .hasMessageContaining("/limit")
                .hasMessageContaining("/cursor");
    }
}
