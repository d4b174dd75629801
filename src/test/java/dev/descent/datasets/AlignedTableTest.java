package dev.descent.datasets;

import static dev.descent.datasets.SmallTable.image;
import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Violation;
import java.nio.FloatBuffer;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class AlignedTableTest {
    private static final double NAN = Double.NaN;
    private static final List<Integer> SHAPE = List.of(1, 1, 2);

    /** age, city, photo, note; class. */
    private static Table model() {
        return new SmallTable(2)
                .numbers("age", 1, 2)
                .codes("city", List.of("Lima", "Oslo", "Rome"), 0, 1)
                .images("photo", SHAPE, image(1, 2), image(3, 4))
                .texts("note", "one", "two")
                .classes("mood", List.of("bad", "fair", "good"), 0, 1);
    }

    /** The same columns in another order among others, with fewer categories and classes by other numbers. */
    private static Table other() {
        return new SmallTable(3)
                .texts("note", "x", "y", "z")
                .numbers("weight", 70, 80, 90)
                .images("photo", SHAPE, image(0, 255), image(51, 102), image(5, 6))
                .codes("shop", List.of("s", "t"), 1, 0, 1)
                .codes("city", List.of("Rome", "Lima"), 0, 1, -1)
                .numbers("age", 30, NAN, 50)
                .classes("mood", List.of("good", "bad"), 0, 1, -1);
    }

    private static List<Violation> faults(Table table, Table model) {
        try (table;
                model) {
            InvalidOptions invalid = Assertions.catchThrowableOfType(
                    InvalidOptions.class, () -> AlignedTable.of(table, model.dataset()));
            assertThat(invalid).as("the table is refused").isNotNull();
            return invalid.violations();
        }
    }

    @Test
    void columnsAreThoseOfTheModelInItsOrderWithItsNames() {
        try (Table model = model();
                Table other = other();
                Table aligned = AlignedTable.of(other, model.dataset())) {
            Dataset dataset = aligned.dataset();

            assertThat(dataset.features())
                    .containsExactly(
                            new Feature("age", Feature.Type.NUMERIC, List.of(), List.of(), 1),
                            new Feature(
                                    "city", Feature.Type.CATEGORICAL, List.of("Lima", "Oslo", "Rome"), List.of(), 1),
                            new Feature("photo", Feature.Type.IMAGE, List.of(), SHAPE, 0),
                            new Feature("note", Feature.Type.IGNORED, List.of(), List.of(), 0));
            assertThat(dataset.target()).isEqualTo("mood");
            assertThat(dataset.task()).isEqualTo(Dataset.Task.CLASSIFICATION);
            assertThat(dataset.classes()).containsExactly("bad", "fair", "good");
            assertThat(aligned.rows()).isEqualTo(3);
        }
    }

    @Test
    void theDataSetIsStillTheOtherOne() {
        try (Table model = model();
                Table other = other();
                Table aligned = AlignedTable.of(other, model.dataset())) {
            assertThat(aligned.dataset())
                    .usingRecursiveComparison()
                    .ignoringFields("features", "classes")
                    .isEqualTo(other.dataset());
            assertThat(aligned.dataset().fingerprint())
                    .isNotEqualTo(model.dataset().fingerprint());
        }
    }

    @Test
    void valuesAreTheOthersByTheNumbersOfTheModel() {
        try (Table model = model();
                Table other = other();
                Table aligned = AlignedTable.of(other, model.dataset())) {
            assertThat(aligned.number(0, 0)).isEqualTo(30);
            assertThat(aligned.number(0, 2)).isEqualTo(50);
            assertThat(aligned.category(1, 0)).isEqualTo(2);
            assertThat(aligned.category(1, 1)).isZero();
            assertThat(aligned.text(3, 0)).isEqualTo("x");
            assertThat(aligned.text(3, 2)).isEqualTo("z");
            assertThat(aligned.target(0)).isEqualTo(2);
            assertThat(aligned.target(1)).isZero();
        }
    }

    @Test
    void missingValuesStayMissing() {
        try (Table model = model();
                Table other = other();
                Table aligned = AlignedTable.of(other, model.dataset())) {
            assertThat(aligned.number(0, 1)).isNaN();
            assertThat(aligned.category(1, 2)).isEqualTo(-1);
            assertThat(aligned.target(2)).isNaN();
        }
    }

    @Test
    void imagesAreTheOthers() {
        try (Table model = model();
                Table other = other();
                Table aligned = AlignedTable.of(other, model.dataset())) {
            byte[] pixels = new byte[2];
            aligned.pixels(2, 2, pixels);
            FloatBuffer image = FloatBuffer.allocate(2);
            aligned.image(2, 1, image);

            assertThat(pixels).containsExactly(5, 6);
            assertThat(image.array()).containsExactly(0.2f, 0.4f);
        }
    }

    @Test
    void columnsThatWereLeftOutAreThereInTheWhole() {
        try (Table model = model();
                Table other = other();
                AlignedTable aligned = AlignedTable.of(other, model.dataset())) {
            assertThat(aligned.whole().dataset()).isEqualTo(other.dataset());
            assertThat(aligned.whole().number(1, 2)).isEqualTo(90);
            assertThat(aligned.whole().category(3, 0)).isEqualTo(1);
        }
    }

    @Test
    void aTargetThatIsANumberStaysAsItIs() {
        try (Table model = new SmallTable(1).numbers("x", 1).regression("y", 2);
                Table other = new SmallTable(2).numbers("x", 3, 4).regression("y", 5.5, NAN);
                Table aligned = AlignedTable.of(other, model.dataset())) {
            assertThat(aligned.target(0)).isEqualTo(5.5);
            assertThat(aligned.target(1)).isNaN();
        }
    }

    @Test
    void aTableAlignedWithItselfIsTheSame() {
        try (Table model = model();
                Table aligned = AlignedTable.of(model, model.dataset())) {
            assertThat(aligned.dataset()).isEqualTo(model.dataset());
            for (int row = 0; row < model.rows(); row++) {
                assertThat(aligned.number(0, row)).isEqualTo(model.number(0, row));
                assertThat(aligned.category(1, row)).isEqualTo(model.category(1, row));
                assertThat(aligned.text(3, row)).isEqualTo(model.text(3, row));
                assertThat(aligned.target(row)).isEqualTo(model.target(row));
            }
        }
    }

    @Test
    void allThatATableLacksIsSaidAtOnce() {
        Table model = new SmallTable(1)
                .numbers("age", 1)
                .numbers("size", 1)
                .codes("city", List.of("Lima", "Oslo"), 0)
                .codes("shop", List.of("s"), 0)
                .codes("kind", List.of("k"), 0)
                .images("photo", SHAPE, image(1, 2))
                .texts("note", "one")
                .classes("mood", List.of("bad", "good"), 0);
        Table other = new SmallTable(1)
                .codes("size", List.of("small", "large"), 0)
                .codes("city", List.of("Rome", "Oslo", "Bari", "Kyiv"), 0)
                .codes("shop", List.of("s", "t"), 0)
                .numbers("kind", 1)
                .images("photo", List.of(1, 2, 1), image(1, 2))
                .numbers("note", 1)
                .classes("mood", List.of("fair", "good"), 0);

        assertThat(faults(other, model))
                .allSatisfy(fault -> {
                    assertThat(fault.pointer()).isEmpty();
                    assertThat(fault.code()).isEqualTo("other_columns");
                })
                .extracting(Violation::message)
                .containsExactly(
                        "the data set \"test\" has no column \"age\"",
                        "the data set \"test\" has a column \"size\" that is categorical instead of numeric",
                        "the data set \"test\" has \"Rome\" and 2 more in column \"city\", which the data of the job do not have",
                        "the data set \"test\" has \"t\" in column \"shop\", which the data of the job do not have",
                        "the data set \"test\" has a column \"kind\" that is numeric instead of categorical",
                        "the data set \"test\" has a column \"photo\" that is image of shape [1, 2, 1] instead of image of shape [1, 1, 2]",
                        "the data set \"test\" has a column \"note\" that is numeric instead of ignored",
                        "the data set \"test\" has \"fair\" in the target, which the data of the job do not have");
    }

    @Test
    void anotherTargetIsRefused() {
        Table withoutTarget = new SmallTable(1).numbers("x", 1).withoutTarget();
        assertThat(faults(withoutTarget, new SmallTable(1).numbers("x", 1).classes("y", List.of("a", "b"), 0)))
                .extracting(Violation::message)
                .containsExactly("the data set \"test\" has no target instead of the target \"y\" of classification");
        assertThat(faults(
                        new SmallTable(1).numbers("x", 1).regression("z", 1),
                        new SmallTable(1).numbers("x", 1).regression("y", 1)))
                .extracting(Violation::message)
                .containsExactly(
                        "the data set \"test\" has the target \"z\" of regression instead of the target \"y\" of regression");
        assertThat(faults(
                        new SmallTable(1).numbers("x", 1).classes("y", List.of("a", "b"), 0),
                        new SmallTable(1).numbers("x", 1).regression("y", 1)))
                .extracting(Violation::message)
                .containsExactly(
                        "the data set \"test\" has the target \"y\" of classification instead of the target \"y\" of regression");
    }
}
