package dev.descent.datasets.canonical;

import java.io.IOException;
import java.util.List;

/** A data set made in memory: a schema and what writes each of its columns. */
public record MemoryContent(Schema schema, List<Column> columns) implements Content {
    /** Writes every value of one column. */
    @FunctionalInterface
    public interface Column {
        void write(ColumnSink sink) throws IOException;
    }

    public MemoryContent {
        columns = List.copyOf(columns);
        if (columns.size() != schema.columns()) {
            throw new IllegalArgumentException(
                    "the schema has " + schema.columns() + " columns but " + columns.size() + " were given");
        }
    }

    @Override
    public void write(int column, ColumnSink sink) throws IOException {
        columns.get(column).write(sink);
    }

    public static Column numbers(double[] values) {
        return sink -> {
            for (double value : values) {
                sink.number(value);
            }
        };
    }

    public static Column codes(int[] values) {
        return sink -> {
            for (int value : values) {
                sink.code(value);
            }
        };
    }

    /** Images of equal size, each channel by channel. */
    public static Column images(byte[][] values) {
        return sink -> {
            for (byte[] value : values) {
                sink.pixels(value);
            }
        };
    }
}
