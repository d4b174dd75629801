package dev.descent.datasets.canonical;

import dev.descent.datasets.Dataset;
import dev.descent.datasets.Dataset.Task;
import dev.descent.datasets.Feature;
import dev.descent.datasets.Table;
import dev.descent.datasets.canonical.CanonicalFile.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Some rows of a table, with the same columns.
 *
 * <p>Categories and classes that no longer occur stay listed, so that the codes are those of the table; how many rows lack a
 * feature is counted anew.
 */
public final class SubsetContent implements Content {
    private final Table table;
    private final int[] rows;
    private final Schema schema;

    /** @param rows in rising order */
    public SubsetContent(Table table, int[] rows) {
        for (int i = 0; i < rows.length; i++) {
            if (rows[i] < (i == 0 ? 0 : rows[i - 1] + 1) || rows[i] >= table.rows()) {
                throw new IllegalArgumentException(
                        "row " + rows[i] + " is not one of " + table.rows() + ", or not after the row before");
            }
        }
        this.table = table;
        this.rows = rows.clone();
        Dataset source = table.dataset();
        List<Feature> features = new ArrayList<>();
        for (int i = 0; i < source.features().size(); i++) {
            features.add(counted(i, source.features().get(i)));
        }
        schema = new Schema(rows.length, features, source.target(), source.task(), source.classes());
    }

    private Feature counted(int index, Feature feature) {
        long missing =
                IntStream.of(rows).filter(row -> isMissing(index, feature, row)).count();
        return new Feature(feature.name(), feature.type(), feature.categories(), feature.shape(), missing);
    }

    private boolean isMissing(int index, Feature feature, int row) {
        return switch (feature.type()) {
            case NUMERIC -> Double.isNaN(table.number(index, row));
            case CATEGORICAL -> table.category(index, row) < 0;
            case IMAGE -> false;
            case IGNORED -> table.text(index, row) == null;
        };
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public void write(int column, ColumnSink sink) throws IOException {
        if (column == schema.features().size()) {
            writeTarget(sink);
            return;
        }
        Kind kind = CanonicalFile.kind(schema, column);
        byte[] pixels = new byte[kind == Kind.PIXELS ? CanonicalFile.width(schema, column) : 0];
        for (int row : rows) {
            switch (kind) {
                case NUMBER -> sink.number(table.number(column, row));
                case CODE -> sink.code(table.category(column, row));
                case PIXELS -> {
                    table.pixels(column, row, pixels);
                    sink.pixels(pixels);
                }
                case TEXT -> sink.text(table.text(column, row));
            }
        }
    }

    private void writeTarget(ColumnSink sink) throws IOException {
        for (int row : rows) {
            double target = table.target(row);
            if (schema.task() == Task.CLASSIFICATION) {
                sink.code(Double.isNaN(target) ? -1 : (int) target);
            } else {
                sink.number(target);
            }
        }
    }
}
