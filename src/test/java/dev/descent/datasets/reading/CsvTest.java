package dev.descent.datasets.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.descent.datasets.Dataset.Task;
import dev.descent.datasets.Feature;
import dev.descent.datasets.Limits;
import dev.descent.datasets.SchemaRequest;
import dev.descent.spec.Violation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

class CsvTest {
    private static final String PEOPLE = """
            age,city,member,income
            31,Oslo,true,40.5
            ,Lima,FALSE,38
            52,NA,true,61.25
            47,Oslo,true,55
            """;

    @Test
    void typesAreInferred() {
        Uploads.Read read = Uploads.read(PEOPLE, "people.csv");

        assertThat(read.schema().rows()).isEqualTo(4);
        assertThat(read.schema().features())
                .containsExactly(
                        new Feature("age", Feature.Type.NUMERIC, List.of(), List.of(), 1),
                        new Feature("city", Feature.Type.CATEGORICAL, List.of("Lima", "Oslo"), List.of(), 1),
                        new Feature("member", Feature.Type.CATEGORICAL, List.of("false", "true"), List.of(), 0));
        assertThat(read.schema().target()).isEqualTo("income");
        assertThat(read.schema().task()).isEqualTo(Task.REGRESSION);
        assertThat(read.column(0)).containsExactly(31.0, Double.NaN, 52.0, 47.0);
        assertThat(read.column(1)).containsExactly(1, 0, -1, 1);
        assertThat(read.column(2)).containsExactly(1, 0, 1, 1);
        assertThat(read.column(3)).containsExactly(40.5, 38.0, 61.25, 55.0);
    }

    @Test
    void theTargetMayBeAnyColumn() {
        Uploads.Read read = Uploads.read(PEOPLE, "people.csv", new SchemaRequest("city", null, Map.of()));

        assertThat(read.schema().target()).isEqualTo("city");
        assertThat(read.schema().task()).isEqualTo(Task.CLASSIFICATION);
        assertThat(read.schema().classes()).containsExactly("Lima", "Oslo");
        assertThat(read.schema().features()).extracting(Feature::name).containsExactly("age", "member", "income");
        assertThat(read.column(3)).containsExactly(1, 0, -1, 1);
    }

    @Test
    void withTheTaskNoneAllColumnsAreFeatures() {
        Uploads.Read read = Uploads.read(PEOPLE, "people.csv", new SchemaRequest(null, Task.NONE, Map.of()));

        assertThat(read.schema().target()).isNull();
        assertThat(read.schema().features()).hasSize(4);
    }

    @Test
    void fewIntegersAreClassesAndManyAreNumbers() {
        String few = rows("x,y", 30, i -> i * 0.5 + "," + i % 3);
        String many = rows("x,y", 30, i -> i * 0.5 + "," + i);
        String fractions = rows("x,y", 30, i -> i * 0.5 + "," + i % 3 + ".5");

        assertThat(Uploads.read(few, "a.csv").schema().classes()).containsExactly("0", "1", "2");
        assertThat(Uploads.read(many, "a.csv").schema().task()).isEqualTo(Task.REGRESSION);
        assertThat(Uploads.read(fractions, "a.csv").schema().task()).isEqualTo(Task.REGRESSION);
    }

    @Test
    void declaredTypesWin() {
        String text = rows("x,y", 30, i -> i * 0.5 + "," + i % 3);
        Uploads.Read read = Uploads.read(
                text, "a.csv", new SchemaRequest(null, Task.REGRESSION, Map.of("x", Feature.Type.CATEGORICAL)));

        assertThat(read.schema().task()).isEqualTo(Task.REGRESSION);
        assertThat(read.schema().features().get(0).categories())
                .startsWith("0", "0.5", "1", "1.5")
                .hasSize(30);
    }

    @Test
    void classesThatAreNumbersAreInOrderOfSize() {
        String text = rows("x,y", 30, i -> i + "," + (i % 3) * 9 + ".0");

        assertThat(Uploads.read(text, "a.csv").schema().classes()).containsExactly("0", "9", "18");
    }

    @Test
    void freeTextAndRowNumbersAreIgnoredButKept() {
        String text = rows("id,note,x,y", 60, i -> i + ",some text " + i + "," + i * 1.5 + "," + i % 2);
        Uploads.Read read = Uploads.read(text, "a.csv");

        assertThat(read.schema().features())
                .extracting(Feature::name, Feature::type)
                .containsExactly(
                        tuple("id", Feature.Type.IGNORED),
                        tuple("note", Feature.Type.IGNORED),
                        tuple("x", Feature.Type.NUMERIC));
        assertThat(read.column(1)).startsWith("some text 0", "some text 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {",", ";", "\t", "|"})
    void theDelimiterIsFound(String delimiter) {
        Uploads.Read read = Uploads.read(PEOPLE.replace(",", delimiter), "people.csv");

        assertThat(read.schema().features()).extracting(Feature::name).containsExactly("age", "city", "member");
    }

    @Test
    void tsvHasTabs() {
        Uploads.Read read = Uploads.read("a,b\ty\n1\t2\n3\t4.5\n", "a.tsv");

        assertThat(read.schema().features()).extracting(Feature::name).containsExactly("a,b");
    }

    @Test
    void byteOrderMarksWindowsLinesAndQuotesAreUnderstood() {
        Uploads.Read read =
                Uploads.read("\uFEFF\"a, \"\"b\"\"\",c,y\r\n1,\"x\r\nz\",2\r\n\r\n3,\"q\"\"q\",4.5\r\n", "a.csv");

        assertThat(read.schema().features().get(0).name()).isEqualTo("a, \"b\"");
        assertThat(read.schema().features().get(1).categories()).containsExactly("q\"q", "x\nz");
        assertThat(read.column(2)).containsExactly(2.0, 4.5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r", "\r\n", "\n"})
    void everyLineBreakIsUnderstood(String end) {
        assertThat(Uploads.read(PEOPLE.replace("\n", end), "people.csv").column(3))
                .containsExactly(40.5, 38.0, 61.25, 55.0);
    }

    @Test
    void mixedLineBreaksAreUnderstood() {
        assertThat(Uploads.read("x,y\n1,2\r\n3,4.5\n", "a.csv").column(0)).containsExactly(1.0, 3.0);
    }

    @Test
    void gzipIsUnpacked() throws IOException {
        Uploads.Read read = Uploads.read(gzip(PEOPLE.getBytes(StandardCharsets.UTF_8)), "people.csv.gz", null);

        assertThat(read.schema().rows()).isEqualTo(4);
    }

    @Test
    void anEmptyFileIsRefused() {
        assertThat(Uploads.faults("", "a.csv")).extracting(Violation::code).containsExactly("empty_file");
        assertThat(Uploads.faults("\n \n", "a.csv")).extracting(Violation::code).containsExactly("empty_file");
    }

    @Test
    void aHeaderAloneIsRefused() {
        assertThat(Uploads.faults("a,b\n", "a.csv"))
                .containsExactly(new Violation("/file", "no_rows", "the file has no rows, only the names of columns"));
    }

    @Test
    void everyRaggedRowIsReportedWithItsLine() {
        List<Violation> faults = Uploads.faults("a,b,y\n1,2,3\n4,5\n\n\"7\n8\",9,1\n6,7,8,9\n1,2,3\n", "a.csv");

        assertThat(faults)
                .containsExactly(
                        new Violation("/file/rows/1", "ragged_row", "line 3: has 2 fields instead of 3"),
                        new Violation("/file/rows/3", "ragged_row", "line 7: has 4 fields instead of 3"));
    }

    @Test
    void aFileOfRaggedRowsOnlyIsReportedRowByRow() {
        List<Violation> faults = Uploads.faults(rows("a,b,y", 70, i -> "1,2"), "a.csv");

        assertThat(faults).hasSize(51);
        assertThat(faults.get(0).message()).isEqualTo("line 2: has 2 fields instead of 3");
        assertThat(faults.get(50)).isEqualTo(new Violation("/file", "more_faults", "and 20 more faults like these"));
    }

    @Test
    void anUnclosedQuoteIsRefused() {
        assertThat(Uploads.faults("a,y\n\"1,2\n3,4\n", "a.csv")).isNotEmpty();
    }

    @Test
    void aTargetThatIsNotThereIsReportedWithTheColumns() {
        assertThat(Uploads.faults(PEOPLE, "a.csv", new SchemaRequest("wage", null, Map.of())))
                .containsExactly(new Violation(
                        "/schema/target",
                        "unknown_column",
                        "there is no column \"wage\"; the columns are \"age\", \"city\", \"member\", \"income\""));
    }

    @Test
    void aTypeForAColumnThatIsNotThereIsReported() {
        SchemaRequest request = new SchemaRequest(null, null, Map.of("a/b", Feature.Type.NUMERIC));

        assertThat(Uploads.faults(PEOPLE, "a.csv", request))
                .extracting(Violation::pointer)
                .containsExactly("/schema/types/a~1b");
    }

    @Test
    void aConstantTargetIsRefused() {
        assertThat(Uploads.faults("x,y\n1,5\n2,5\n", "a.csv"))
                .extracting(Violation::pointer, Violation::code)
                .containsExactly(tuple("/schema/target", "constant_target"));
    }

    @Test
    void textAmongNumbersIsReportedWithLineAndColumn() {
        List<Violation> faults =
                Uploads.faults("x,age,y\n1,\"3\n1\",1\n2,old,2.5\n3,40,3\n4,44,4\n5,1_0,4\n6,7,8\n7,8,9\n", "a.csv");

        assertThat(faults)
                .extracting(Violation::pointer, Violation::code)
                .containsExactly(
                        tuple("/file/rows/0/age", "not_a_number"),
                        tuple("/file/rows/1/age", "not_a_number"),
                        tuple("/file/rows/4/age", "not_a_number"));
        assertThat(faults.get(1).message()).startsWith("line 4, column 2: \"age\" is numeric but holds \"old\"");
    }

    @Test
    void textInADeclaredNumberIsReported() {
        SchemaRequest request = new SchemaRequest(null, null, Map.of("city", Feature.Type.NUMERIC));

        assertThat(Uploads.faults(PEOPLE, "a.csv", request))
                .extracting(Violation::pointer)
                .containsExactly("/file/rows/0/city", "/file/rows/1/city", "/file/rows/3/city");
    }

    @Test
    void infinityIsRefusedAndNanIsMissing() {
        assertThat(Uploads.faults("x,y\n1,1\ninf,2.5\n-Infinity,3\nnan,4\n1e999,5\n", "a.csv"))
                .extracting(Violation::pointer, Violation::code)
                .containsExactly(
                        tuple("/file/rows/1/x", "infinite"),
                        tuple("/file/rows/2/x", "infinite"),
                        tuple("/file/rows/4/x", "infinite"));

        Uploads.Read read = Uploads.read("x,y\n1,1\nNaN,2.5\n", "a.csv");
        assertThat(read.column(0)).containsExactly(1.0, Double.NaN);
        assertThat(read.schema().features().get(0).missing()).isEqualTo(1);
    }

    @Test
    void duplicateColumnsAreRefused() {
        assertThat(Uploads.faults("a,b,a,b,y\n1,2,3,4,5\n", "a.csv"))
                .extracting(Violation::pointer, Violation::code)
                .containsExactly(
                        tuple("/file/columns/a", "duplicate_column"), tuple("/file/columns/b", "duplicate_column"));
    }

    @Test
    void aColumnWithoutValuesIsRefusedUnlessIgnored() {
        String text = "x,z,y\n1,,1\n2,NA,2.5\n";

        assertThat(Uploads.faults(text, "a.csv"))
                .extracting(Violation::pointer, Violation::code)
                .containsExactly(tuple("/file/columns/z", "no_values"));
        assertThat(Uploads.read(text, "a.csv", new SchemaRequest(null, null, Map.of("z", Feature.Type.IGNORED)))
                        .column(1))
                .containsExactly(null, null);
    }

    @Test
    void aBinaryFileIsRefused() {
        byte[] bytes = {'a', ',', 'b', '\n', 0, 1, 2};

        assertThat(Uploads.faults(bytes, "a.csv", null))
                .extracting(Violation::code)
                .containsExactly("not_text");
    }

    @Test
    void anotherEncodingIsReportedWithTheLine() {
        byte[] bytes = "a,b\nx,1\ncafé,2\n".getBytes(StandardCharsets.ISO_8859_1);

        assertThat(Uploads.faults(bytes, "a.csv", null))
                .containsExactly(new Violation(
                        "/file", "not_utf8", "line 3 has the byte 0xE9, which is not UTF-8; save the file as UTF-8"));
    }

    @Test
    void anUnknownEndingIsReportedWithTheKnownOnes() {
        assertThat(Uploads.faults("a", "a.xlsx").get(0).message())
                .contains("a.xlsx")
                .contains(".parquet")
                .contains(".npz");
    }

    @Test
    void aFileWithoutHeaderIsRefused() {
        assertThat(Uploads.faults("1.5,2\n3,4\n", "a.csv"))
                .extracting(Violation::code)
                .containsExactly("no_header");
    }

    @Test
    void aSingleColumnIsRefused() {
        assertThat(Uploads.faults("y\n1\n2\n", "a.csv"))
                .extracting(Violation::code)
                .containsExactly("no_features");
    }

    @Test
    void rowsOfALargeFileKeepTheirOrder() {
        int rows = 300_000;
        String filler = "a text that makes the file larger than what one thread reads at a time, ".repeat(2);
        StringBuilder csv = new StringBuilder("x,note,y\n");
        for (int i = 0; i < rows; i++) {
            csv.append(i)
                    .append(",\"")
                    .append(filler)
                    .append("\",")
                    .append(i + 0.5)
                    .append('\n');
        }
        Uploads.Read read = Uploads.read(csv.toString(), "a.csv");

        for (int i = 0; i < rows; i++) {
            assertThat(read.column(0).get(i)).isEqualTo((double) i);
            assertThat(read.column(2).get(i)).isEqualTo(i + 0.5);
        }
    }

    @Test
    void limitsAreEnforced() throws IOException {
        Limits small = new Limits(DataSize.ofKilobytes(64), 100, 10, 20, 3, 100, 5, DataSize.ofMegabytes(64));

        assertThat(limited("a,b,c,y\n1,2,3,4\n", small)).containsExactly("too_many_columns");
        assertThat(limited(rows("x,y", 21, i -> i + "," + i), small)).containsExactly("too_many_rows");
        assertThat(limited(rows("x,y", 20, i -> i + ",class" + i), small)).containsExactly("too_many_categories");
        Limits narrow = new Limits(DataSize.ofKilobytes(64), 100, 10, 9000, 3, 100, 5, DataSize.ofMegabytes(64));
        assertThat(limited(rows("x,y", 5000, i -> i + ".5," + i + ".5"), narrow))
                .containsExactly("too_large");
        assertThat(Uploads.faults(gzip(new byte[1 << 20]), "a.csv.gz", null, small))
                .extracting(Violation::code)
                .containsExactly("too_large");
        assertThat(Uploads.faults(gzip(new byte[80 << 20]), "a.csv.gz", null))
                .extracting(Violation::code)
                .containsExactly("expands_too_far");
    }

    private static List<String> limited(String text, Limits limits) {
        return Uploads.faults(text.getBytes(StandardCharsets.UTF_8), "a.csv", null, limits).stream()
                .map(Violation::code)
                .toList();
    }

    private interface Row {
        String text(int i);
    }

    private static String rows(String header, int count, Row row) {
        return header + "\n"
                + IntStream.range(0, count).mapToObj(i -> row.text(i) + "\n").collect(Collectors.joining());
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }
}
