package dev.descent.datasets.perturbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.datasets.Dataset.Task;
import dev.descent.datasets.Feature;
import dev.descent.datasets.Perturbation;
import dev.descent.datasets.Perturbation.Dropped;
import dev.descent.datasets.Perturbation.Noise;
import dev.descent.datasets.Perturbation.Response;
import dev.descent.datasets.Table;
import dev.descent.datasets.canonical.MemoryContent;
import dev.descent.datasets.canonical.Schema;
import dev.descent.datasets.canonical.StoredTables;
import dev.descent.training.tensor.SecretRandomness;
import dev.descent.training.tensor.Statistics;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What becomes of the values, by statistics with a fixed key. */
class PerturbedContentTest {
    private static final int ROWS = 60_000;
    private static final String[] TEXTS = {"alpha", "beta"};
    private static final SecretRandomness SECRET = secret('k');

    private static final Feature WIDE = new Feature("wide", Feature.Type.NUMERIC, List.of(), List.of(), ROWS / 3);
    private static final Feature NARROW = new Feature("narrow", Feature.Type.NUMERIC, List.of(), List.of(), 0);
    private static final Feature CITY =
            new Feature("city", Feature.Type.CATEGORICAL, List.of("Bern", "Graz", "Linz"), List.of(), ROWS / 4);
    private static final Feature NOTE = new Feature("note", Feature.Type.IGNORED, List.of(), List.of(), 0);

    /** wide: 5, NaN, 100, in turn; narrow: 0.25; city: Bern, Graz, Linz, missing; the class: a, b, missing. */
    private static final Table SOURCE = StoredTables.of(new MemoryContent(
            new Schema(ROWS, List.of(WIDE, NARROW, CITY, NOTE), "label", Task.CLASSIFICATION, List.of("a", "b")),
            List.of(
                    MemoryContent.numbers(IntStream.range(0, ROWS)
                            .mapToDouble(row -> new double[] {5, Double.NaN, 100}[row % 3])
                            .toArray()),
                    MemoryContent.numbers(
                            IntStream.range(0, ROWS).mapToDouble(row -> 0.25).toArray()),
                    MemoryContent.codes(codes(row -> row % 4 == 3 ? -1 : row % 4)),
                    sink -> {
                        for (int row = 0; row < ROWS; row++) {
                            sink.text(TEXTS[row % 2]);
                        }
                    },
                    MemoryContent.codes(codes(row -> row % 3 == 2 ? -1 : row % 3)))));

    private static final Perturbation PERTURBATION = new Perturbation(
            List.of(
                    new Noise(0, 20, 7),
                    new Noise(0, 1, 0.5),
                    new Response(List.of("Wien", "Linz", "Graz", "Kiel", "Jena"), 0.6),
                    new Dropped()),
            new Response(List.of("a", "b"), 0.8));

    private static int[] codes(IntUnaryOperator code) {
        return IntStream.range(0, ROWS).map(code).toArray();
    }

    private static SecretRandomness secret(char letter) {
        return new SecretRandomness(
                String.valueOf(letter).repeat(SecretRandomness.KEY_BYTES).getBytes(StandardCharsets.US_ASCII), 0);
    }

    private static Table copy(Perturbation perturbation, SecretRandomness secret) {
        return StoredTables.of(new PerturbedContent(SOURCE, perturbation, secret));
    }

    private static double[] noise(Table copy, int feature, double mean, double deviation, IntPredicate rows) {
        return IntStream.range(0, ROWS)
                .filter(rows)
                .mapToDouble(row -> (copy.number(feature, row) - mean) / deviation)
                .toArray();
    }

    @Test
    void numbersAreClampedToTheirRangeAndGetNoiseOfTheStatedDeviation() {
        Table copy = copy(PERTURBATION, SECRET);
        double[] inside = noise(copy, 0, 5, 7, row -> row % 3 == 0);
        double[] beyond = noise(copy, 0, 20, 7, row -> row % 3 == 2);
        double[] narrow = noise(copy, 1, 0.25, 0.5, row -> true);

        for (double[] noise : List.of(inside, beyond, narrow)) {
            assertThat(Statistics.kolmogorovSmirnov(noise, Statistics::normal)).isLessThan(2);
            double variance = Arrays.stream(noise).map(x -> x * x).average().orElseThrow();
            assertThat(Math.abs(variance - 1)).isLessThan(5 * Math.sqrt(2.0 / noise.length));
        }
    }

    @Test
    void aMissingNumberLooksLikeTheMiddleOfTheRange() {
        Table copy = copy(PERTURBATION, SECRET);

        assertThat(copy.dataset().features()).allMatch(feature -> feature.missing() == 0);
        assertThat(Statistics.kolmogorovSmirnov(noise(copy, 0, 10, 7, row -> row % 3 == 1), Statistics::normal))
                .isLessThan(2);
    }

    @Test
    void theNoisesOfTwoColumnsAreIndependent() {
        Table copy = copy(PERTURBATION, SECRET);

        assertThat(Math.abs(Statistics.correlation(
                        noise(copy, 0, 5, 7, row -> row % 3 == 0), noise(copy, 1, 0.25, 0.5, row -> row % 3 == 0))))
                .isLessThan(5);
    }

    /** Above 30 for five categories with a probability of 5e-6, if the frequencies are these. */
    private static double chiSquare(long[] counts, double[] probabilities) {
        double total = Arrays.stream(counts).sum();
        double sum = 0;
        for (int i = 0; i < counts.length; i++) {
            double expected = total * probabilities[i];
            sum += (counts[i] - expected) * (counts[i] - expected) / expected;
        }
        return sum;
    }

    private static long[] counts(Table copy, IntUnaryOperator code, int categories, IntPredicate rows) {
        long[] counts = new long[categories];
        IntStream.range(0, copy.rows()).filter(rows).map(code).forEach(place -> counts[place]++);
        return counts;
    }

    @Test
    void categoriesAreKeptOrReplacedByEachOfTheOthersAlike() {
        Table copy = copy(PERTURBATION, SECRET);
        IntUnaryOperator city = row -> copy.category(2, row);

        // Graz stands third in the copy, Linz second.
        assertThat(chiSquare(counts(copy, city, 5, row -> row % 4 == 1), new double[] {0.1, 0.1, 0.6, 0.1, 0.1}))
                .isLessThan(30);
        assertThat(chiSquare(counts(copy, city, 5, row -> row % 4 == 2), new double[] {0.1, 0.6, 0.1, 0.1, 0.1}))
                .isLessThan(30);
    }

    @Test
    void whatIsMissingOrNotListedBecomesAnyCategory() {
        Table copy = copy(PERTURBATION, SECRET);
        IntUnaryOperator city = row -> copy.category(2, row);
        double[] uniform = {0.2, 0.2, 0.2, 0.2, 0.2};

        assertThat(chiSquare(counts(copy, city, 5, row -> row % 4 == 0), uniform))
                .as("Bern")
                .isLessThan(30);
        assertThat(chiSquare(counts(copy, city, 5, row -> row % 4 == 3), uniform))
                .as("missing")
                .isLessThan(30);
    }

    @Test
    void classesAreAnsweredLikeCategories() {
        Table copy = copy(PERTURBATION, SECRET);
        IntUnaryOperator label = row -> (int) copy.target(row);

        assertThat(chiSquare(counts(copy, label, 2, row -> row % 3 == 0), new double[] {0.8, 0.2}))
                .isLessThan(22);
        assertThat(chiSquare(counts(copy, label, 2, row -> row % 3 == 1), new double[] {0.2, 0.8}))
                .isLessThan(22);
        assertThat(chiSquare(counts(copy, label, 2, row -> row % 3 == 2), new double[] {0.5, 0.5}))
                .as("missing")
                .isLessThan(22);
    }

    @Test
    void theCopyHasTheColumnsThatAreNotDroppedAndCategoriesOfTheRequest() {
        Schema schema = new PerturbedContent(SOURCE, PERTURBATION, SECRET).schema();

        assertThat(schema.features()).extracting(Feature::name).containsExactly("wide", "narrow", "city");
        assertThat(schema.features().get(2).categories()).containsExactly("Wien", "Linz", "Graz", "Kiel", "Jena");
        assertThat(schema.target()).isEqualTo("label");
        Schema unlabelled =
                new PerturbedContent(SOURCE, new Perturbation(PERTURBATION.features(), new Dropped()), SECRET).schema();
        assertThat(unlabelled.target()).isNull();
        assertThat(unlabelled.task()).isEqualTo(Task.NONE);
        assertThat(unlabelled.classes()).isEmpty();
    }

    @Test
    void aRealTargetGetsNoiseLikeANumber() {
        Table source = StoredTables.of(new MemoryContent(
                new Schema(ROWS, List.of(NARROW), "price", Task.REGRESSION, List.of()),
                List.of(
                        MemoryContent.numbers(new double[ROWS]),
                        MemoryContent.numbers(IntStream.range(0, ROWS)
                                .mapToDouble(row -> row % 2 == 0 ? 400 : Double.NaN)
                                .toArray()))));
        Table copy = StoredTables.of(new PerturbedContent(
                source, new Perturbation(List.of(new Noise(0, 1, 1)), new Noise(0, 300, 50)), SECRET));
        double[] noise = IntStream.range(0, ROWS)
                .mapToDouble(row -> (copy.target(row) - (row % 2 == 0 ? 300 : 150)) / 50)
                .toArray();

        assertThat(Statistics.kolmogorovSmirnov(noise, Statistics::normal)).isLessThan(2);
    }

    @Test
    void theKeyAloneDecidesWhatTheCopyIs() {
        String first = fingerprint(SECRET);

        assertThat(fingerprint(secret('k'))).isEqualTo(first);
        assertThat(fingerprint(secret('l'))).isNotEqualTo(first);
    }

    private static String fingerprint(SecretRandomness secret) {
        return StoredTables.fingerprint(new PerturbedContent(SOURCE, PERTURBATION, secret));
    }

    @Test
    void nothingMayBeLeftUnsaid() {
        Perturbation tooShort = new Perturbation(List.of(new Dropped()), new Dropped());
        assertThatThrownBy(() -> new PerturbedContent(SOURCE, tooShort, SECRET))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("4 features")
                .hasMessageContaining("of 1");
    }
}
