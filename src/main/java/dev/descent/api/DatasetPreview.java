package dev.descent.api;

import dev.descent.datasets.Preview;
import dev.descent.spec.Names;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The first rows of a data set, and its columns in numbers, on the wire. */
record DatasetPreview(String object, List<Map<String, @Nullable Object>> rows, List<Column> columns) {
    static DatasetPreview of(Preview preview) {
        return new DatasetPreview(
                "preview",
                preview.rows(),
                preview.columns().stream().map(Column::of).toList());
    }

    /** One column in numbers. */
    record Column(
            String name,
            String type,
            String role,
            long missing,
            @Nullable Double minimum,
            @Nullable Double maximum,
            @Nullable Double mean,
            @Nullable Double standardDeviation,
            List<Count> top) {
        static Column of(Preview.Column column) {
            return new Column(
                    column.name(),
                    Names.wire(column.type().name()),
                    column.role(),
                    column.missing(),
                    column.minimum(),
                    column.maximum(),
                    column.mean(),
                    column.standardDeviation(),
                    column.top().stream()
                            .map(c -> new Count(c.value(), c.rows()))
                            .toList());
        }
    }

    /** How many rows have a value. */
    record Count(String value, long rows) {}
}
