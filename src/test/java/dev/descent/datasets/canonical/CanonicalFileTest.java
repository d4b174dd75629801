package dev.descent.datasets.canonical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.datasets.Dataset;
import dev.descent.datasets.Dataset.Task;
import dev.descent.datasets.Feature;
import dev.descent.datasets.ScratchFolders;
import dev.descent.datasets.Table;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CanonicalFileTest {
    private static Feature feature(String name, Feature.Type type) {
        return new Feature(name, type, List.of(), List.of(), 0);
    }

    @Property(tries = 50)
    void numbersComeBackAsTheyWere(@ForAll @NotEmpty List<Double> values) {
        double[] numbers = values.stream().mapToDouble(Double::doubleValue).toArray();
        Schema schema =
                new Schema(numbers.length, List.of(feature("x", Feature.Type.NUMERIC)), null, Task.NONE, List.of());

        try (Table table = StoredTables.of(new MemoryContent(schema, List.of(MemoryContent.numbers(numbers))))) {
            for (int row = 0; row < numbers.length; row++) {
                assertThat(table.number(0, row)).isEqualTo(numbers[row] == 0 ? 0.0 : numbers[row]);
            }
        }
    }

    @Property(tries = 50)
    void textsComeBackAsTheyWere(
            @ForAll @Size(min = 1, max = 30) List<String> values, @ForAll @IntRange(max = 29) int gap) {
        List<@Nullable String> texts = new ArrayList<>();
        for (String value : values) {
            // Lone surrogates are no text: no UTF-8 file can hold them.
            texts.add(value.replaceAll("[\\uD800-\\uDFFF]", "?"));
        }
        if (gap < texts.size()) {
            texts.set(gap, null);
        }
        Schema schema =
                new Schema(texts.size(), List.of(feature("t", Feature.Type.IGNORED)), null, Task.NONE, List.of());
        MemoryContent.Column column = sink -> {
            for (String text : texts) {
                sink.text(text);
            }
        };

        try (Table table = StoredTables.of(new MemoryContent(schema, List.of(column)))) {
            for (int row = 0; row < texts.size(); row++) {
                assertThat(table.text(0, row)).isEqualTo(texts.get(row));
            }
        }
    }

    @Test
    void allKindsOfColumnsStandSideBySide(@TempDir Path folder) throws Exception {
        Schema schema = new Schema(
                2,
                List.of(
                        new Feature("c", Feature.Type.CATEGORICAL, List.of("a", "b"), List.of(), 1),
                        new Feature("i", Feature.Type.IMAGE, List.of(), List.of(1, 1, 3), 0)),
                "y",
                Task.CLASSIFICATION,
                List.of("no", "yes"));
        Content content = new MemoryContent(
                schema,
                List.of(
                        MemoryContent.codes(new int[] {1, -1}),
                        MemoryContent.images(new byte[][] {{0, 51, (byte) 255}, {1, 2, 3}}),
                        MemoryContent.codes(new int[] {-1, 1})));
        Path file = folder.resolve("ds_x");
        CanonicalWriter.Written written = CanonicalWriter.write(file, content);

        byte[] bytes = Files.readAllBytes(file);
        assertThat(written.bytes()).isEqualTo(bytes.length);
        assertThat(written.fingerprint())
                .isEqualTo("sha256:"
                        + HexFormat.of()
                                .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
        Dataset dataset = StoredTables.dataset(schema, written);
        try (Table table = MappedTable.open(file, dataset)) {
            assertThat(table.rows()).isEqualTo(2);
            assertThat(table.category(0, 0)).isEqualTo(1);
            assertThat(table.category(0, 1)).isEqualTo(-1);
            FloatBuffer image = FloatBuffer.allocate(3);
            table.image(1, 0, image);
            assertThat(image.array()).containsExactly(0, 0.2f, 1);
            assertThat(table.target(0)).isNaN();
            assertThat(table.target(1)).isEqualTo(1);
        }
    }

    @Test
    void aFileCutShortOrOfAnotherSetIsNotOpened(@TempDir Path folder) throws IOException {
        Schema schema = new Schema(1, List.of(feature("x", Feature.Type.NUMERIC)), null, Task.NONE, List.of());
        Path file = folder.resolve("ds_x");
        CanonicalWriter.Written written = CanonicalWriter.write(
                file, new MemoryContent(schema, List.of(MemoryContent.numbers(new double[] {1}))));
        Dataset dataset = StoredTables.dataset(schema, written);
        Schema renamed = new Schema(1, List.of(feature("z", Feature.Type.NUMERIC)), null, Task.NONE, List.of());

        assertThatThrownBy(() -> MappedTable.open(file, StoredTables.dataset(renamed, written)))
                .hasMessageContaining("another data set");
        byte[] bytes = Files.readAllBytes(file);
        for (int length : new int[] {0, 10, bytes.length / 2, bytes.length - 1}) {
            Files.write(file, Arrays.copyOf(bytes, length));
            assertThatThrownBy(() -> MappedTable.open(file, dataset)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aColumnWithAWrongNumberOfValuesIsAnError(@TempDir Path folder) {
        Schema schema = new Schema(2, List.of(feature("x", Feature.Type.NUMERIC)), null, Task.NONE, List.of());

        assertThatThrownBy(() -> CanonicalWriter.write(
                        folder.resolve("ds_x"),
                        new MemoryContent(schema, List.of(MemoryContent.numbers(new double[] {1})))))
                .hasMessageContaining("1 values instead of 2");
    }

    @Property(tries = 30)
    void aColumnInManyPiecesReadsLikeOne(
            @ForAll @IntRange(min = 1, max = 200) int rows, @ForAll @IntRange(min = 8, max = 99) int piece)
            throws IOException {
        Path file = ScratchFolders.next().resolve("column");
        ByteBuffer bytes = ByteBuffer.allocate(8 * rows).order(ByteOrder.LITTLE_ENDIAN);
        for (int row = 0; row < rows; row++) {
            bytes.putDouble(row * 0.5);
        }
        Files.write(file, bytes.array());

        try (FileChannel channel = FileChannel.open(file)) {
            MappedColumn column = new MappedColumn(channel, new CanonicalFile.Extent(0, 8L * rows), 8, rows, piece);
            for (int row = 0; row < rows; row++) {
                assertThat(column.number(row)).isEqualTo(row * 0.5);
            }
        }
        Files.delete(file);
    }

    @Test
    void aColumnOfMoreThanTwoGigabytesIsMapped(@TempDir Path folder) throws IOException {
        int width = 3 * 224 * 224;
        int rows = 20_000;
        Path file = folder.resolve("sparse");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(64 + (long) rows * width);
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {7}), 64 + (long) (rows - 1) * width);
            MappedColumn column =
                    new MappedColumn(channel, new CanonicalFile.Extent(64, (long) rows * width), width, rows);
            byte[] pixels = new byte[width];

            column.bytes(rows - 1, pixels);

            assertThat(pixels[0]).isEqualTo((byte) 7);
            assertThat(pixels[1]).isZero();
        }
    }
}
