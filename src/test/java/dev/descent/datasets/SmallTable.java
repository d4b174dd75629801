package dev.descent.datasets;

import dev.descent.datasets.canonical.MemoryContent;
import dev.descent.datasets.canonical.Schema;
import dev.descent.datasets.canonical.StoredTables;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** A table of a test, made column by column. */
final class SmallTable {
    private final int rows;
    private final List<Feature> features = new ArrayList<>();
    private final List<MemoryContent.Column> columns = new ArrayList<>();

    SmallTable(int rows) {
        this.rows = rows;
    }

    SmallTable numbers(String name, double... values) {
        return with(
                new Feature(
                        name,
                        Feature.Type.NUMERIC,
                        List.of(),
                        List.of(),
                        DoubleStream.of(values).filter(Double::isNaN).count()),
                MemoryContent.numbers(values));
    }

    SmallTable codes(String name, List<String> categories, int... codes) {
        return with(
                new Feature(
                        name,
                        Feature.Type.CATEGORICAL,
                        categories,
                        List.of(),
                        IntStream.of(codes).filter(code -> code < 0).count()),
                MemoryContent.codes(codes));
    }

    SmallTable images(String name, List<Integer> shape, byte[]... images) {
        return with(new Feature(name, Feature.Type.IMAGE, List.of(), shape, 0), MemoryContent.images(images));
    }

    SmallTable texts(String name, String... texts) {
        return with(new Feature(name, Feature.Type.IGNORED, List.of(), List.of(), 0), sink -> {
            for (String text : texts) {
                sink.text(text);
            }
        });
    }

    private SmallTable with(Feature feature, MemoryContent.Column column) {
        features.add(feature);
        columns.add(column);
        return this;
    }

    Table classes(String target, List<String> classes, int... codes) {
        columns.add(MemoryContent.codes(codes));
        return stored(new Schema(rows, features, target, Dataset.Task.CLASSIFICATION, classes));
    }

    Table regression(String target, double... values) {
        columns.add(MemoryContent.numbers(values));
        return stored(new Schema(rows, features, target, Dataset.Task.REGRESSION, List.of()));
    }

    Table withoutTarget() {
        return stored(new Schema(rows, features, null, Dataset.Task.NONE, List.of()));
    }

    private Table stored(Schema schema) {
        return StoredTables.of(new MemoryContent(schema, columns));
    }

    static byte[] image(int... pixels) {
        byte[] image = new byte[pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            image[i] = (byte) pixels[i];
        }
        return image;
    }
}
