package dev.descent.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.descent.accounting.Neighbours;
import dev.descent.accounting.PldAccountant;
import dev.descent.spec.InvalidOptions;
import dev.descent.training.clippings.Abadi;
import dev.descent.training.mechanisms.AdaDpigu;
import dev.descent.training.mechanisms.DiceSgd;
import dev.descent.training.mechanisms.Diff2;
import dev.descent.training.mechanisms.DpZero;
import dev.descent.training.mechanisms.Plain;
import dev.descent.training.mechanisms.Priced;
import dev.descent.training.mechanisms.PrivacyOptions;
import dev.descent.training.mechanisms.ScaledDpSgd;
import dev.descent.training.optimizers.Adam;
import dev.descent.training.optimizers.DpAdamBc;
import dev.descent.training.optimizers.Sgd;
import dev.descent.training.samplers.Poisson;
import dev.descent.training.samplers.Shuffle;
import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.SecretRandomness;
import dev.descent.training.tensor.TestEngine;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole runs of private mechanisms other than DP-SGD, and what they are refused with. */
class PrivateMechanismsRunTest {
    private static final byte[] KEY = new byte[SecretRandomness.KEY_BYTES];
    private static final Examples TRAINING = TinyProblem.examples(60, 1);
    private static final Examples VALIDATION = TinyProblem.examples(30, 2);
    private static final double NEXT_TO_NOTHING = 1e-14;
    private static final double ENDLESS = 1e6;

    private static PrivacyOptions noise(double multiplier, int together) {
        return new PrivacyOptions(multiplier, null, 1e-5, together, true);
    }

    private static List<PrivateMechanism> mechanisms(double noise, int together) {
        PrivacyOptions privacy = noise(noise, together);
        return List.of(
                new DpZero(1, 1e-2, Neighbours.ADD_OR_REMOVE_ONE, privacy),
                new DiceSgd(1, 1, new Abadi(), DiceSgd.Memory.ALL, privacy),
                new ScaledDpSgd(5, new Abadi(), 0.9, 0.05, privacy),
                new Diff2(1, 3, 5, privacy),
                new AdaDpigu(1, null, null, 0.3, 0.8, 0.5, 0.9, 0.99, privacy));
    }

    private static SpecBuilder spec(PrivateMechanism mechanism, double rate) {
        return new SpecBuilder(TinyProblem.spec())
                .optimizer(new Sgd())
                .learningRate(0.05)
                .mechanism(mechanism)
                .sampler(new Poisson((int) Math.max(1, 60 * rate), rate))
                .evaluation(new Evaluation(null, 10L, 0.2, null))
                .logEverySteps(5L)
                .steps(40)
                .seed(3);
    }

    private static float[] parameters(TrainingSpec spec, RecordingObserver observer) {
        Outcome outcome = new Trainer(spec.effective(60), new TinyProblem.Net(), TestEngine.get())
                .run(
                        TRAINING,
                        VALIDATION,
                        Optional.empty(),
                        observer,
                        "cpu",
                        Optional.of(new SecretRandomness(KEY, 0)));
        return ((Outcome.Trained) outcome).parameters();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void theResultDoesNotDependOnHowManyExamplesGoThroughTheNetworkAtOnce(int which) {
        float[] whole = parameters(spec(mechanisms(0.3, 60).get(which), 1).build(), new RecordingObserver());
        for (int together : new int[] {1, 7}) {
            float[] divided =
                    parameters(spec(mechanisms(0.3, together).get(which), 1).build(), new RecordingObserver());
            for (int i = 0; i < whole.length; i++) {
                // The difference of two losses is divided by 2·10⁻², and so are their rounding errors.
                assertThat(divided[i]).isCloseTo(whole[i], within(which == 0 ? 5e-4f : 1e-4f));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void theLossGoesDown(int which) {
        RecordingObserver observer = new RecordingObserver();
        SpecBuilder builder = spec(mechanisms(0.01, 60).get(which), 1).steps(which == 0 ? 400 : 100);
        parameters(builder.learningRate(which == 0 ? 0.01 : 0.1).build(), observer);
        List<Double> losses = observer.values("unprotected_validation_loss");
        assertThat(losses.get(losses.size() - 1)).isLessThan(0.8 * losses.get(0));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 4})
    void batchesWithoutAnyExampleAreStepsLikeOthers(int which) {
        PrivateMechanism mechanism = mechanisms(0.5, 60).get(which);
        TrainingSpec nobody = spec(mechanism, 1).sampler(new Poisson(60, 1e-12)).build();
        float[] end = parameters(nobody, new RecordingObserver());
        TrainingSpec still = new SpecBuilder(nobody)
                .mechanism(mechanisms(NEXT_TO_NOTHING, 60).get(which))
                .build();
        float[] start = parameters(still, new RecordingObserver());
        double distance = 0;
        for (int i = 0; i < end.length; i++) {
            distance += Math.pow(end[i] - start[i], 2);
        }
        assertThat(Math.sqrt(distance)).isFinite().isGreaterThan(1e-4);
    }

    static List<PrivateMechanism> withoutEffect() {
        PrivacyOptions privacy = noise(NEXT_TO_NOTHING, 60);
        return List.of(
                new DiceSgd(ENDLESS, ENDLESS, new Abadi(), DiceSgd.Memory.ALL, privacy),
                new ScaledDpSgd(ENDLESS, new Abadi(), 0.9, 0.05, privacy),
                new Diff2(ENDLESS, ENDLESS, 4, privacy),
                new AdaDpigu(ENDLESS, 2L, 3L, 1, 1, 1, 0.9, 0.99, privacy));
    }

    /** Errors, scales, differences and means all cancel where nothing is clipped. */
    @ParameterizedTest
    @MethodSource("withoutEffect")
    void withNextToNoNoiseAndInfiniteClipNormsAStepIsThatOfTheMean(PrivateMechanism mechanism) {
        TrainingSpec spec = spec(mechanism, 1).steps(10).build();
        TrainingSpec plain = new SpecBuilder(spec)
                .mechanism(new Plain())
                .sampler(new Shuffle(60))
                .build();
        float[] expected = parameters(plain, new RecordingObserver());
        float[] actual = parameters(spec, new RecordingObserver());
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(1e-5f));
        }
    }

    @Test
    void anyOptimizerFollowsASlopeAlongARandomDirection() {
        PrivateMechanism mechanism = mechanisms(0.1, 60).get(0);
        RecordingObserver observer = new RecordingObserver();
        parameters(
                spec(mechanism, 1)
                        .optimizer(new Adam())
                        .learningRate(0.01)
                        .steps(200)
                        .build(),
                observer);
        List<Double> losses = observer.values("unprotected_validation_loss");
        assertThat(losses.get(losses.size() - 1)).isLessThan(0.8 * losses.get(0));
    }

    @Test
    void theNoiseMultiplierIsTheLeastThatKeepsToEpsilon() {
        for (PrivateMechanism mechanism : List.of(new DpZero(), new DiceSgd(), new AdaDpigu(), new Diff2())) {
            PrivateMechanism asked = Priced.with(mechanism, new PrivacyOptions(null, 2.0, 1e-5, 60, false));
            PrivacyCost cost = spec(asked, 1).build().effective(60).privacy(60).orElseThrow();
            assertThat(new PldAccountant().epsilon(cost.total(), cost.delta())).isBetween(1.99, 2.0);
            assertThat(cost.steps()).isEqualTo(40);
        }
    }

    @Test
    void theMemoryOfLossesAloneIsThatOfInferenceAndGradientsOfAMicroBatchAreCounted() {
        long p = new TinyProblem.Net().parameters().size();
        long zeroth = memory(new DpZero(1, 1e-2, Neighbours.ADD_OR_REMOVE_ONE, noise(1, 6)));
        assertThat(memory(new ScaledDpSgd(1, new Abadi(), 0.9, 0.1, noise(1, 6))) - zeroth)
                .isEqualTo(4 * p * (2 * 1 + 2 * 6));
        assertThat(memory(new Diff2(1, 1, 3, noise(1, 6))) - zeroth).isEqualTo(4 * p * (2 * 2 + 4 * 6));
        assertThat(memory(new DpZero(1, 1e-2, Neighbours.ADD_OR_REMOVE_ONE, noise(1, 60))) - zeroth)
                .isEqualTo(54 * new TinyProblem.Net().inferenceBytes());
    }

    private static long memory(PrivateMechanism mechanism) {
        return Estimate.of(
                        spec(mechanism, 1).build().effective(60), new TinyProblem.Net(), TRAINING.signature(), 60, 30)
                .memoryBytes();
    }

    @Test
    void whatCannotWorkIsRefusedWithItsPlace() {
        PrivacyOptions privacy = noise(1, 60);
        assertRefused(() -> spec(new Diff2(), 0.5).build(), "/sampler", "use poisson with a rate of 1");
        for (PrivateMechanism mechanism : List.of(new DpZero(), new Diff2(), new ScaledDpSgd(), new AdaDpigu())) {
            assertRefused(
                    () -> spec(mechanism, 1).optimizer(new DpAdamBc()).build(),
                    "/optimizer",
                    "counts on independent noise");
        }
        assertRefused(
                () -> spec(new AdaDpigu(1, 40L, null, 0.5, 0.6, 1, 0.9, 0.999, privacy), 1)
                        .build()
                        .effective(60),
                "/mechanism/warmup_steps",
                "must be less than the 40 steps");
        assertRefused(
                () -> new AdaDpigu(1, null, null, 0.7, 0.6, 1, 0.9, 0.999, privacy),
                "/initial_retention",
                "must be at most retention");
        assertRefused(
                () -> spec(new ScaledDpSgd(60, new Abadi(), 0.9, 0.1, privacy), 1)
                        .build()
                        .effective(60),
                "/mechanism/clip_norm",
                "the scales would grow without end");
        assertRefused(
                () -> spec(new DpZero(), 1).build().effective(60),
                "/mechanism",
                "needs epsilon, noise_multiplier, or both");
        assertRefused(
                () -> spec(
                                new DiceSgd(
                                        1,
                                        1,
                                        new Abadi(),
                                        DiceSgd.Memory.ALL,
                                        new PrivacyOptions(1.0, 0.1, 1e-5, 9, false)),
                                1)
                        .build()
                        .effective(60),
                "/mechanism/noise_multiplier",
                "costs an epsilon of");
    }

    private static void assertRefused(Supplier<Object> made, String pointer, String message) {
        assertThatThrownBy(made::get).isInstanceOfSatisfying(InvalidOptions.class, e -> {
            assertThat(e.violations()).hasSize(1);
            assertThat(e.violations().get(0).pointer()).isEqualTo(pointer);
            assertThat(e.violations().get(0).message()).contains(message);
        });
    }
}
