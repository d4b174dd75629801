package dev.descent.datasets.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.descent.datasets.Dataset.Task;
import dev.descent.datasets.Feature;
import dev.descent.datasets.Limits;
import dev.descent.datasets.SchemaRequest;
import dev.descent.spec.Violation;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.unit.DataSize;

class NpzTest {
    private static final byte[] TARGET =
            Archives.npy("<f8", false, "2,", Archives.doubles(ByteOrder.LITTLE_ENDIAN, 1, 2.5));

    private static Uploads.Read read(byte[] features, byte[] target) {
        return Uploads.read(Archives.zip(Map.of("x.npy", features, "y.npy", target)), "a.npz", null);
    }

    @Test
    void aMatrixIsATable() {
        byte[] matrix = Archives.npy(
                "<f8", false, "2, 3", Archives.doubles(ByteOrder.LITTLE_ENDIAN, 1, 2, 3, 4, Double.NaN, 6));
        Uploads.Read read = read(matrix, TARGET);

        assertThat(read.schema().features())
                .extracting(Feature::name, Feature::missing)
                .containsExactly(tuple("x0", 0L), tuple("x1", 1L), tuple("x2", 0L));
        assertThat(read.column(0)).containsExactly(1.0, 4.0);
        assertThat(read.column(1)).containsExactly(2.0, Double.NaN);
        assertThat(read.column(3)).containsExactly(1.0, 2.5);
        assertThat(read.schema().target()).isEqualTo("y");
        assertThat(read.schema().task()).isEqualTo(Task.REGRESSION);
    }

    @Test
    void columnOrderAndByteOrderAreUnderstood() {
        byte[] matrix = Archives.npy(">f8", true, "2, 3", Archives.doubles(ByteOrder.BIG_ENDIAN, 1, 4, 2, 5, 3, 6));
        Uploads.Read read = read(matrix, TARGET);

        assertThat(read.column(0)).containsExactly(1.0, 4.0);
        assertThat(read.column(2)).containsExactly(3.0, 6.0);
    }

    @ParameterizedTest
    @CsvSource({"|u1,200,2", "|i1,-56,2", "<i2,712,1", "<u2,712,1"})
    void integersAreUnderstood(String type, double first, int columns) {
        byte[] matrix = Archives.npy(type, false, "2, " + columns, Archives.bytes(200, 2, 3, 4));

        assertThat(read(matrix, TARGET).column(0).get(0)).isEqualTo(first);
    }

    @Test
    void floatsTruthValuesAndIntegersOf64BitsAreUnderstood() {
        assertThat(read(Archives.npy("<f4", false, "2,", Archives.floats(0.5f, 0.1f)), TARGET)
                        .column(0))
                .containsExactly(0.5, (double) 0.1f);
        assertThat(read(Archives.npy("|b1", false, "2, 1", Archives.bytes(1, 0)), TARGET)
                        .schema()
                        .features()
                        .get(0))
                .isEqualTo(new Feature("x0", Feature.Type.CATEGORICAL, List.of("false", "true"), List.of(), 0));
        assertThat(read(Archives.npy("<i8", false, "2, 1", Archives.longs(-3, 1L << 40)), TARGET)
                        .column(0))
                .containsExactly(-3.0, (double) (1L << 40));
    }

    @Test
    void textsAreClasses() {
        byte[] labels = Archives.npy("<U3", false, "2,", "cat\0\0\0".getBytes(Charset.forName("UTF-32LE")));
        byte[] matrix = Archives.npy("<f8", false, "2,", Archives.doubles(ByteOrder.LITTLE_ENDIAN, 1, 2));
        byte[] both = Archives.npy("<U3", false, "2,", "catdog".getBytes(Charset.forName("UTF-32LE")));

        assertThat(read(matrix, both).schema().classes()).containsExactly("cat", "dog");
        assertThat(Uploads.faults(Archives.zip(Map.of("x.npy", matrix, "y.npy", labels)), "a.npz", null))
                .extracting(Violation::code)
                .containsExactly("constant_target");
    }

    @Test
    void imagesAreStoredChannelByChannel() {
        byte[] images = Archives.npy("|u1", false, "2, 1, 2, 3", Archives.bytes(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12));
        Uploads.Read read =
                Uploads.read(Archives.zip(Map.of("images.npy", images, "labels.npy", TARGET)), "a.npz", null);

        assertThat(read.schema().features())
                .containsExactly(new Feature("image", Feature.Type.IMAGE, List.of(), List.of(3, 1, 2), 0));
        assertThat((byte[]) read.column(0).get(0)).containsExactly(1, 4, 2, 5, 3, 6);
    }

    @Test
    void floatImagesOnTheUnitIntervalAreScaledToBytes() {
        byte[] unit = Archives.npy("<f4", false, "2, 1, 2", Archives.floats(0, 0.5f, 1, 0.1f));
        byte[] bytes = Archives.npy("<f4", false, "2, 1, 2", Archives.floats(0, 0.6f, 255, 17));

        assertThat((byte[]) read(unit, TARGET).column(0).get(0)).containsExactly(0, (byte) 128);
        assertThat((byte[]) read(bytes, TARGET).column(0).get(0)).containsExactly(0, 1);
        assertThat((byte[]) read(bytes, TARGET).column(0).get(1)).containsExactly((byte) 255, 17);
    }

    @Test
    void withoutATargetThereIsNoTask() {
        byte[] matrix = Archives.npy("<f8", false, "2, 1", Archives.doubles(ByteOrder.LITTLE_ENDIAN, 1, 2));
        Uploads.Read read = Uploads.read(Archives.zip(Map.of("X.npy", matrix)), "a.npz", null);

        assertThat(read.schema().task()).isEqualTo(Task.NONE);
        assertThat(read.schema().target()).isNull();
    }

    @Test
    void infinityIsRefused() {
        byte[] matrix = Archives.npy(
                "<f8", false, "2, 1", Archives.doubles(ByteOrder.LITTLE_ENDIAN, 1, Double.POSITIVE_INFINITY));

        assertThat(Uploads.faults(Archives.zip(Map.of("x.npy", matrix, "y.npy", TARGET)), "a.npz", null))
                .extracting(Violation::pointer, Violation::code)
                .containsExactly(tuple("/file/rows/1/x0", "infinite"));
    }

    @Test
    void faultsOfArraysNameTheArray() {
        byte[] matrix = Archives.npy("<f8", false, "3, 1", Archives.doubles(ByteOrder.LITTLE_ENDIAN, 1, 2, 3));

        assertThat(faults(Map.of("x.npy", matrix, "y.npy", TARGET))).containsExactly("/file/arrays/y shape_mismatch");
        assertThat(faults(Map.of("x.npy", matrix, "z.npy", TARGET))).containsExactly("/file/arrays/z unknown_array");
        assertThat(faults(Map.of("y.npy", TARGET))).containsExactly("/file missing_array");
        assertThat(faults(Map.of("x.npy", "text".getBytes(StandardCharsets.UTF_8))))
                .containsExactly("/file/arrays/x malformed_file");
        assertThat(faults(Map.of("x.npy", Archives.npy("|O", false, "2,", new byte[16]))))
                .containsExactly("/file/arrays/x malformed_file");
        assertThat(faults(Map.of("x.npy", Archives.npy("<f8", false, "9, 9", new byte[16]))))
                .containsExactly("/file/arrays/x malformed_file");
        assertThat(faults(Map.of("x.npy", Archives.npy("<f8", false, "2147483647, 2147483647, 9", new byte[16]))))
                .containsExactly("/file/arrays/x malformed_file");
        assertThat(faults(Map.of(
                        "x.npy", Archives.npy("<f4", false, "1, 1, 2", Archives.floats(-1, 2)), "y.npy", TARGET)))
                .hasSize(1);
    }

    @Test
    void aFileThatIsNoZipIsRefused() {
        assertThat(Uploads.faults("no zip", "a.npz"))
                .extracting(Violation::code)
                .containsExactly("malformed_file");
        assertThat(Uploads.faults("", "a.npz")).extracting(Violation::code).containsExactly("empty_file");
    }

    @Test
    void theTaskMayBeDeclared() {
        byte[] matrix = Archives.npy("<f8", false, "2, 1", Archives.doubles(ByteOrder.LITTLE_ENDIAN, 1, 2));
        Uploads.Read read = Uploads.read(
                Archives.zip(Map.of("x.npy", matrix, "y.npy", TARGET)),
                "a.npz",
                new SchemaRequest(null, Task.CLASSIFICATION, Map.of()));

        assertThat(read.schema().classes()).containsExactly("1", "2.5");
    }

    private static List<String> faults(Map<String, byte[]> arrays) {
        return Uploads.faults(Archives.zip(arrays), "a.npz", null).stream()
                .map(fault -> fault.pointer() + " " + fault.code())
                .toList();
    }

    /** One byte of the file becomes eight where it is stored. */
    @Test
    void rowsColumnsAndExpansionAreLimited() {
        Limits small = new Limits(DataSize.ofKilobytes(4), 100, 10, 100, 20, 100, 5, DataSize.ofMegabytes(64));

        assertThat(codes("101, 2", 202, small)).containsExactly("too_many_rows");
        assertThat(codes("2, 20", 40, small)).containsExactly("too_many_columns");
        assertThat(codes("100, 6", 600, small)).containsExactly("too_large");
        assertThat(codes("100, 60", 6000, small)).containsExactly("too_large");
    }

    private static List<String> codes(String shape, int bytes, Limits limits) {
        byte[] matrix = Archives.npy("|u1", false, shape, new byte[bytes]);
        return Uploads.faults(Archives.zip(Map.of("x.npy", matrix)), "a.npz", null, limits).stream()
                .map(Violation::code)
                .toList();
    }
}
