package dev.descent.datasets.builtin;

import dev.descent.datasets.Dataset.Task;
import dev.descent.datasets.Feature;
import dev.descent.datasets.canonical.Content;
import dev.descent.datasets.canonical.MemoryContent;
import dev.descent.datasets.canonical.MemoryContent.Column;
import dev.descent.datasets.canonical.Schema;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/** A small published data set among the resources: NAME.csv with the target in the last column, and NAME.md of its source. */
record ShippedSet(String name) {
    static final List<String> NAMES = List.of("digits", "iris", "wine", "breast_cancer", "diabetes");
    private static final int DIGIT_SIDE = 8;
    private static final int DIGIT_WHITE = 16;

    String source() {
        try (InputStream in = resource(name + ".md")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replaceAll("\\s+", " ")
                    .trim();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Content read() throws IOException {
        return name.equals("digits") ? digits() : table(lines(resource(name + ".csv")));
    }

    private Content table(List<String[]> lines) {
        String[] header = lines.get(0);
        List<String[]> rows = lines.subList(1, lines.size());
        int target = header.length - 1;
        List<Feature> features = new ArrayList<>();
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < target; i++) {
            features.add(new Feature(header[i], Feature.Type.NUMERIC, List.of(), List.of(), 0));
            columns.add(MemoryContent.numbers(numbers(rows, i)));
        }
        if (name.equals("diabetes")) {
            columns.add(MemoryContent.numbers(numbers(rows, target)));
            Schema schema = new Schema(rows.size(), features, header[target], Task.REGRESSION, List.of());
            return new MemoryContent(schema, columns);
        }
        List<String> classes =
                rows.stream().map(row -> row[target]).distinct().sorted().toList();
        columns.add(MemoryContent.codes(
                rows.stream().mapToInt(row -> classes.indexOf(row[target])).toArray()));
        return new MemoryContent(
                new Schema(rows.size(), features, header[target], Task.CLASSIFICATION, classes), columns);
    }

    private static double[] numbers(List<String[]> rows, int column) {
        return rows.stream().mapToDouble(row -> Double.parseDouble(row[column])).toArray();
    }

    private Content digits() throws IOException {
        List<String[]> rows = lines(new GZIPInputStream(resource("digits.csv.gz")));
        int pixels = DIGIT_SIDE * DIGIT_SIDE;
        byte[][] images = new byte[rows.size()][pixels];
        int[] labels = new int[rows.size()];
        for (int row = 0; row < images.length; row++) {
            for (int i = 0; i < pixels; i++) {
                int ink = Integer.parseInt(rows.get(row)[i]);
                images[row][i] = (byte) ((ink * 255 + DIGIT_WHITE / 2) / DIGIT_WHITE);
            }
            labels[row] = Integer.parseInt(rows.get(row)[pixels]);
        }
        Feature image = new Feature("image", Feature.Type.IMAGE, List.of(), List.of(1, DIGIT_SIDE, DIGIT_SIDE), 0);
        List<String> classes = List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
        return new MemoryContent(
                new Schema(images.length, List.of(image), "label", Task.CLASSIFICATION, classes),
                List.of(MemoryContent.images(images), MemoryContent.codes(labels)));
    }

    private static List<String[]> lines(InputStream in) throws IOException {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return reader.lines().map(line -> line.split(",")).toList();
        }
    }

    private static InputStream resource(String file) {
        String path = "/dev/descent/datasets/builtin/" + file;
        return Objects.requireNonNull(ShippedSet.class.getResourceAsStream(path), path);
    }
}
