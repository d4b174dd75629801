package dev.descent.datasets;

import static dev.descent.projects.ProjectId.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.database.TestDatabase;
import dev.descent.spec.InvalidOptions;
import dev.descent.storage.DirectoryStore;
import dev.descent.storage.FullDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Some rows of a stored set, stored as a set. */
class DatasetSubsetsTest {
    private static final DataSource DATABASE = TestDatabase.migrated().dataSource();
    private static final JdbcClient JDBC = JdbcClient.create(DATABASE);
    private static final TransactionTemplate TRANSACTION =
            new TransactionTemplate(new JdbcTransactionManager(DATABASE));

    @TempDir
    Path data;

    private Datasets datasets;
    private Table table;

    @BeforeEach
    void open() throws IOException {
        JDBC.sql("delete from dataset").update();
        datasets = new Datasets(
                new DirectoryStore(), JDBC, Clock.systemUTC(), new DatasetsProperties(data, Limits.DEFAULT));
        table = datasets.open(datasets.add(
                DEFAULT,
                Files.writeString(data.resolve("upload.tmp"), "x,c,y\n1,a,1.5\n2,b,2.5\n,a,4\n"),
                "a.csv",
                "source",
                null));
    }

    @AfterEach
    void close() throws IOException {
        table.close();
        datasets.close();
    }

    private Optional<Dataset> add(int[] rows, String... names) {
        return datasets.addSubset(DEFAULT, table, rows, List.of(names), (dataset, insert) -> insert.getAsBoolean());
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.walk(data.resolve("datasets"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("ds_"))
                    .toList();
        }
    }

    @Test
    void aSubsetIsADataSetLikeAnyOther() throws IOException {
        Dataset subset = add(new int[] {0, 2}, "some").orElseThrow();

        assertThat(datasets.find(DEFAULT, "some")).contains(subset);
        assertThat(subset.rows()).isEqualTo(2);
        assertThat(subset.source()).isNull();
        assertThat(files()).contains(subset.id()).hasSize(2);
        try (Table rows = datasets.open(subset)) {
            assertThat(rows.number(0, 0)).isEqualTo(1);
            assertThat(rows.number(0, 1)).isNaN();
            assertThat(rows.target(1)).isEqualTo(4);
        }
    }

    @Test
    void itIsMadeThoughItsSourceWasDeletedWhileItWasOpen() {
        assertThat(datasets.delete(DEFAULT, table.dataset().id())).isTrue();

        assertThat(add(new int[] {1}, "some").orElseThrow().rows()).isEqualTo(1);
    }

    @Test
    void itGetsTheFirstNameThatIsFreeAlsoWithinATransaction() {
        Dataset subset = TRANSACTION.execute(status ->
                add(new int[] {0}, "source", "iris", "third", "fourth").orElseThrow());

        assertThat(subset).isNotNull().extracting(Dataset::name).isEqualTo("third");
        assertThat(datasets.find(DEFAULT, "third")).contains(subset);
        assertThat(datasets.find(DEFAULT, "source")).map(Dataset::rows).contains(3L);
        assertThat(datasets.find(DEFAULT, "fourth")).isEmpty();
    }

    @Test
    void nothingIsLeftWithoutAFreeNameOrIfTheRecordingRefusesOrFails() throws IOException {
        List<String> before = files();

        assertThat(add(new int[] {0}, "source")).isEmpty();
        assertThat(datasets.addSubset(DEFAULT, table, new int[] {0}, List.of("some"), (dataset, insert) -> false))
                .isEmpty();
        assertThatThrownBy(() -> TRANSACTION.executeWithoutResult(status ->
                        datasets.addSubset(DEFAULT, table, new int[] {0}, List.of("some"), (dataset, insert) -> {
                            assertThat(insert.getAsBoolean()).isTrue();
                            throw new IllegalStateException("refused");
                        })))
                .hasMessage("refused");
        assertThatThrownBy(() -> add(new int[] {0}, "some", "../bad")).isInstanceOf(InvalidOptions.class);
        assertThat(files()).isEqualTo(before);
        assertThat(datasets.find(DEFAULT, "some")).isEmpty();
    }

    @Test
    void aSetThatDoesNotFitOnTheDiskLeavesNothing() throws IOException {
        List<String> before = files();
        Table failing = (Table) Proxy.newProxyInstance(
                Table.class.getClassLoader(), new Class<?>[] {Table.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("target")) {
                        throw new UncheckedIOException(new IOException("No space left on device"));
                    }
                    return method.invoke(table, arguments);
                });

        assertThatThrownBy(() -> datasets.addSubset(
                        DEFAULT,
                        failing,
                        new int[] {0, 1},
                        List.of("full"),
                        (dataset, insert) -> insert.getAsBoolean()))
                .isInstanceOfSatisfying(
                        UncheckedIOException.class,
                        e -> assertThat(FullDisk.isBehind(e)).isTrue());

        assertThat(files()).isEqualTo(before);
        assertThat(datasets.find(DEFAULT, "full")).isEmpty();
    }
}
