package dev.descent.datasets.canonical;

import dev.descent.datasets.Dataset;
import dev.descent.datasets.Dataset.Task;
import dev.descent.datasets.Table;
import dev.descent.datasets.canonical.CanonicalFile.Contents;
import dev.descent.datasets.canonical.CanonicalFile.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A canonical file, mapped into memory. Any number of threads may read it at once. */
public final class MappedTable implements Table {
    private final Dataset dataset;
    private final FileChannel channel;
    private final @Nullable MappedColumn[] columns;
    private final @Nullable TextColumn[] texts;
    private final int target;

    private MappedTable(
            Dataset dataset, FileChannel channel, @Nullable MappedColumn[] columns, @Nullable TextColumn[] texts) {
        this.dataset = dataset;
        this.channel = channel;
        this.columns = columns;
        this.texts = texts;
        this.target = dataset.target() == null ? -1 : dataset.features().size();
    }

    /** @throws IOException if the file is not there, is not whole, or is not that data set's */
    public static MappedTable open(Path file, Dataset dataset) throws IOException {
        FileChannel channel = CanonicalFile.open(file);
        try {
            Contents contents = CanonicalFile.read(channel, file);
            Schema schema = contents.schema();
            if (schema.rows() != dataset.rows() || !schema.features().equals(dataset.features())) {
                throw new IOException(file + " holds another data set than " + dataset.id());
            }
            @Nullable MappedColumn[] columns = new MappedColumn[schema.columns()];
            @Nullable TextColumn[] texts = new TextColumn[schema.columns()];
            for (int i = 0; i < columns.length; i++) {
                if (CanonicalFile.kind(schema, i) == Kind.TEXT) {
                    texts[i] = new TextColumn(channel, contents.extents().get(i), schema.rows());
                } else {
                    columns[i] = new MappedColumn(
                            channel, contents.extents().get(i), CanonicalFile.width(schema, i), schema.rows());
                }
            }
            return new MappedTable(dataset, channel, columns, texts);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public Dataset dataset() {
        return dataset;
    }

    @Override
    public int rows() {
        return (int) dataset.rows();
    }

    @Override
    public double number(int feature, int row) {
        return column(feature).number(row);
    }

    @Override
    public int category(int feature, int row) {
        return column(feature).code(row);
    }

    @Override
    public void image(int feature, int row, FloatBuffer into) {
        byte[] pixels = new byte[size(feature)];
        pixels(feature, row, pixels);
        for (byte pixel : pixels) {
            into.put((pixel & 0xFF) / 255f);
        }
    }

    @Override
    public void pixels(int feature, int row, byte[] into) {
        column(feature).bytes(row, into);
    }

    private int size(int feature) {
        int size = 1;
        for (int extent : dataset.features().get(feature).shape()) {
            size *= extent;
        }
        return size;
    }

    @Override
    public @Nullable String text(int feature, int row) {
        TextColumn column = texts[feature];
        if (column == null) {
            throw new IllegalArgumentException(name(feature) + " is not a text column");
        }
        return column.text(row);
    }

    @Override
    public double target(int row) {
        if (target < 0) {
            return Double.NaN;
        }
        if (dataset.task() == Task.CLASSIFICATION) {
            int code = column(target).code(row);
            return code < 0 ? Double.NaN : code;
        }
        return column(target).number(row);
    }

    /** Closes the file; the mapped memory goes when nothing refers to the table any more. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private MappedColumn column(int column) {
        MappedColumn mapped = columns[column];
        if (mapped == null) {
            throw new IllegalArgumentException(name(column) + " is a text column");
        }
        return mapped;
    }

    private String name(int feature) {
        return dataset.features().get(feature).name();
    }
}
