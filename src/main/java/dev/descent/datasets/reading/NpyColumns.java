package dev.descent.datasets.reading;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Columns of arrays: {@code x0, x1, ...} of the features, and {@code y}. NaN and empty texts are missing. */
final class NpyColumns implements Columns {
    private final List<Column> columns = new ArrayList<>();
    private final List<Profile> profiles = new ArrayList<>();
    private final int rows;

    /** Every {@code stride}-th element of an array, from {@code offset} on. */
    private record Column(String name, NpyArray array, long offset, long stride) {
        @Nullable
        String text(int row) {
            long index = offset + row * stride;
            if (array.isText()) {
                String text = array.text(index).trim();
                return text.isEmpty() ? null : text;
            }
            double number = array.number(index);
            if (array.isLogical()) {
                return number == 0 ? "false" : "true";
            }
            return Double.isNaN(number) ? null : Categories.text(number);
        }

        double number(int row) {
            return array.number(offset + row * stride);
        }
    }

    /** @param features {@code [N]} or {@code [N, D]}, or null where the features are images; target {@code [N]}, or null */
    NpyColumns(@Nullable NpyArray features, @Nullable NpyArray target, int rows) {
        this.rows = rows;
        if (features != null) {
            long[] strides = features.strides();
            int width = features.shape().size() == 1 ? 1 : features.shape().get(1);
            for (int i = 0; i < width; i++) {
                long offset = strides.length == 1 ? 0 : i * strides[1];
                columns.add(new Column("x" + i, features, offset, strides[0]));
            }
        }
        if (target != null) {
            columns.add(new Column("y", target, 0, 1));
        }
        for (Column column : columns) {
            profiles.add(profile(column));
        }
    }

    private Profile profile(Column column) {
        if (column.array().isText()) {
            long present = 0;
            for (int row = 0; row < rows; row++) {
                present += column.text(row) == null ? 0 : 1;
            }
            return new Profile(column.name(), present, 0, 0, 0, 0);
        }
        if (column.array().isLogical()) {
            return new Profile(column.name(), rows, 0, 0, 0, rows);
        }
        long present = 0;
        long integers = 0;
        long infinities = 0;
        for (int row = 0; row < rows; row++) {
            double number = column.number(row);
            present += Double.isNaN(number) ? 0 : 1;
            infinities += Double.isInfinite(number) ? 1 : 0;
            integers += !Double.isInfinite(number) && number == Math.rint(number) ? 1 : 0;
        }
        return new Profile(column.name(), present, present, integers, infinities, 0);
    }

    @Override
    public List<Profile> profiles() {
        return profiles;
    }

    @Override
    public long rows() {
        return rows;
    }

    @Override
    public List<String> distinct(int column, int limit) {
        Set<String> values = new LinkedHashSet<>();
        for (int row = 0; row < rows && values.size() < limit; row++) {
            String text = columns.get(column).text(row);
            if (text != null) {
                values.add(text);
            }
        }
        return List.copyOf(values);
    }

    @Override
    public void reportNonNumbers(int column, Faults faults) {
        Column suspect = columns.get(column);
        boolean readable = !suspect.array().isText() && !suspect.array().isLogical();
        for (int row = 0; row < rows; row++) {
            String text = suspect.text(row);
            if (text != null && !(readable && Double.isFinite(suspect.number(row)))) {
                faults.add(
                        Faults.pointer("file", "rows", row, suspect.name()),
                        readable ? "infinite" : "not_a_number",
                        "row " + row + " of the array " + suspect.array().name() + ": " + suspect.name()
                                + " is numeric but holds " + Faults.quote(text)
                                + (readable ? "; infinity is not allowed, NaN counts as missing" : ""));
            }
        }
    }

    @Override
    public void numbers(int column, NumberSink sink) throws IOException {
        for (int row = 0; row < rows; row++) {
            sink.accept(columns.get(column).number(row));
        }
    }

    @Override
    public void texts(int column, TextSink sink) throws IOException {
        for (int row = 0; row < rows; row++) {
            sink.accept(columns.get(column).text(row));
        }
    }

    @Override
    public void close() {}
}
