package dev.descent.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Strategy;
import dev.descent.spec.Violation;
import dev.descent.training.clippings.Abadi;
import dev.descent.training.curvature.LBfgs;
import dev.descent.training.mechanisms.ClipScope;
import dev.descent.training.mechanisms.DpSgd;
import dev.descent.training.mechanisms.PrivacyOptions;
import dev.descent.training.optimizers.Sgd;
import dev.descent.training.reweighting.ClassBalanced;
import dev.descent.training.reweighting.Column;
import dev.descent.training.reweighting.Focal;
import dev.descent.training.reweighting.LabelNoiseRobust;
import dev.descent.training.reweighting.LossBased;
import dev.descent.training.reweighting.Scalarization;
import dev.descent.training.reweighting.Uniform;
import dev.descent.training.samplers.Poisson;
import dev.descent.training.samplers.Shuffle;
import dev.descent.training.search.Mezo;
import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.TestEngine;
import dev.descent.training.tensor.Vec;
import dev.descent.training.tensor.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every reweighting promises. New ones are found by scanning. */
class ReweightingContractTest {
    private static final int ROWS = 40;
    private static final Examples TRAINING = TinyProblem.examples(ROWS, 1);
    private static final Examples NONE = TinyProblem.examples(0, 2);

    /** Group 3 has one member. */
    private static final TrainingSet SET = TestSet.of(ROWS)
            .withNumbers(
                    "weight",
                    IntStream.range(0, ROWS).mapToDouble(row -> row % 5).toArray())
            .withGroups(
                    "group",
                    IntStream.range(0, ROWS)
                            .map(row -> row == 11 ? 3 : row % 7 / 3)
                            .toArray())
            .withClasses(IntStream.range(0, ROWS).map(row -> row % 9 / 4).toArray());

    /** What has options without defaults, and what shows with other options. */
    private static final List<Reweighting> GIVEN = List.of(
            new Column("weight"),
            new ClassBalanced("group", ClassBalanced.Scheme.INVERSE_FREQUENCY, 0.9),
            new Scalarization("group", 3, 0.5, 1),
            new LossBased(LossBased.Emphasis.LIN_UPPER, 0.4),
            new LossBased(LossBased.Emphasis.QUADRATIC, 0.1),
            new LossBased(LossBased.Emphasis.EXTREMES, 0.4),
            new LossBased(LossBased.Emphasis.UPPER, 0.02),
            new LossBased(LossBased.Emphasis.UPPER, 0.3, 0.4, 2.0, 0.8),
            new Focal(0.5),
            new LabelNoiseRobust(0.4, 0));

    private static final List<Reweighting> ALL = scanned();

    static List<Reweighting> reweightings() {
        return ALL;
    }

    private static List<Reweighting> scanned() {
        List<Reweighting> all = new ArrayList<>(GIVEN);
        new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("dev.descent.training")
                        .stream()
                        .filter(type -> type.isAnnotatedWith(Strategy.class))
                        .filter(type -> type.isAssignableTo(Reweighting.class))
                        .flatMap(ReweightingContractTest::withDefaults)
                        .forEach(all::add);
        return List.copyOf(all);
    }

    private static Stream<Reweighting> withDefaults(JavaClass type) {
        try {
            return Stream.of((Reweighting) type.reflect().getConstructor().newInstance());
        } catch (NoSuchMethodException e) {
            assertThat(GIVEN).as("what has no defaults").anyMatch(type.reflect()::isInstance);
            return Stream.empty();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(type.getName(), e);
        }
    }

    @ParameterizedTest
    @MethodSource("reweightings")
    void weightsOfExamplesAreOneOnAverageOverTheData(Reweighting reweighting) {
        if (reweighting.over(SET) instanceof Weighting.OfExamples weighting) {
            for (double progress : new double[] {0, 0.5, 0.99}) {
                float[] weights = weighting.weights(progress);
                assertThat(weights).hasSize(ROWS);
                assertThat(IntStream.range(0, ROWS)
                                .mapToDouble(i -> weights[i])
                                .average()
                                .orElseThrow())
                        .isCloseTo(1, within(1e-6));
                for (float weight : weights) {
                    assertThat(weight).isFinite().isNotNegative();
                }
            }
            assertThat(reweighting.followsLosses()).isFalse();
        } else {
            assertThat(reweighting.followsLosses()).isEqualTo(!(reweighting instanceof Uniform));
        }
    }

    @Property(tries = 100)
    void weightsOfLossesAreOneOnAverageOverTheBatch(
            @ForAll @Size(min = 1, max = 40) List<@DoubleRange(min = 0, max = 100) Double> losses,
            @ForAll @DoubleRange(min = 0, max = 0.99) double progress) {
        double[] values = losses.stream().mapToDouble(Double::doubleValue).toArray();
        ofLosses().forEach(weighting -> check(weighting.weights(values, 0, progress), values.length));
    }

    private static void check(double[] weights, int size) {
        assertThat(weights).hasSize(size);
        assertThat(Arrays.stream(weights).average().orElseThrow()).isCloseTo(1, within(1e-12));
        for (double weight : weights) {
            assertThat(weight).isFinite().isNotNegative();
        }
    }

    private static Stream<Weighting.OfLosses> ofLosses() {
        return reweightings().stream()
                .map(reweighting -> reweighting.over(SET))
                .filter(Weighting.OfLosses.class::isInstance)
                .map(Weighting.OfLosses.class::cast);
    }

    @Test
    void equalLossesHaveEqualWeights() {
        double[] ones = new double[9];
        Arrays.fill(ones, 1);
        for (double loss : new double[] {0, 0.3, 7e4, 1e-20}) {
            double[] losses = new double[9];
            Arrays.fill(losses, loss);
            ofLosses()
                    .forEach(weighting ->
                            assertThat(weighting.weights(losses, 0, 0.99)).containsExactly(ones, within(1e-12)));
        }
    }

    @ParameterizedTest
    @MethodSource("reweightings")
    void aSingleExampleOfABatchCountsAsOneUnlessItsWeightIsItsOwn(Reweighting reweighting) {
        if (reweighting.over(SET) instanceof Weighting.OfLosses weighting) {
            assertThat(weighting.weights(new double[] {0.3}, 0, 0.99)).containsExactly(1);
        }
    }

    @Property(tries = 100)
    void weightsGoWithTheirLossesToOtherPlaces(
            @ForAll @Size(min = 2, max = 20) List<@DoubleRange(min = 0, max = 10) Double> losses) {
        double[] values = losses.stream().mapToDouble(Double::doubleValue).toArray();
        double[] turned = reversed(values);
        ofLosses().forEach(weighting -> {
            double[] weights = weighting.weights(values, 0, 0.99);
            assertThat(weighting.weights(turned, 0, 0.99)).containsExactly(reversed(weights), within(1e-12));
        });
    }

    private static double[] reversed(double[] values) {
        return IntStream.range(0, values.length)
                .mapToDouble(i -> values[values.length - 1 - i])
                .toArray();
    }

    /** Focal weights depend on probabilities, for which the scale of a loss matters. */
    @Property(tries = 100)
    void whatGoesByTheOrderOrTheRangeOfLossesDoesNotDependOnTheirScale(
            @ForAll @Size(min = 1, max = 20) List<@DoubleRange(min = 0, max = 10) Double> losses,
            @ForAll @DoubleRange(min = 0.5, max = 50) double factor,
            @ForAll @DoubleRange(min = 0, max = 5) double offset) {
        double[] values = losses.stream().mapToDouble(Double::doubleValue).toArray();
        double[] scaled = Arrays.stream(values).map(x -> factor * x + offset).toArray();
        reweightings().stream().filter(r -> !(r instanceof Focal)).forEach(reweighting -> {
            if (reweighting.over(SET) instanceof Weighting.OfLosses weighting) {
                assertThat(weighting.weights(scaled, 0, 0.99))
                        .as("%s", reweighting)
                        .containsExactly(weighting.weights(values, 0, 0.99), within(1e-9));
            }
        });
    }

    /** Weights are constants: nothing of how they come about is in the gradient. */
    @ParameterizedTest
    @MethodSource("reweightings")
    void aStepIsByTheWeightedMeanOfTheGradientsOfItsExamplesOneAtATime(Reweighting reweighting) {
        int size = 13;
        TrainingSpec spec = spec(reweighting, size).steps(1).learningRate(1.0).build();
        float[] after = ((Outcome.Trained) run(spec, new RecordingObserver())).parameters();
        int[] rows = TestSet.rows(new Shuffle(size).over(SET, new Randomness(5), Optional.empty()), 0, 0, size);
        TinyProblem.Net network = new TinyProblem.Net();
        float[] before = network.initialParameters(new Randomness(5));
        double[] losses = new double[size];
        double[][] gradients = new double[size][before.length];
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            Workspace.Loaded data = workspace.load(TRAINING);
            for (int i = 0; i < size; i++) {
                int[] row = {rows[i]};
                Vec parameters = workspace.vec(before);
                Vec loss = workspace.record(parameters, () -> {
                    var batch = data.batch(row);
                    return spec.objective()
                            .losses(
                                    network.forward(parameters, workspace.vec(new float[1]), batch, null)
                                            .outputs(),
                                    batch.targets());
                });
                losses[i] = loss.value();
                float[] gradient = workspace.gradient(loss, parameters).toArray();
                for (int p = 0; p < gradient.length; p++) {
                    gradients[i][p] = gradient[p];
                }
            }
        }
        double[] weights = weights(reweighting.over(SET), rows, losses);
        for (int p = 0; p < before.length; p++) {
            double mean = 0;
            for (int i = 0; i < size; i++) {
                mean += weights[i] * gradients[i][p] / size;
            }
            assertThat(before[p] - after[p]).isCloseTo((float) mean, within(2e-5f));
        }
    }

    private static double[] weights(Weighting weighting, int[] rows, double[] losses) {
        if (weighting instanceof Weighting.OfLosses ofLosses) {
            return ofLosses.weights(losses, 0, 0);
        }
        return IntStream.of(rows)
                .mapToDouble(row -> weighting instanceof Weighting.OfExamples ofExamples
                        ? ofExamples.weights(0)[row]
                        : 1)
                .toArray();
    }

    @ParameterizedTest
    @MethodSource("reweightings")
    void aRunTellsHowUnevenItsWeightsAre(Reweighting reweighting) {
        RecordingObserver told = new RecordingObserver();
        run(spec(reweighting, 8).steps(4).learningRate(0.01).build(), told);
        List<Double> sizes = told.values("effective_sample_size");
        if (reweighting instanceof Uniform) {
            assertThat(sizes).isEmpty();
            return;
        }
        assertThat(sizes).hasSize(4).allSatisfy(size -> assertThat(size).isBetween(0.999, 8.001));
        List<Double> least = told.values("weight_min");
        List<Double> greatest = told.values("weight_max");
        for (int i = 0; i < 4; i++) {
            assertThat(least.get(i)).isNotNegative().isLessThanOrEqualTo(greatest.get(i));
            assertThat(greatest.get(i)).isPositive();
        }
    }

    @ParameterizedTest
    @MethodSource("reweightings")
    void aRunWhoseLossesAreNoLongerNumbersEndsWithThat(Reweighting reweighting) {
        TrainingSpec spec = spec(reweighting, 8).steps(60).learningRate(1000.0).build();
        assertThatThrownBy(() -> run(spec, new RecordingObserver()))
                .isInstanceOf(Diverged.class)
                .hasMessageContaining("the training loss of step");
    }

    @ParameterizedTest
    @MethodSource("reweightings")
    void privateMechanismsRefuseAllButUniformWeights(Reweighting reweighting) {
        SpecBuilder spec = spec(reweighting, 8)
                .mechanism(
                        new DpSgd(1, new Abadi(), ClipScope.ALL, null, new PrivacyOptions(1.0, null, 1e-5, 64, false)))
                .sampler(new Poisson(6, 0.1));
        if (reweighting instanceof Uniform) {
            assertThat(spec.build().isPrivate()).isTrue();
        } else {
            assertRefused(spec, "could not bound");
        }
    }

    @ParameterizedTest
    @MethodSource("reweightings")
    void whatComparesLossesOfSeveralPointsRefusesWeightsThatFollowThem(Reweighting reweighting) {
        for (UpdateRule rule : List.of(new Mezo(), new LBfgs())) {
            SpecBuilder spec = spec(reweighting, 8).optimizer(rule).steps(2).learningRate(null);
            if (reweighting.followsLosses()) {
                assertRefused(spec, "cannot be compared");
            } else {
                assertThat(run(spec.build(), new RecordingObserver())).isInstanceOf(Outcome.Trained.class);
            }
        }
    }

    private static void assertRefused(SpecBuilder spec, String message) {
        assertThatThrownBy(spec::build).isInstanceOfSatisfying(InvalidOptions.class, e -> {
            assertThat(e.violations()).extracting(Violation::pointer).contains("/reweighting");
            assertThat(e).hasMessageContaining(message);
        });
    }

    private static SpecBuilder spec(Reweighting reweighting, int batch) {
        return new SpecBuilder(TinyProblem.spec())
                .optimizer(new Sgd())
                .reweighting(reweighting)
                .sampler(new Shuffle(batch))
                .evaluation(new Evaluation(null, 1000L, 0.2, null))
                .logEverySteps(1L)
                .seed(5);
    }

    private static Outcome run(TrainingSpec spec, Observer observer) {
        return new Trainer(spec.effective(ROWS), new TinyProblem.Net(), TestEngine.get())
                .run(new TrainingData(TRAINING, SET, NONE), Optional.empty(), observer, "cpu", Optional.empty());
    }
}
