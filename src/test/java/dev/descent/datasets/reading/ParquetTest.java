package dev.descent.datasets.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.descent.datasets.Feature;
import dev.descent.datasets.Limits;
import dev.descent.spec.Violation;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class ParquetTest {
    @Test
    void typesOfColumnsAreUnderstood() {
        Uploads.Read read = Uploads.read(
                ParquetFiles.of(
                        "SELECT i, i * 0.1 AS d, (i % 2 = 0) AS b, CASE WHEN i = 3 THEN NULL ELSE 'n' || i % 2 END"
                                + " AS s, CAST(i AS FLOAT) / 3 AS y FROM range(20) t(i)"),
                "a.parquet",
                null);

        assertThat(read.schema().features())
                .extracting(Feature::name, Feature::type, Feature::missing)
                .containsExactly(
                        tuple("i", Feature.Type.NUMERIC, 0L),
                        tuple("d", Feature.Type.NUMERIC, 0L),
                        tuple("b", Feature.Type.CATEGORICAL, 0L),
                        tuple("s", Feature.Type.CATEGORICAL, 1L));
        assertThat(read.column(0)).startsWith(0.0, 1.0, 2.0);
    }

    @Test
    void doublesKeepEveryBit() {
        Uploads.Read read = Uploads.read(
                ParquetFiles.of("SELECT (i * 1.1e-7::DOUBLE) / 3 AS x, sqrt(i::DOUBLE) AS y FROM range(1000) t(i)"),
                "a.parquet",
                null);

        for (int i = 0; i < 1000; i++) {
            assertThat(read.column(0).get(i)).isEqualTo(i * 1.1e-7 / 3);
            assertThat(read.column(1).get(i)).isEqualTo(Math.sqrt(i));
        }
    }

    @Test
    void infinityIsRefused() {
        assertThat(Uploads.faults(
                        ParquetFiles.of("SELECT CASE WHEN i = 2 THEN 'inf'::DOUBLE ELSE i END AS x, i + 0.5 AS y"
                                + " FROM range(4) t(i)"),
                        "a.parquet",
                        null))
                .extracting(Violation::pointer, Violation::code)
                .containsExactly(tuple("/file/rows/2/x", "infinite"));
    }

    @Test
    void nestedColumnsAreRefused() {
        assertThat(Uploads.faults(ParquetFiles.of("SELECT [i] AS x, i AS y FROM range(4) t(i)"), "a.parquet", null))
                .extracting(Violation::pointer, Violation::code)
                .containsExactly(tuple("/file/columns/x", "nested_value"));
    }

    @Test
    void aFileThatIsNoneIsRefused() {
        assertThat(Uploads.faults("this is no parquet file at all", "a.parquet"))
                .extracting(Violation::code)
                .containsExactly("malformed_file");
    }

    @Test
    void aFileCutShortIsRefused() {
        byte[] whole = ParquetFiles.of("SELECT i AS x, i AS y FROM range(1000) t(i)");

        assertThat(Uploads.faults(Arrays.copyOf(whole, whole.length / 2), "a.parquet", null))
                .extracting(Violation::code)
                .containsExactly("malformed_file");
    }

    @Test
    void aTableWithoutRowsIsRefused() {
        assertThat(Uploads.faults(ParquetFiles.of("SELECT i AS x, i AS y FROM range(0) t(i)"), "a.parquet", null))
                .extracting(Violation::code)
                .containsExactly("no_rows");
    }

    @Test
    void rowsColumnsAndExpansionAreLimited() {
        Limits small = new Limits(DataSize.ofMegabytes(1), 100, 10, 1_000_000, 3, 100, 5, DataSize.ofMegabytes(64));

        assertThat(codes("SELECT i AS a, i AS b, i AS c, i AS y FROM range(4) t(i)", small))
                .containsExactly("too_many_columns");
        assertThat(codes("SELECT 1 AS x, 2 AS y FROM range(1000001) t(i)", small))
                .containsExactly("too_many_rows");
        byte[] bomb = ParquetFiles.of("SELECT 1 AS x, 2 AS y FROM range(1000000) t(i)");
        assertThat(bomb.length).as("a bomb").isLessThan(20_000);
        assertThat(Uploads.faults(bomb, "a.parquet", null, small))
                .extracting(Violation::code)
                .containsExactly("too_large");
    }

    private static List<String> codes(String query, Limits limits) {
        return Uploads.faults(ParquetFiles.of(query), "a.parquet", null, limits).stream()
                .map(Violation::code)
                .toList();
    }
}
