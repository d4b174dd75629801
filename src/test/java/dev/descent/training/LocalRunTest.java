package dev.descent.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.descent.accounting.Neighbours;
import dev.descent.accounting.PrivacyEvent;
import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Strategy;
import dev.descent.training.clippings.Abadi;
import dev.descent.training.mechanisms.LocalDpSgd;
import dev.descent.training.mechanisms.Plain;
import dev.descent.training.mechanisms.PrivacyOptions;
import dev.descent.training.optimizers.Sgd;
import dev.descent.training.samplers.OnePass;
import dev.descent.training.schedules.RobbinsMonro;
import dev.descent.training.schedules.Warmup;
import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.SecretRandomness;
import dev.descent.training.tensor.TestEngine;
import dev.descent.training.transforms.StochasticWeightAveraging;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole runs in one pass, under local differential privacy and without. */
class LocalRunTest {
    private static final byte[] KEY = new byte[SecretRandomness.KEY_BYTES];
    private static final Examples TRAINING = TinyProblem.examples(60, 1);
    private static final Examples VALIDATION = TinyProblem.examples(30, 2);

    private static LocalDpSgd local(double clipNorm, double noise, int together, boolean labels) {
        return new LocalDpSgd(clipNorm, new Abadi(), new PrivacyOptions(noise, null, 1e-5, together, labels));
    }

    private static SpecBuilder spec(LocalDpSgd mechanism) {
        return new SpecBuilder(TinyProblem.spec())
                .optimizer(new Sgd())
                .learningRate(0.1)
                .mechanism(mechanism)
                .sampler(new OnePass(7))
                .evaluation(new Evaluation(null, 3L, 0.2, null))
                .logEverySteps(2L)
                .seed(3);
    }

    private static Outcome run(
            TrainingSpec spec, Examples training, Optional<Snapshot> from, Observer observer, int attempt) {
        return new Trainer(spec.effective(training.size()), new TinyProblem.Net(), TestEngine.get())
                .run(training, VALIDATION, from, observer, "cpu", Optional.of(new SecretRandomness(KEY, attempt)));
    }

    private static float[] parameters(TrainingSpec spec, Examples training, int attempt) {
        return ((Outcome.Trained) run(spec, training, Optional.empty(), new RecordingObserver(), attempt)).parameters();
    }

    @Test
    void aRunOfNoStatedLengthIsOnePassAndIsChargedAsOneEvent() {
        TrainingSpec spec = spec(local(1, 1, 64, false)).build().effective(60);
        assertThat(spec.steps(60)).isEqualTo(9);
        assertThat(spec.duration().epochs()).isEqualTo(1);
        PrivacyCost cost = spec.privacy(60).orElseThrow();
        assertThat(cost).isEqualTo(new PrivacyCost(new PrivacyEvent.Gaussian(2, 2, Neighbours.ZERO_OUT), 9, 9, 1e-5));
        assertThat(cost.total()).isEqualTo(cost.event().times(1));
        TrainingSpec shorter = new SpecBuilder(spec).steps(4).build().effective(60);
        assertThat(shorter.privacy(60).orElseThrow().total()).isEqualTo(cost.total());
    }

    @Test
    void aRunThatIsLongerThanOnePassIsRefusedWithTheStepsOfAPass() {
        assertTooLong(spec(local(1, 1, 64, false)).steps(10).build(), "is 10 steps");
        assertTooLong(spec(local(1, 1, 64, false)).epochs(2).build(), "is 18 steps");
        SpecBuilder plain = new SpecBuilder(TinyProblem.spec()).sampler(new OnePass(7));
        assertTooLong(plain.epochs(1.2).build(), "is 11 steps");
        assertThat(plain.steps(9).build().effective(60).steps(60)).isEqualTo(9);
        assertThat(plain.epochs(0.5).build().effective(60).steps(60)).isEqualTo(5);
    }

    private static void assertTooLong(TrainingSpec spec, String message) {
        assertThatThrownBy(() -> spec.effective(60)).isInstanceOfSatisfying(InvalidOptions.class, e -> {
            assertThat(e.violations()).hasSize(1);
            assertThat(e.violations().get(0).pointer()).isEqualTo("/duration");
            assertThat(e.violations().get(0).message())
                    .startsWith(message)
                    .contains("one pass over the 60 rows", "has 9 steps of batch_size 7");
        });
    }

    @Test
    void aRunThatIsPausedEndsAsOneThatRanThroughAndAnotherAttemptDoesNot() {
        TrainingSpec spec = spec(local(1, 1, 4, false)).build();
        float[] whole = parameters(spec, TRAINING, 0);
        for (long at = 0; at < 9; at++) {
            Outcome.Paused paused = (Outcome.Paused)
                    run(spec, TRAINING, Optional.empty(), new RecordingObserver(at, Observer.Signal.PAUSE), 0);
            Optional<Snapshot> from = Optional.of(paused.snapshot());
            assertThat(((Outcome.Trained) run(spec, TRAINING, from, new RecordingObserver(), 0)).parameters())
                    .containsExactly(whole);
            assertThat(((Outcome.Trained) run(spec, TRAINING, from, new RecordingObserver(), 1)).parameters())
                    .isNotEqualTo(whole);
        }
    }

    @Test
    void everyStepIsChargedBeforeItIsTaken() {
        List<Long> charged = new ArrayList<>();
        RecordingObserver observer = new RecordingObserver() {
            @Override
            public void charge(long step) {
                charged.add(step);
            }
        };
        run(spec(local(1, 1, 64, false)).build(), TRAINING, Optional.empty(), observer, 0);
        assertThat(charged).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
    }

    @Test
    void withNextToNoNoiseAndAnInfiniteClipNormAPassIsThatOfThePlainMechanism() {
        TrainingSpec open =
                spec(local(1e6, 1e-14, 64, false)).sampler(new OnePass(6)).build();
        TrainingSpec plain = new SpecBuilder(open).mechanism(new Plain()).build();
        float[] expected = parameters(plain, TRAINING, 0);
        float[] actual = parameters(open, TRAINING, 0);
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(1e-5f));
        }
    }

    /** The examples have no finite gradients: the walk of the parameters is the sum of the noises, one for each example. */
    @ParameterizedTest
    @CsvSource({"60, 7", "60, 60", "4, 64", "1, 2"})
    void theNoiseOfAPassIsThatOfAllItsExamples(int examples, int batchSize) {
        float[] targets = new float[examples];
        Arrays.fill(targets, Float.NaN);
        Examples broken = TinyProblem.examples(new float[examples][4], targets);
        TrainingSpec spec = spec(local(0.5, 2, 3, false))
                .sampler(new OnePass(batchSize))
                .learningRate(1.0)
                .build();
        float[] start = new TinyProblem.Net().initialParameters(new Randomness(3));
        double squares = 0;
        int numbers = 0;
        for (int attempt = 0; attempt < 60; attempt++) {
            float[] end = parameters(spec, broken, attempt);
            for (int i = 0; i < end.length; i++) {
                squares += Math.pow(end[i] - start[i], 2);
                numbers++;
            }
        }
        double expected = examples * Math.pow(2 * 2 * 0.5 / batchSize, 2);
        assertThat(squares / numbers / expected).isCloseTo(1, within(5 * Math.sqrt(2.0 / numbers)));
    }

    @Test
    void lossesAreWithheldUnlessTheirNamesSayThatNothingProtectsThem() {
        RecordingObserver withheld = new RecordingObserver();
        run(spec(local(1, 1, 64, false)).build(), TRAINING, Optional.empty(), withheld, 0);
        assertThat(withheld.values("gradient_norm")).isNotEmpty();
        for (String name : List.of("train_loss", "validation_loss", "unprotected_train_loss")) {
            assertThat(withheld.values(name)).as(name).isEmpty();
        }
        RecordingObserver labelled = new RecordingObserver();
        run(spec(local(1, 1, 64, true)).build(), TRAINING, Optional.empty(), labelled, 0);
        assertThat(labelled.values("unprotected_train_loss")).hasSize(6);
        assertThat(labelled.values("unprotected_validation_loss")).hasSize(3);
        assertThat(labelled.values("train_loss")).isEmpty();
    }

    @Test
    void theLossThatIsShownOfASmallLastBatchIsItsMean() {
        RecordingObserver labelled = new RecordingObserver();
        Examples four = TinyProblem.examples(4, 1);
        run(spec(local(1, 1, 64, true)).sampler(new OnePass(64)).build(), four, Optional.empty(), labelled, 0);
        RecordingObserver plain = new RecordingObserver();
        run(
                spec(local(1, 1, 64, true))
                        .mechanism(new Plain())
                        .sampler(new OnePass(64))
                        .build(),
                four,
                Optional.empty(),
                plain,
                0);
        assertThat(labelled.values("unprotected_train_loss").get(0))
                .isCloseTo(plain.values("train_loss").get(0), within(1e-6));
    }

    static Stream<Optimizer> optimizers() {
        return new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("dev.descent.training.optimizers")
                        .stream()
                        .filter(type -> type.isAnnotatedWith(Strategy.class) && type.isAssignableTo(Optimizer.class))
                        .map(LocalRunTest::withDefaults);
    }

    private static Optimizer withDefaults(JavaClass type) {
        try {
            return (Optimizer) type.reflect().getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(type.getName(), e);
        }
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void everyFirstOrderOptimizerTakesItsSteps(Optimizer optimizer) {
        TrainingSpec spec = spec(local(1, 0.5, 64, false))
                .optimizer(optimizer)
                .learningRate(null)
                .build();
        float[] end = parameters(spec, TRAINING, 0);
        for (float value : end) {
            assertThat(value).isFinite();
        }
        assertThat(end).isNotEqualTo(new TinyProblem.Net().initialParameters(new Randomness(3)));
    }

    @Test
    void theAverageOfAPassWithFallingStepsOnManyRecordsLearns() {
        RecordingObserver observer = new RecordingObserver();
        TrainingSpec spec = spec(local(2, 0.5, 64, true))
                .sampler(new OnePass(10))
                .schedule(new RobbinsMonro(0.51, 100, new Warmup()))
                .transforms(new StochasticWeightAveraging(0.0, null, 1))
                .evaluation(new Evaluation(null, 50L, 0.2, null))
                .learningRate(0.05)
                .build();
        run(spec, TinyProblem.examples(20_000, 4), Optional.empty(), observer, 0);
        List<Double> losses = observer.values("unprotected_validation_loss");
        assertThat(losses.get(losses.size() - 1)).isLessThan(0.7 * losses.get(0));
    }
}
