package dev.descent.datasets.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.datasets.Dataset.Task;
import dev.descent.datasets.Encoding;
import dev.descent.datasets.Encodings;
import dev.descent.datasets.Feature;
import dev.descent.datasets.Preprocessing;
import dev.descent.datasets.Preprocessing.Categorical;
import dev.descent.datasets.Preprocessing.Missing;
import dev.descent.datasets.Preprocessing.Numeric;
import dev.descent.datasets.Table;
import dev.descent.datasets.canonical.MemoryContent;
import dev.descent.datasets.canonical.MemoryContent.Column;
import dev.descent.datasets.canonical.Schema;
import dev.descent.datasets.canonical.StoredTables;
import dev.descent.training.tensor.Draws;
import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.Signature;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class EncodingLawsTest {
    /** A table of random columns, some of whose values are missing. */
    private static Table table(long seed, int rows, int columns) {
        Draws draws = new Randomness(seed).draws(Randomness.Purpose.DATA, 0, 0);
        List<Feature> features = new ArrayList<>();
        List<Column> values = new ArrayList<>();
        for (int i = 0; i < columns; i++) {
            int missing = 0;
            boolean gaps = draws.below(2) == 0;
            double[] numbers = new double[rows];
            int[] codes = new int[rows];
            for (int row = 0; row < rows; row++) {
                boolean gap = gaps && draws.below(4) == 0;
                missing += gap ? 1 : 0;
                numbers[row] = gap ? Double.NaN : 1e3 * draws.gaussian() + 1e5;
                codes[row] = gap ? -1 : draws.below(3);
            }
            switch (draws.below(3)) {
                case 0 -> {
                    features.add(new Feature("f" + i, Feature.Type.NUMERIC, List.of(), List.of(), missing));
                    values.add(MemoryContent.numbers(numbers));
                }
                case 1 -> {
                    features.add(
                            new Feature("f" + i, Feature.Type.CATEGORICAL, List.of("a", "b", "c"), List.of(), missing));
                    values.add(MemoryContent.codes(codes));
                }
                default -> {
                    features.add(new Feature("f" + i, Feature.Type.IGNORED, List.of(), List.of(), 0));
                    values.add(sink -> {
                        for (int row = 0; row < rows; row++) {
                            sink.text("text " + row);
                        }
                    });
                }
            }
        }
        int[] labels = IntStream.range(0, rows).map(row -> row % 2).toArray();
        values.add(MemoryContent.codes(labels));
        return StoredTables.of(
                new MemoryContent(new Schema(rows, features, "y", Task.CLASSIFICATION, List.of("no", "yes")), values));
    }

    @Property(tries = 100)
    void theSignatureIsKnownFromTheSchemaAndIsWhatRowsAreEncodedTo(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 12) int rows,
            @ForAll @IntRange(max = 6) int columns,
            @ForAll Numeric numeric,
            @ForAll Categorical categorical,
            @ForAll Missing missing) {
        Preprocessing preprocessing = new Preprocessing(numeric, categorical, missing);
        try (Table table = table(seed, rows, columns)) {
            int[] usable = Encodings.usableRows(table, preprocessing);
            Encoding encoding = Encodings.fit(table, usable, preprocessing);
            Signature signature = Encodings.signature(table.dataset(), preprocessing);

            assertThat(encoding.signature()).isEqualTo(signature);
            assertThat(Encodings.read(encoding.toJson()).signature()).isEqualTo(signature);
            Examples examples = encoding.examples(table, usable);
            for (int row = 0; row < examples.size(); row++) {
                FloatBuffer numbers = FloatBuffer.allocate(100);
                IntBuffer codes = IntBuffer.allocate(100);
                examples.numeric(row, numbers);
                examples.categories(row, codes);
                assertThat(numbers.position()).isEqualTo(signature.width());
                assertThat(codes.position()).isEqualTo(signature.cardinalities().size());
                for (int i = 0; i < codes.position(); i++) {
                    assertThat(codes.get(i))
                            .isBetween(0, signature.cardinalities().get(i) - 1);
                }
            }
        }
    }

    @Property(tries = 50)
    void standardizedTrainingColumnsHaveMeanZeroAndDeviationOne(
            @ForAll long seed, @ForAll @IntRange(min = 5, max = 60) int rows) {
        Draws draws = new Randomness(seed).draws(Randomness.Purpose.DATA, 0, 0);
        double[] numbers = IntStream.range(0, rows)
                .mapToDouble(row -> 1e9 + draws.gaussian())
                .toArray();
        Schema schema = new Schema(
                rows,
                List.of(new Feature("x", Feature.Type.NUMERIC, List.of(), List.of(), 0)),
                null,
                Task.NONE,
                List.of());
        try (Table table = StoredTables.of(new MemoryContent(schema, List.of(MemoryContent.numbers(numbers))))) {
            int[] all = IntStream.range(0, rows).toArray();
            Examples examples = Encodings.fit(table, all, new Preprocessing()).examples(table, all);
            double sum = 0;
            double squares = 0;
            for (int row : all) {
                FloatBuffer value = FloatBuffer.allocate(1);
                examples.numeric(row, value);
                sum += value.get(0);
                squares += value.get(0) * value.get(0);
            }

            assertThat(sum / rows).isBetween(-1e-5, 1e-5);
            assertThat(squares / rows).isBetween(1 - 1e-5, 1 + 1e-5);
        }
    }
}
