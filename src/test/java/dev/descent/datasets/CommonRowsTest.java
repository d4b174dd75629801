package dev.descent.datasets;

import static dev.descent.datasets.SmallTable.image;
import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.training.tensor.Draws;
import dev.descent.training.tensor.Randomness;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CommonRowsTest {
    private static final double NAN = Double.NaN;
    private static final List<String> CITIES = List.of("Lima", "Oslo", "Rome");
    private static final List<String> REVERSED = List.of("Rome", "Oslo", "Lima");
    private static final List<String> CLASSES = List.of("no", "yes");
    private static final List<String> OTHER_WAY_ROUND = List.of("yes", "no");

    /** The rows of the second that are also in the first. */
    private static Optional<CommonRows.Found> common(Table first, Table second) {
        try (first;
                second) {
            return new CommonRows(first).in(second);
        }
    }

    private static Table numbers(double... values) {
        return new SmallTable(values.length).numbers("x", values).regression("y", new double[values.length]);
    }

    @Test
    void theyAreCountedInTheOtherTableAndTheFirstIsNamedInBoth() {
        assertThat(common(numbers(7, 3, 5, 3), numbers(1, 2, 3, 7, 3, 4))).contains(new CommonRows.Found(3, 2, 1));
    }

    @Test
    void tablesThatShareNoRowHaveNone() {
        assertThat(common(numbers(1, 2, 3), numbers(4, 5))).isEmpty();
    }

    /** One makes digests of many rows, and of several tables. */
    @Test
    void oneTableIsLookedForInSeveral() {
        try (Table first = numbers(1, 2);
                Table second = numbers(2, 9);
                Table third = numbers(8, 9)) {
            CommonRows rows = new CommonRows(first);
            assertThat(rows.in(second)).contains(new CommonRows.Found(1, 0, 1));
            assertThat(rows.in(third)).isEmpty();
            assertThat(rows.in(second)).contains(new CommonRows.Found(1, 0, 1));
            assertThat(rows.in(first)).contains(new CommonRows.Found(2, 0, 0));
        }
    }

    @Test
    void missingValuesAreEqualToMissingValues() {
        assertThat(common(
                        new SmallTable(1)
                                .numbers("x", NAN)
                                .codes("c", CITIES, -1)
                                .classes("y", CLASSES, -1),
                        new SmallTable(1)
                                .numbers("x", NAN)
                                .codes("c", CITIES, -1)
                                .classes("y", CLASSES, -1)))
                .contains(new CommonRows.Found(1, 0, 0));
        assertThat(common(
                        new SmallTable(1).numbers("x", 1).regression("y", NAN),
                        new SmallTable(1).numbers("x", 1).regression("y", NAN)))
                .contains(new CommonRows.Found(1, 0, 0));
        assertThat(common(numbers(NAN), numbers(0))).isEmpty();
    }

    @Test
    void theTargetCounts() {
        assertThat(common(
                        new SmallTable(2).numbers("x", 1, 2).classes("y", CLASSES, 0, 0),
                        new SmallTable(2).numbers("x", 1, 2).classes("y", CLASSES, 1, 0)))
                .contains(new CommonRows.Found(1, 1, 1));
        assertThat(common(
                        new SmallTable(2).numbers("x", 1, 2).regression("y", 0.5, 1.5),
                        new SmallTable(2).numbers("x", 1, 2).regression("y", 0.5, 2.5)))
                .contains(new CommonRows.Found(1, 0, 0));
    }

    @Test
    void ignoredColumnsDoNotCount() {
        assertThat(common(
                        new SmallTable(1).texts("note", "one").numbers("x", 1).classes("y", CLASSES, 0),
                        new SmallTable(1)
                                .texts("note", "another")
                                .numbers("x", 1)
                                .classes("y", CLASSES, 0)))
                .contains(new CommonRows.Found(1, 0, 0));
    }

    @Test
    void everyPixelCounts() {
        List<Integer> shape = List.of(1, 2, 2);
        assertThat(common(
                        new SmallTable(2)
                                .images("photo", shape, image(1, 2, 3, 4), image(1, 2, 3, 5))
                                .classes("y", CLASSES, 0, 0),
                        new SmallTable(3)
                                .images("photo", shape, image(2, 2, 3, 4), image(1, 2, 3, 5), image(4, 3, 2, 1))
                                .classes("y", CLASSES, 0, 0, 0)))
                .contains(new CommonRows.Found(1, 1, 1));
    }

    /** A row of a few small values, so that some are drawn twice. */
    private record Row(double x, int city, int label) {
        static List<Row> drawn(Draws draws, int rows) {
            return IntStream.range(0, rows)
                    .mapToObj(i ->
                            new Row(draws.below(4) == 0 ? NAN : draws.below(4), draws.below(4) - 1, draws.below(2)))
                    .toList();
        }
    }

    private static double[] x(List<Row> rows) {
        return rows.stream().mapToDouble(Row::x).toArray();
    }

    private static Table table(List<Row> rows) {
        return new SmallTable(rows.size())
                .numbers("x", x(rows))
                .codes("city", CITIES, rows.stream().mapToInt(Row::city).toArray())
                .classes("y", CLASSES, rows.stream().mapToInt(Row::label).toArray());
    }

    /** The same with columns in another order, other numbers for categories and classes, and one column more. */
    private static Table changed(List<Row> rows) {
        return new SmallTable(rows.size())
                .codes(
                        "city",
                        REVERSED,
                        rows.stream()
                                .mapToInt(row -> row.city() < 0 ? -1 : 2 - row.city())
                                .toArray())
                .numbers("more", new double[rows.size()])
                .numbers("x", x(rows))
                .classes(
                        "y",
                        OTHER_WAY_ROUND,
                        rows.stream().mapToInt(row -> 1 - row.label()).toArray());
    }

    @Property(tries = 100)
    void theyAreFoundWhateverTheOrderOfColumnsAndTheNumbersOfCategories(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 12) int rows,
            @ForAll @IntRange(min = 1, max = 12) int others) {
        Draws draws = new Randomness(seed).draws(Randomness.Purpose.DATA, 0, 0);
        List<Row> target = Row.drawn(draws, rows);
        List<Row> own = Row.drawn(draws, others);
        int[] both = IntStream.range(0, others)
                .filter(row -> target.contains(own.get(row)))
                .toArray();
        Optional<CommonRows.Found> expected = both.length == 0
                ? Optional.empty()
                : Optional.of(new CommonRows.Found(both.length, both[0], target.indexOf(own.get(both[0]))));

        try (Table first = table(own);
                Table aligned = AlignedTable.of(changed(target), first.dataset())) {
            assertThat(new CommonRows(aligned).in(first)).isEqualTo(expected);
        }
    }
}
