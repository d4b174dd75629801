package dev.descent.datasets.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.descent.datasets.Feature;
import dev.descent.spec.Violation;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonLinesTest {
    @Test
    void keysAreColumnsAndAbsentOnesAreMissing() {
        Uploads.Read read = Uploads.read("""
                {"age": 31, "city": "Oslo", "member": true, "y": 1.5}

                {"city": "Lima", "age": null, "member": false, "y": 2}
                {"age": 2e1, "y": 3}
                """, "a.jsonl");

        assertThat(read.schema().features())
                .containsExactly(
                        new Feature("age", Feature.Type.NUMERIC, List.of(), List.of(), 1),
                        new Feature("city", Feature.Type.CATEGORICAL, List.of("Lima", "Oslo"), List.of(), 1),
                        new Feature("member", Feature.Type.CATEGORICAL, List.of("false", "true"), List.of(), 1));
        assertThat(read.column(0)).containsExactly(31.0, Double.NaN, 20.0);
        assertThat(read.column(3)).containsExactly(1.5, 2.0, 3.0);
    }

    @Test
    void everyMalformedLineIsReported() {
        List<Violation> faults = Uploads.faults("{\"a\": 1}\n{\"a\": 2\n\n[3]\n{\"a\": 4}\nnonsense\n", "a.ndjson");

        assertThat(faults)
                .extracting(Violation::pointer)
                .containsExactly("/file/rows/1", "/file/rows/2", "/file/rows/4");
        assertThat(faults.get(0).message()).startsWith("line 2, column ");
        assertThat(faults.get(1).message()).isEqualTo("line 4 is not a JSON object but array");
        assertThat(faults.get(2).message()).startsWith("line 6, column ");
    }

    @Test
    void nestedValuesAreRefusedWithTheirPlace() {
        assertThat(Uploads.faults("{\"a\": 1, \"y\": 1}\n\n{\"a\": [2], \"y\": 2}\n", "a.jsonl"))
                .extracting(Violation::pointer, Violation::code)
                .containsExactly(tuple("/file/rows/1/a", "nested_value"));
    }

    @Test
    void textAmongNumbersIsReportedWithItsLine() {
        List<Violation> faults =
                Uploads.faults("{\"a\": 1, \"y\": 1}\n\n{\"a\": \"x\", \"y\": 2}\n{\"a\": 2, \"y\": 2.5}\n", "a.jsonl");

        assertThat(faults).extracting(Violation::pointer).containsExactly("/file/rows/1/a");
        assertThat(faults.get(0).message()).startsWith("line 3, ");
    }

    @Test
    void anEmptyFileIsRefused() {
        assertThat(Uploads.faults("\n\n", "a.jsonl"))
                .extracting(Violation::code)
                .containsExactly("empty_file");
    }

    @Test
    void objectsWithoutKeysAreRefused() {
        assertThat(Uploads.faults("{}\n{}\n", "a.jsonl")).isNotEmpty();
    }
}
