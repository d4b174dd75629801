package dev.descent.datasets;

import dev.descent.datasets.Dataset.Task;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Computes previews. */
final class Previews {
    private static final int TOP = 10;

    private Previews() {}

    static Preview of(Table table, int rows) {
        Dataset dataset = table.dataset();
        List<Map<String, @Nullable Object>> first = new ArrayList<>();
        for (int row = 0; row < Math.min(rows, table.rows()); row++) {
            first.add(row(table, row));
        }
        List<Preview.Column> columns = new ArrayList<>();
        for (int i = 0; i < dataset.features().size(); i++) {
            columns.add(column(table, i));
        }
        if (dataset.target() != null) {
            columns.add(target(table, dataset.target()));
        }
        return new Preview(first, columns);
    }

    /** One row, every column by name. */
    static Map<String, @Nullable Object> row(Table table, int row) {
        Dataset dataset = table.dataset();
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (int i = 0; i < dataset.features().size(); i++) {
            values.put(dataset.features().get(i).name(), value(table, i, row));
        }
        if (dataset.target() != null) {
            double target = table.target(row);
            boolean named = dataset.task() == Task.CLASSIFICATION && !Double.isNaN(target);
            values.put(dataset.target(), named ? dataset.classes().get((int) target) : present(target));
        }
        return values;
    }

    private static @Nullable Object value(Table table, int index, int row) {
        Feature feature = table.dataset().features().get(index);
        return switch (feature.type()) {
            case NUMERIC -> present(table.number(index, row));
            case CATEGORICAL -> {
                int code = table.category(index, row);
                yield code < 0 ? null : feature.categories().get(code);
            }
            case IGNORED -> table.text(index, row);
            case IMAGE -> image(table, index, row, feature.shape());
        };
    }

    private static @Nullable Double present(double value) {
        return Double.isNaN(value) ? null : value;
    }

    private static Object image(Table table, int index, int row, List<Integer> shape) {
        int height = shape.get(1);
        int width = shape.get(2);
        byte[] pixels = new byte[shape.get(0) * height * width];
        table.pixels(index, row, pixels);
        return IntStream.range(0, shape.get(0))
                .mapToObj(c -> IntStream.range(0, height)
                        .mapToObj(y -> IntStream.range(0, width)
                                .mapToObj(x -> pixels[(c * height + y) * width + x] & 0xFF)
                                .toList())
                        .toList())
                .toList();
    }

    private static Preview.Column column(Table table, int index) {
        Feature feature = table.dataset().features().get(index);
        Moments moments = new Moments();
        long[] counts = new long[feature.categories().size()];
        switch (feature.type()) {
            case NUMERIC -> {
                for (int row = 0; row < table.rows(); row++) {
                    moments.add(table.number(index, row));
                }
            }
            case CATEGORICAL -> {
                for (int row = 0; row < table.rows(); row++) {
                    int code = table.category(index, row);
                    if (code >= 0) {
                        counts[code]++;
                    }
                }
            }
            case IMAGE -> {
                byte[] pixels = new byte[feature.shape().stream().reduce(1, Math::multiplyExact)];
                for (int row = 0; row < table.rows(); row++) {
                    table.pixels(index, row, pixels);
                    for (byte pixel : pixels) {
                        moments.add(pixel & 0xFF);
                    }
                }
            }
            case IGNORED -> {}
        }
        return column(
                feature.name(),
                feature.type(),
                "feature",
                feature.missing(),
                moments,
                top(feature.categories(), counts));
    }

    private static Preview.Column target(Table table, String name) {
        Dataset dataset = table.dataset();
        boolean classes = dataset.task() == Task.CLASSIFICATION;
        Moments moments = new Moments();
        long[] counts = new long[dataset.classes().size()];
        long missing = 0;
        for (int row = 0; row < table.rows(); row++) {
            double value = table.target(row);
            if (Double.isNaN(value)) {
                missing++;
            } else if (classes) {
                counts[(int) value]++;
            } else {
                moments.add(value);
            }
        }
        Feature.Type type = classes ? Feature.Type.CATEGORICAL : Feature.Type.NUMERIC;
        return column(name, type, "target", missing, moments, top(dataset.classes(), counts));
    }

    private static Preview.Column column(
            String name, Feature.Type type, String role, long missing, Moments moments, List<Preview.Count> top) {
        return new Preview.Column(
                name,
                type,
                role,
                missing,
                moments.count == 0 ? null : moments.minimum,
                moments.count == 0 ? null : moments.maximum,
                moments.count == 0 ? null : moments.mean,
                moments.count == 0 ? null : Math.sqrt(moments.squares / moments.count),
                top);
    }

    private static List<Preview.Count> top(List<String> names, long[] counts) {
        return IntStream.range(0, counts.length)
                .boxed()
                .sorted(Comparator.comparingLong((Integer code) -> -counts[code]))
                .limit(TOP)
                .map(code -> new Preview.Count(names.get(code), counts[code]))
                .toList();
    }

    /** Mean and sum of squared deviations in one pass. Source: Welford (1962), doi:10.1080/00401706.1962.10490022. */
    private static final class Moments {
        private long count;
        private double mean;
        private double squares;
        private double minimum = Double.POSITIVE_INFINITY;
        private double maximum = Double.NEGATIVE_INFINITY;

        void add(double value) {
            if (Double.isNaN(value)) {
                return;
            }
            count++;
            double away = value - mean;
            mean += away / count;
            squares += away * (value - mean);
            minimum = Math.min(minimum, value);
            maximum = Math.max(maximum, value);
        }
    }
}
