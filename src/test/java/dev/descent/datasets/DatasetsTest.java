package dev.descent.datasets;

import static dev.descent.projects.ProjectId.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.descent.database.TestDatabase;
import dev.descent.datasets.Dataset.Task;
import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Violation;
import dev.descent.storage.DirectoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

class DatasetsTest {
    private static final String CSV = "x,c,y\n1,a,1.5\n2,b,2.5\n,a,4\n";
    private static JdbcClient jdbc;

    @TempDir
    Path data;

    private final AtomicLong millis = new AtomicLong(1_700_000_000_000L);
    /** Moves on by a millisecond each time it is asked. */
    private final Clock clock = ticking();

    private Datasets datasets;

    private Clock ticking() {
        return new Clock() {
            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return Instant.ofEpochMilli(millis.incrementAndGet());
            }
        };
    }

    @BeforeAll
    static void startDatabase() {
        jdbc = JdbcClient.create(TestDatabase.migrated().dataSource());
    }

    @BeforeEach
    void open() throws IOException {
        jdbc.sql("delete from dataset").update();
        datasets = make();
    }

    @AfterEach
    void close() throws IOException {
        datasets.close();
    }

    private Datasets make() throws IOException {
        return new Datasets(new DirectoryStore(), jdbc, clock, new DatasetsProperties(data, Limits.DEFAULT));
    }

    private Dataset add(String name) throws IOException {
        return add(name, CSV);
    }

    private Dataset add(String name, String csv) throws IOException {
        return datasets.add(DEFAULT, Files.writeString(data.resolve("upload.tmp"), csv), "a.csv", name, null);
    }

    private List<String> stored() throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("datasets"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("ds_"))
                    .sorted()
                    .toList();
        }
    }

    private List<String> left() throws IOException {
        try (Stream<Path> files = Files.walk(data.resolve("datasets/incoming"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("ds_"))
                    .toList();
        }
    }

    @Test
    void anUploadIsFoundByIdAndByName() throws IOException {
        Dataset dataset = add("my set");

        assertThat(dataset.id()).matches("ds_[0-9A-HJKMNP-TV-Z]{26}");
        assertThat(dataset.fingerprint()).startsWith("sha256:");
        assertThat(dataset.source()).isNull();
        assertThat(datasets.find(DEFAULT, dataset.id())).contains(dataset);
        assertThat(datasets.find(DEFAULT, "my set")).contains(dataset);
        assertThat(datasets.find(DEFAULT, "another")).isEmpty();
        assertThat(dataset.sizeBytes())
                .isEqualTo(Files.size(data.resolve("datasets").resolve(dataset.id())));
        assertThat(left()).isEmpty();
    }

    @Test
    void itsDataCanBeRead() throws IOException {
        try (Table table = datasets.open(add("my set"))) {
            assertThat(table.rows()).isEqualTo(3);
            assertThat(table.number(0, 1)).isEqualTo(2);
            assertThat(table.number(0, 2)).isNaN();
            assertThat(table.category(1, 1)).isEqualTo(1);
            assertThat(table.target(2)).isEqualTo(4);
        }
    }

    @Test
    void itSurvivesARestart() throws IOException {
        Dataset dataset = add("my set");
        datasets.close();
        datasets = make();

        assertThat(datasets.find(DEFAULT, "my set")).contains(dataset);
        datasets.open(dataset).close();
    }

    @Test
    void aTakenNameIsRefusedAndNothingIsStored() throws IOException {
        add("my set");

        assertThatThrownBy(() -> add("my set")).isInstanceOf(NameTaken.class).hasMessageContaining("my set");
        assertThatThrownBy(() -> add("digits")).isInstanceOf(NameTaken.class);
        assertThatThrownBy(() -> add("two_moons")).isInstanceOf(NameTaken.class);
        assertThat(stored()).hasSize(1);
        assertThat(left()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " x", "a/b", "a?b", "../x", "ds_x", "x\n", "-x"})
    void anOddNameIsRefused(String name) {
        InvalidOptions invalid = Assertions.catchThrowableOfType(InvalidOptions.class, () -> add(name));

        assertThat(invalid.violations())
                .extracting(Violation::pointer, Violation::code)
                .containsExactly(tuple("/name", "invalid_name"));
    }

    @Test
    void aBadFileLeavesNothingBehind() throws IOException {
        assertThatThrownBy(() -> add("bad", "x,y\n1\n")).isInstanceOf(InvalidDataset.class);

        assertThat(datasets.list(DEFAULT, 10, null)).isEmpty();
        assertThat(datasets.find(DEFAULT, "bad")).isEmpty();
        assertThat(stored()).isEmpty();
        assertThat(left()).isEmpty();
    }

    @Test
    void ofTwoUploadsOfOneNameAtOnceOneWins() throws Exception {
        int uploads = 6;
        CyclicBarrier start = new CyclicBarrier(uploads);
        Path file = Files.writeString(data.resolve("upload.tmp"), CSV);
        List<Callable<Object>> tasks = new ArrayList<>();
        for (int i = 0; i < uploads; i++) {
            tasks.add(() -> {
                start.await();
                return datasets.add(DEFAULT, file, "a.csv", "contested", null);
            });
        }

        int won = 0;
        for (Future<Object> future : run(tasks)) {
            try {
                assertThat(((Dataset) future.get()).name()).isEqualTo("contested");
                won++;
            } catch (ExecutionException e) {
                assertThat(e.getCause()).isInstanceOf(NameTaken.class);
            }
        }

        assertThat(won).isEqualTo(1);
        assertThat(stored())
                .containsExactly(
                        datasets.find(DEFAULT, "contested").orElseThrow().id());
        assertThat(left()).isEmpty();
    }

    private static List<Future<Object>> run(List<Callable<Object>> tasks) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        try {
            return threads.invokeAll(tasks);
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void listsRunFromTheNewestBackwards() throws IOException {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            names.add(0, add("set " + i).name());
        }

        List<String> seen = new ArrayList<>();
        String cursor = null;
        for (int page = 0; page < 4; page++) {
            List<Dataset> sets = datasets.list(DEFAULT, 2, cursor);
            sets.forEach(set -> seen.add(set.name()));
            cursor = Datasets.cursorAfter(sets.get(sets.size() - 1));
        }

        assertThat(seen).isEqualTo(names);
        assertThat(datasets.list(DEFAULT, 2, cursor)).isEmpty();
    }

    @Test
    void aPageStaysInPlaceWhenItsLastSetIsDeleted() throws IOException {
        Dataset first = add("first");
        Dataset second = add("second");
        String cursor = Datasets.cursorAfter(second);
        datasets.delete(DEFAULT, second.id());

        assertThat(datasets.list(DEFAULT, 10, cursor)).containsExactly(first);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "!!", "MjAyMw"})
    void aCursorThatIsNoneIsRefused(String cursor) {
        assertThatThrownBy(() -> datasets.list(DEFAULT, 10, cursor)).isInstanceOf(InvalidOptions.class);
    }

    @Test
    void deletingTakesTheRowAndTheFile() throws IOException {
        Dataset dataset = add("my set");
        Table open = datasets.open(dataset);

        assertThat(datasets.delete(DEFAULT, dataset.id())).isTrue();

        assertThat(datasets.find(DEFAULT, "my set")).isEmpty();
        assertThat(stored()).isEmpty();
        assertThat(open.number(0, 1)).isEqualTo(2);
        open.close();
        assertThat(datasets.delete(DEFAULT, dataset.id())).isFalse();
        assertThat(datasets.delete(DEFAULT, "ds_never")).isFalse();
        assertThat(add("my set").id()).isNotEqualTo(dataset.id());
    }

    @Test
    void whatADeadProcessLeftIsRemoved() throws IOException {
        Dataset dataset = add("my set");
        Path root = data.resolve("datasets");
        Path dead = Files.createDirectories(root.resolve("incoming/session_dead"));
        Files.writeString(dead.resolve("lock"), "");
        // Died before it moved the file, after it moved it, and after it had the row.
        Files.writeString(Files.createDirectory(dead.resolve("ds_WRITING")).resolve("canonical"), "half");
        Files.createDirectory(dead.resolve("ds_MOVED"));
        Files.writeString(root.resolve("ds_MOVED"), "whole");
        Files.createDirectory(dead.resolve(dataset.id()));

        make().close();

        assertThat(dead).doesNotExist();
        assertThat(stored()).containsExactly(dataset.id());
    }

    @Test
    void whatALivingProcessWritesIsLeftAlone() throws IOException {
        try (Datasets other = make()) {
            assertThat(other.list(DEFAULT, 1, null)).isEmpty();
            try (Stream<Path> sessions = Files.list(data.resolve("datasets/incoming"))) {
                assertThat(sessions.filter(Files::isDirectory)).hasSize(2);
            }
        }
        add("still works");
    }

    @ParameterizedTest
    @CsvSource({
        "digits, 1797, 10, ds_digits",
        "iris, 150, 3, ds_iris",
        "wine, 178, 3, ds_wine",
        "breast_cancer, 569, 2, ds_breast_cancer",
        "diabetes, 442, 0, ds_diabetes",
        "xor_clusters, 1000, 2, ds_xor_clusters",
        "linear_regression, 1000, 0, ds_linear_regression"
    })
    void builtInSetsAreMadeWhenAskedFor(String name, long rows, int classes, String id) {
        assertThat(datasets.list(DEFAULT, 10, null)).isEmpty();

        Dataset dataset = datasets.find(DEFAULT, name).orElseThrow();

        assertThat(dataset.id()).isEqualTo(id);
        assertThat(dataset.name()).isEqualTo(name);
        assertThat(dataset.rows()).isEqualTo(rows);
        assertThat(dataset.classes()).hasSize(classes);
        assertThat(dataset.source()).isNotBlank();
        assertThat(datasets.find(DEFAULT, id)).contains(dataset);
        assertThat(datasets.list(DEFAULT, 10, null)).containsExactly(dataset);
        datasets.open(dataset).close();
    }

    @Test
    void everyBuiltInNameIsFoundByIdBeforeItWasMade() {
        for (String name : Datasets.builtInNames()) {
            if (!name.equals("glyphs")) {
                assertThat(datasets.find(DEFAULT, "ds_" + name)).isPresent();
            }
        }
        assertThat(datasets.find(DEFAULT, "glyphs?rows=20").orElseThrow().rows())
                .isEqualTo(20);
    }

    @Test
    void generatedSetsWithOptionsAreSetsOfTheirOwn() {
        Dataset plain = datasets.find(DEFAULT, "two_moons").orElseThrow();
        Dataset large = datasets.find(DEFAULT, "two_moons?seed=7&rows=2000").orElseThrow();
        Dataset same =
                datasets.find(DEFAULT, "two_moons?rows=2000&noise=0.1&seed=7").orElseThrow();

        assertThat(large.id()).matches("ds_two_moons_[0-9a-f]{16}");
        assertThat(large.name()).isEqualTo("two_moons?rows=2000&seed=7");
        assertThat(large.rows()).isEqualTo(2000);
        assertThat(same).isEqualTo(large);
        assertThat(datasets.find(DEFAULT, large.id())).contains(large);
        assertThat(datasets.find(DEFAULT, "two_moons?rows=1000")).contains(plain);
        assertThatThrownBy(() -> datasets.find(DEFAULT, "two_moons?rows=none")).isInstanceOf(InvalidOptions.class);
    }

    @Test
    void manyMayAskForOneBuiltInSetAtOnce() throws Exception {
        CyclicBarrier start = new CyclicBarrier(4);
        try (Datasets otherProcess = make()) {
            List<Callable<Object>> tasks = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Datasets asked = i % 2 == 0 ? datasets : otherProcess;
                tasks.add(() -> {
                    start.await();
                    return asked.find(DEFAULT, "digits").orElseThrow();
                });
            }
            for (Future<Object> future : run(tasks)) {
                assertThat(future.get())
                        .isEqualTo(datasets.find(DEFAULT, "digits").orElseThrow());
            }
        }
        datasets.open(datasets.find(DEFAULT, "digits").orElseThrow()).close();
        assertThat(left()).isEmpty();
    }

    @Test
    void aPreviewShowsRowsAndStatistics() throws IOException {
        Preview preview = datasets.preview(add("my set"), 2);

        assertThat(preview.rows())
                .containsExactly(Map.of("x", 1.0, "c", "a", "y", 1.5), Map.of("x", 2.0, "c", "b", "y", 2.5));
        assertThat(preview.columns())
                .startsWith(
                        new Preview.Column("x", Feature.Type.NUMERIC, "feature", 1, 1.0, 2.0, 1.5, 0.5, List.of()),
                        new Preview.Column(
                                "c",
                                Feature.Type.CATEGORICAL,
                                "feature",
                                0,
                                null,
                                null,
                                null,
                                null,
                                List.of(new Preview.Count("a", 2), new Preview.Count("b", 1))));
        Preview.Column target = preview.columns().get(2);
        assertThat(target.role()).isEqualTo("target");
        assertThat(target.maximum()).isEqualTo(4.0);
        assertThat(target.mean()).isCloseTo(8.0 / 3, Offset.offset(1e-12));
        assertThat(target.standardDeviation()).isCloseTo(Math.sqrt(24.5 / 3 - 64.0 / 9), Offset.offset(1e-12));
        assertThat(datasets.preview(datasets.find(DEFAULT, "my set").orElseThrow(), 9)
                        .rows()
                        .get(2))
                .containsEntry("x", null);
    }

    @Test
    void aPreviewOfImagesShowsTheirPixels() {
        Dataset digits = datasets.find(DEFAULT, "digits").orElseThrow();
        Preview preview = datasets.preview(digits, 1);
        List<?> image = (List<?>) Objects.requireNonNull(preview.rows().get(0).get("image"));

        assertThat(digits.task()).isEqualTo(Task.CLASSIFICATION);
        assertThat(preview.rows().get(0)).containsEntry("label", "0");
        assertThat(image).hasSize(1);
        assertThat((List<?>) image.get(0)).hasSize(8);
        assertThat(((List<?>) image.get(0)).get(0)).isEqualTo(List.of(0, 0, 80, 207, 143, 16, 0, 0));
        assertThat(preview.columns().get(0).maximum()).isEqualTo(255);
        assertThat(preview.columns().get(1).top()).hasSize(10).contains(new Preview.Count("3", 183));
    }
}
