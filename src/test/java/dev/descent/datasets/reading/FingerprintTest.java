package dev.descent.datasets.reading;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.datasets.Limits;
import dev.descent.datasets.SchemaRequest;
import dev.descent.datasets.ScratchFolders;
import dev.descent.datasets.canonical.CanonicalWriter;
import dev.descent.datasets.canonical.Content;
import dev.descent.spec.Violation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class FingerprintTest {
    private static String fingerprint(byte[] bytes, String name) throws IOException {
        Path work = ScratchFolders.next();
        Path file = Files.write(work.resolve("upload"), bytes);
        try (Content content = Reading.read(file, name, new SchemaRequest(), work, Limits.DEFAULT)) {
            return CanonicalWriter.write(work.resolve("canonical"), content).fingerprint();
        }
    }

    private static String fingerprint(String text, String name) throws IOException {
        return fingerprint(text.getBytes(StandardCharsets.UTF_8), name);
    }

    @Test
    void theSameDataHaveTheSameFingerprintInEveryFormat() throws IOException {
        String csv = "age,city,member,y\n31.5,Oslo,true,1.5\n,Lima,false,2\n52,,true,3.25\n0.1,Oslo,false,-1e-9\n";
        String json = """
                {"age": 31.5, "city": "Oslo", "member": true, "y": 1.5}
                {"age": null, "city": "Lima", "member": false, "y": 2}
                {"age": 52, "member": true, "y": 3.25}
                {"age": 0.1, "city": "Oslo", "member": false, "y": -1e-9}
                """;
        byte[] parquet = ParquetFiles.of(
                "SELECT * FROM (VALUES (31.5::DOUBLE, 'Oslo', true, 1.5::DOUBLE), "
                        + "(NULL, 'Lima', false, 2), (52, NULL, true, 3.25), (0.1, 'Oslo', false, -1e-9)) t(age, city, member, y)");

        String expected = fingerprint(csv, "a.csv");

        assertThat(expected).matches("sha256:[0-9a-f]{64}");
        assertThat(fingerprint(csv.replace(',', '\t'), "a.tsv")).isEqualTo(expected);
        assertThat(fingerprint(csv.replace("\n", "\r\n").replace("true", "TRUE"), "b.csv"))
                .isEqualTo(expected);
        assertThat(fingerprint(json, "a.jsonl")).isEqualTo(expected);
        assertThat(fingerprint(parquet, "a.parquet")).isEqualTo(expected);
    }

    @Test
    void otherDataHaveOtherFingerprints() throws IOException {
        String csv = "x,c,y\n1,a,1.5\n2,b,2\n";

        assertThat(List.of(
                        fingerprint(csv, "a.csv"),
                        fingerprint(csv.replace("2,b", "3,b"), "a.csv"),
                        fingerprint(csv.replace("b", "d"), "a.csv"),
                        fingerprint(csv.replace("x", "z"), "a.csv"),
                        fingerprint(csv.replace("1.5", "2.5"), "a.csv"),
                        fingerprint("x,c,y\n2,b,2\n1,a,1.5\n", "a.csv")))
                .doesNotHaveDuplicates();
    }

    @Test
    void aFileThatNeedsMoreMemoryThanAllowedIsRefused() {
        Limits limits = Limits.DEFAULT;
        Limits little = new Limits(
                limits.expandedSize(),
                limits.expansionRatio(),
                limits.archiveEntries(),
                limits.rows(),
                limits.columns(),
                limits.imagePixels(),
                limits.categories(),
                DataSize.ofMegabytes(1));

        assertThat(Uploads.faults("x,y\n1,2\n3,4.5\n".getBytes(StandardCharsets.UTF_8), "a.csv", null, little))
                .extracting(Violation::code)
                .containsExactly("too_large");
    }

    private static Arbitrary<String> cells() {
        return Arbitraries.strings().withChars("ab,;\"'\n\t |#\\é").ofMaxLength(6);
    }

    /** A record of the reference: what a writer of RFC 4180 was given. */
    record Cells(String first, String second) {}

    @Provide
    Arbitrary<List<Cells>> rows() {
        return Combinators.combine(cells(), cells())
                .as(Cells::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(12);
    }

    @Property(tries = 60)
    void quotedTextsAreReadAsTheyWereWritten(@ForAll("rows") List<Cells> rows) {
        StringBuilder csv = new StringBuilder("\"first\",\"second\",\"y\"\n\"a\",\"b\",0.5\n");
        for (int i = 0; i < rows.size(); i++) {
            csv.append(quote(rows.get(i).first()))
                    .append(',')
                    .append(quote(rows.get(i).second()))
                    .append(',')
                    .append(i + 1)
                    .append('\n');
        }
        Uploads.Read read = Uploads.read(csv.toString(), "a.csv");

        assertThat(read.schema().rows()).isEqualTo(rows.size() + 1);
        for (int i = 0; i < rows.size(); i++) {
            assertThat(text(read, 0, i + 1)).isEqualTo(expected(rows.get(i).first()));
            assertThat(text(read, 1, i + 1)).isEqualTo(expected(rows.get(i).second()));
        }
    }

    private static String quote(String text) {
        return '"' + text.replace("\"", "\"\"") + '"';
    }

    private static String expected(String text) {
        return text.replaceAll("^ +| +\\z", "");
    }

    private static String text(Uploads.Read read, int column, int row) {
        int code = (Integer) Objects.requireNonNull(read.column(column).get(row));
        return code < 0 ? "" : read.schema().features().get(column).categories().get(code);
    }
}
