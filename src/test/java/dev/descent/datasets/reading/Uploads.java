package dev.descent.datasets.reading;

import dev.descent.datasets.InvalidDataset;
import dev.descent.datasets.Limits;
import dev.descent.datasets.SchemaRequest;
import dev.descent.datasets.ScratchFolders;
import dev.descent.datasets.canonical.ColumnSink;
import dev.descent.datasets.canonical.Content;
import dev.descent.datasets.canonical.Schema;
import dev.descent.spec.Violation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;

/** Reads files as an upload does, into plain lists. */
final class Uploads {
    private Uploads() {}

    /** What was read: a list of values for each stored column, numbers, codes, texts or pixels. */
    record Read(Schema schema, List<List<@Nullable Object>> columns) {
        List<@Nullable Object> column(int i) {
            return columns.get(i);
        }
    }

    static Read read(String text, String fileName) {
        return read(text, fileName, null);
    }

    static Read read(String text, String fileName, @Nullable SchemaRequest request) {
        return read(text.getBytes(StandardCharsets.UTF_8), fileName, request);
    }

    static Read read(byte[] bytes, String fileName, @Nullable SchemaRequest request) {
        return read(bytes, fileName, request, Limits.DEFAULT);
    }

    static Read read(byte[] bytes, String fileName, @Nullable SchemaRequest request, Limits limits) {
        try {
            Path file = Files.write(ScratchFolders.next().resolve("upload.tmp"), bytes);
            return read(file, fileName, request, limits);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Read read(Path file, String fileName, @Nullable SchemaRequest request, Limits limits) throws IOException {
        Path work = ScratchFolders.next();
        try (Content content = Reading.read(file, fileName, request, work, limits)) {
            List<List<@Nullable Object>> columns = new ArrayList<>();
            for (int i = 0; i < content.schema().columns(); i++) {
                List<@Nullable Object> values = new ArrayList<>();
                content.write(i, new Collector(values));
                columns.add(values);
            }
            return new Read(content.schema(), columns);
        }
    }

    /** What is wrong with a file. */
    static List<Violation> faults(String text, String fileName) {
        return faults(text.getBytes(StandardCharsets.UTF_8), fileName, null);
    }

    static List<Violation> faults(String text, String fileName, SchemaRequest request) {
        return faults(text.getBytes(StandardCharsets.UTF_8), fileName, request);
    }

    static List<Violation> faults(byte[] bytes, String fileName, @Nullable SchemaRequest request) {
        return faults(bytes, fileName, request, Limits.DEFAULT);
    }

    static List<Violation> faults(byte[] bytes, String fileName, @Nullable SchemaRequest request, Limits limits) {
        InvalidDataset invalid =
                Assertions.catchThrowableOfType(InvalidDataset.class, () -> read(bytes, fileName, request, limits));
        Assertions.assertThat(invalid).as("the file is refused").isNotNull();
        return invalid.violations();
    }

    private record Collector(List<@Nullable Object> values) implements ColumnSink {
        @Override
        public void number(double value) {
            values.add(value);
        }

        @Override
        public void code(int value) {
            values.add(value);
        }

        @Override
        public void pixels(byte[] image) {
            values.add(image.clone());
        }

        @Override
        public void text(@Nullable String value) {
            values.add(value);
        }
    }
}
