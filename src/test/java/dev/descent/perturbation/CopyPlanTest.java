package dev.descent.perturbation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import dev.descent.accounting.PldAccountant;
import dev.descent.accounting.RdpAccountant;
import dev.descent.datasets.Dataset;
import dev.descent.datasets.Dataset.Task;
import dev.descent.datasets.Feature;
import dev.descent.datasets.Perturbation;
import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Violation;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** From a request to noise, probabilities and a price, and every way that a request can be wrong. */
class CopyPlanTest {
    private static final double DELTA = 1e-5;

    private static final Dataset HOUSES = dataset(
            List.of(
                    number("area"),
                    number("rooms"),
                    new Feature("city", Feature.Type.CATEGORICAL, List.of("Bern", "Graz"), List.of(), 0),
                    new Feature("heating", Feature.Type.CATEGORICAL, List.of("gas"), List.of(), 0),
                    new Feature("note", Feature.Type.IGNORED, List.of(), List.of(), 0)),
            "price",
            Task.REGRESSION,
            List.of());

    private static final Dataset FLOWERS =
            dataset(List.of(number("x"), number("y")), "species", Task.CLASSIFICATION, List.of("a", "b", "c"));

    private static final Dataset PICTURES = dataset(
            List.of(new Feature("image", Feature.Type.IMAGE, List.of(), List.of(1, 8, 8), 0), number("age")),
            "digit",
            Task.CLASSIFICATION,
            List.of("0", "1"));

    private static Feature number(String name) {
        return new Feature(name, Feature.Type.NUMERIC, List.of(), List.of(), 0);
    }

    private static Dataset dataset(List<Feature> features, String target, Task task, List<String> classes) {
        return new Dataset("ds_1", "set", "sha256:1", 100, features, target, task, classes, 1, null, Instant.EPOCH);
    }

    private static PerturbedCopyRequest request(
            @Nullable Double epsilon,
            @Nullable Double label,
            @Nullable Double category,
            Map<String, List<Double>> bounds,
            Map<String, List<String>> categories,
            List<String> drop) {
        return new PerturbedCopyRequest("copy", DELTA, epsilon, label, category, bounds, categories, drop);
    }

    private static CopyPlan plan(Dataset source, PerturbedCopyRequest request) {
        return CopyPlan.of(source, request, new CopyFaults());
    }

    private static List<String> faults(Dataset source, PerturbedCopyRequest request) {
        InvalidOptions refusal = catchThrowableOfType(InvalidOptions.class, () -> plan(source, request));
        return refusal.violations().stream().map(Violation::pointer).toList();
    }

    private static final Map<String, List<Double>> HOUSE_BOUNDS =
            Map.of("area", List.of(0.0, 400.0), "rooms", List.of(1.0, 11.0), "price", List.of(0.0, 1000.0));

    private static final Map<String, List<String>> HOUSE_VALUES =
            Map.of("city", List.of("Bern", "Graz", "Linz"), "heating", List.of("gas", "oil", "wood"));

    @Test
    void numbersShareOneVectorAndARealTargetIsPartOfIt() {
        CopyPlan plan = plan(HOUSES, request(2.0, null, 1.0, HOUSE_BOUNDS, HOUSE_VALUES, List.of()));
        double s = CubeMechanism.calibrated(3, 2, DELTA).deviation();

        assertThat(plan.perturbation().features())
                .containsExactly(
                        new Perturbation.Noise(0, 400, 200 * s),
                        new Perturbation.Noise(1, 11, 5 * s),
                        new Perturbation.Response(List.of("Bern", "Graz", "Linz"), keeps(1, 3)),
                        new Perturbation.Response(List.of("gas", "oil", "wood"), keeps(1, 3)),
                        new Perturbation.Dropped());
        assertThat(plan.perturbation().target()).isEqualTo(new Perturbation.Noise(0, 1000, 500 * s));
        assertThat(plan.description().columns())
                .extracting(InputPerturbation.Column::name)
                .containsExactly("area", "rooms", "city", "heating", "price");
    }

    private static double keeps(double epsilon, int values) {
        return Math.exp(epsilon) / (Math.exp(epsilon) + values - 1);
    }

    @Test
    void everyCategoricalColumnIsPaidFor() {
        Map<String, List<Double>> none = Map.of();
        List<String> numbers = List.of("area", "rooms", "price");
        CopyPlan both = plan(HOUSES, request(null, null, 0.7, none, HOUSE_VALUES, numbers));
        CopyPlan one = plan(
                HOUSES,
                request(
                        null,
                        null,
                        0.7,
                        none,
                        Map.of("city", List.of("Bern", "Graz", "Linz")),
                        List.of("area", "rooms", "price", "heating")));

        assertThat(new PldAccountant().epsilon(one.event(), 0)).isCloseTo(0.7, within(1e-12));
        assertThat(new PldAccountant().epsilon(both.event(), 0)).isCloseTo(1.4, within(1e-12));
        assertThat(new RdpAccountant().divergence(both.event(), 8))
                .isCloseTo(2 * new RdpAccountant().divergence(one.event(), 8), within(1e-12));
    }

    /** The Rényi divergence of the answers of two classes, by summing over the answers. One category tells nothing. */
    @Test
    void theClassIsChargedWhatItsAnswersTell() {
        Dataset source = dataset(
                List.of(new Feature("only", Feature.Type.CATEGORICAL, List.of("v"), List.of(), 0)),
                "species",
                Task.CLASSIFICATION,
                List.of("a", "b", "c"));
        CopyPlan plan = plan(source, request(null, 1.2, 5.0, Map.of(), Map.of("only", List.of("v")), List.of()));
        double keeps = keeps(1.2, 3);
        double[] a = {keeps, (1 - keeps) / 2, (1 - keeps) / 2};
        double[] b = {(1 - keeps) / 2, keeps, (1 - keeps) / 2};
        double order = 6;
        double sum = 0;
        for (int i = 0; i < 3; i++) {
            sum += Math.pow(a[i], order) * Math.pow(b[i], 1 - order);
        }
        assertThat(new RdpAccountant().divergence(plan.event(), order))
                .isCloseTo(Math.log(sum) / (order - 1), within(1e-12));
    }

    /** Hockey-stick divergences by summing over the answers, for all ε. */
    @Property
    void theNullRowIsNoEasierToTellThanAnotherRow(
            @ForAll @DoubleRange(min = 0, max = 8) double label,
            @ForAll @IntRange(min = 2, max = 20) int classes,
            @ForAll @DoubleRange(min = 0, max = 9) double epsilon) {
        double[] row = new double[classes];
        double[] other = new double[classes];
        double[] none = new double[classes];
        double keeps = keeps(label, classes);
        for (int i = 0; i < classes; i++) {
            row[i] = i == 0 ? keeps : (1 - keeps) / (classes - 1);
            other[i] = i == 1 ? keeps : (1 - keeps) / (classes - 1);
            none[i] = 1.0 / classes;
        }
        double bound = hockeyStick(row, other, epsilon) + 1e-12;
        assertThat(hockeyStick(row, none, epsilon)).isLessThanOrEqualTo(bound);
        assertThat(hockeyStick(none, row, epsilon)).isLessThanOrEqualTo(bound);
    }

    private static double hockeyStick(double[] p, double[] q, double epsilon) {
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            sum += Math.max(0, p[i] - Math.exp(epsilon) * q[i]);
        }
        return sum;
    }

    @Test
    void numbersAndClassComposeToMoreThanEachAndLessThanTheirSum() {
        CopyPlan plan = plan(
                FLOWERS,
                request(2.0, 1.0, null, Map.of("x", List.of(0.0, 1.0), "y", List.of(0.0, 1.0)), Map.of(), List.of()));

        assertThat(new PldAccountant().epsilon(plan.event(), DELTA)).isBetween(2.01, 3.0);
        assertThat(plan.perturbation().target())
                .isEqualTo(new Perturbation.Response(List.of("a", "b", "c"), keeps(1, 3)));
    }

    @Test
    void allFaultsAreNamedAtOnce() {
        assertThat(faults(
                        HOUSES,
                        request(
                                null,
                                1.0,
                                null,
                                Map.of(
                                        "area", List.of(3.0, 3.0),
                                        "rooms", List.of(1.0),
                                        "city", List.of(0.0, 1.0),
                                        "nowhere", List.of(0.0, 1.0)),
                                Map.of("city", List.of("Graz", "Graz"), "a/b", List.of("x")),
                                List.of("gone"))))
                .containsExactlyInAnyOrder(
                        "/epsilon",
                        "/label_epsilon",
                        "/category_epsilon",
                        "/bounds/area",
                        "/bounds/rooms",
                        "/bounds/price",
                        "/bounds/city",
                        "/bounds/nowhere",
                        "/categories/city/1",
                        "/categories/heating",
                        "/categories/a~1b",
                        "/drop/0");
    }

    @Test
    void boundsInTheWrongOrderOrTooWideAreRefused() {
        for (List<Double> bad : List.of(
                List.of(2.0, 1.0),
                List.of(0.0, 0.0),
                List.of(Double.NaN, 1.0),
                List.of(0.0, Double.POSITIVE_INFINITY),
                List.of(-1.5e308, 1.5e308),
                List.of(-5e307, 5e307),
                List.of(0.0, Double.MIN_VALUE))) {
            assertThat(faults(
                            FLOWERS,
                            request(2.0, 1.0, null, Map.of("x", bad, "y", List.of(0.0, 1.0)), Map.of(), List.of())))
                    .as("%s", bad)
                    .containsExactly("/bounds/x");
        }
    }

    @Test
    void theNoiseOfTheLeastEpsilonIsFiniteAndALesserOneIsRefused() {
        Map<String, List<Double>> x = Map.of("x", List.of(0.0, 1.0));
        List<String> rest = List.of("y", "species");
        CopyPlan plan = CopyPlan.of(
                FLOWERS,
                new PerturbedCopyRequest("copy", 1e-300, 1e-6, null, null, x, Map.of(), rest),
                new CopyFaults());

        assertThat(new PldAccountant().epsilon(plan.event(), 1e-300)).isCloseTo(1e-6, within(1e-12));
        assertThatThrownBy(() -> request(9e-7, null, null, x, Map.of(), rest))
                .isInstanceOf(InvalidOptions.class)
                .hasMessageContaining("/epsilon");
    }

    @Test
    void aTargetThatIsMissingHasNoLabelEpsilon() {
        Dataset unlabelled = new Dataset(
                "ds_2", "set", "sha256:2", 9, List.of(number("x")), null, Task.NONE, List.of(), 1, null, Instant.EPOCH);
        Map<String, List<Double>> bounds = Map.of("x", List.of(0.0, 1.0));

        assertThat(faults(unlabelled, request(2.0, 1.0, null, bounds, Map.of(), List.of())))
                .containsExactly("/label_epsilon");
        assertThat(plan(unlabelled, request(2.0, null, null, bounds, Map.of(), List.of()))
                        .perturbation()
                        .target())
                .isEqualTo(new Perturbation.Dropped());
    }

    @Test
    void imagesMustBeDroppedAndSomethingMustBeLeft() {
        Map<String, List<Double>> age = Map.of("age", List.of(0.0, 120.0));
        assertThatThrownBy(() -> plan(PICTURES, request(2.0, 1.0, null, age, Map.of(), List.of())))
                .isInstanceOf(InvalidOptions.class)
                .hasMessageContaining("/drop: must name the image \"image\"");
        assertThat(plan(PICTURES, request(2.0, 1.0, null, age, Map.of(), List.of("image")))
                        .perturbation()
                        .features()
                        .get(0))
                .isEqualTo(new Perturbation.Dropped());
        assertThat(faults(PICTURES, request(null, 1.0, null, Map.of(), Map.of(), List.of("image", "age"))))
                .containsExactly("/drop");
    }

    @Test
    void whatIsDroppedTakesNoPartInTheNoise() {
        Map<String, List<Double>> x = Map.of("x", List.of(-1.0, 1.0));
        CopyPlan plan = plan(FLOWERS, request(2.0, null, null, x, Map.of(), List.of("y", "species")));

        assertThat(plan.perturbation().features().get(0))
                .isEqualTo(new Perturbation.Noise(
                        -1, 1, CubeMechanism.calibrated(1, 2, DELTA).deviation()));
        assertThat(faults(
                        FLOWERS,
                        request(
                                2.0,
                                null,
                                null,
                                Map.of("x", List.of(-1.0, 1.0), "y", List.of(0.0, 1.0)),
                                Map.of(),
                                List.of("y", "species"))))
                .containsExactly("/bounds/y");
    }
}
