package dev.descent.datasets.canonical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.datasets.Dataset.Task;
import dev.descent.datasets.Feature;
import dev.descent.datasets.Table;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubsetContentTest {
    private static final Feature X = new Feature("x", Feature.Type.NUMERIC, List.of(), List.of(), 2);
    private static final Feature CITY =
            new Feature("city", Feature.Type.CATEGORICAL, List.of("Bern", "Graz", "Linz"), List.of(), 1);
    private static final Feature IMAGE = new Feature("image", Feature.Type.IMAGE, List.of(), List.of(1, 1, 2), 0);
    private static final Feature NOTE = new Feature("note", Feature.Type.IGNORED, List.of(), List.of(), 1);
    private static final String[] NOTES = {"alpha", null, "", "ζ", "last"};
    private static final double[] NUMBERS = {0.5, Double.NaN, -3, Double.NaN, 1e300};

    private static final MemoryContent CONTENT = content(Task.CLASSIFICATION, 0, 1, -1, 2, 0);
    private static final Table SOURCE = StoredTables.of(CONTENT);

    private static MemoryContent content(Task task, int... targets) {
        return new MemoryContent(
                new Schema(
                        5,
                        List.of(X, CITY, IMAGE, NOTE),
                        "y",
                        task,
                        task == Task.CLASSIFICATION ? List.of("a", "b", "c") : List.of()),
                List.of(
                        MemoryContent.numbers(NUMBERS),
                        MemoryContent.codes(new int[] {0, 1, 2, -1, 1}),
                        MemoryContent.images(new byte[][] {{1, 2}, {3, 4}, {5, 6}, {7, 8}, {-1, -2}}),
                        sink -> {
                            for (String note : NOTES) {
                                sink.text(note);
                            }
                        },
                        task == Task.CLASSIFICATION
                                ? MemoryContent.codes(targets)
                                : MemoryContent.numbers(
                                        IntStream.of(targets).asDoubleStream().toArray())));
    }

    private static Table subset(Table source, int... rows) {
        return StoredTables.of(new SubsetContent(source, rows));
    }

    @Test
    void everyValueOfItsRowsIsThatOfTheTable() {
        int[] rows = {0, 2, 3};
        Table subset = subset(SOURCE, rows);

        assertThat(subset.rows()).isEqualTo(3);
        for (int i = 0; i < rows.length; i++) {
            assertThat(subset.number(0, i)).isEqualTo(Double.valueOf(SOURCE.number(0, rows[i])));
            assertThat(subset.category(1, i)).isEqualTo(SOURCE.category(1, rows[i]));
            byte[] pixels = new byte[2];
            byte[] expected = new byte[2];
            subset.pixels(2, i, pixels);
            SOURCE.pixels(2, rows[i], expected);
            assertThat(pixels).isEqualTo(expected);
            assertThat(subset.text(3, i)).isEqualTo(SOURCE.text(3, rows[i]));
            assertThat(subset.target(i)).isEqualTo(Double.valueOf(SOURCE.target(rows[i])));
        }
    }

    @Test
    void categoriesAndClassesStayListedAndMissingValuesAreCountedAnew() {
        Table subset = subset(SOURCE, 0, 3);

        assertThat(subset.dataset().classes()).containsExactly("a", "b", "c");
        assertThat(subset.dataset().target()).isEqualTo("y");
        assertThat(subset.dataset().features())
                .containsExactly(
                        new Feature("x", Feature.Type.NUMERIC, List.of(), List.of(), 1),
                        CITY,
                        IMAGE,
                        new Feature("note", Feature.Type.IGNORED, List.of(), List.of(), 0));
    }

    @Test
    void allRowsAreTheSameContent() {
        assertThat(StoredTables.fingerprint(new SubsetContent(SOURCE, new int[] {0, 1, 2, 3, 4})))
                .isEqualTo(StoredTables.fingerprint(CONTENT));
    }

    @Test
    void aTargetThatIsANumberStaysOne() {
        Table subset = subset(StoredTables.of(content(Task.REGRESSION, 7, 8, 9, 10, 11)), 1, 4);

        assertThat(subset.dataset().task()).isEqualTo(Task.REGRESSION);
        assertThat(subset.target(0)).isEqualTo(8);
        assertThat(subset.target(1)).isEqualTo(11);
    }

    @Test
    void aSetWithoutTargetHasSubsetsToo() {
        Table source = StoredTables.of(new MemoryContent(
                new Schema(3, List.of(X), null, Task.NONE, List.of()),
                List.of(MemoryContent.numbers(new double[] {1, 2, 3}))));

        assertThat(subset(source, 1).number(0, 0)).isEqualTo(2);
        assertThat(subset(source, 1).dataset().target()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1,0", "0,0", "2,1", "0,5"})
    void rowsThatDoNotRiseOrAreNotThereAreRefused(String rows) {
        int[] numbers = List.of(rows.split(",", -1)).stream()
                .mapToInt(Integer::parseInt)
                .toArray();

        assertThatThrownBy(() -> new SubsetContent(SOURCE, numbers)).isInstanceOf(IllegalArgumentException.class);
    }
}
