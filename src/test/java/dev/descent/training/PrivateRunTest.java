package dev.descent.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.descent.accounting.PldAccountant;
import dev.descent.spec.InvalidOptions;
import dev.descent.training.clippings.Abadi;
import dev.descent.training.mechanisms.ClipScope;
import dev.descent.training.mechanisms.DpSgd;
import dev.descent.training.mechanisms.Plain;
import dev.descent.training.mechanisms.PrivacyOptions;
import dev.descent.training.mechanisms.QuantileTracking;
import dev.descent.training.optimizers.Sgd;
import dev.descent.training.samplers.Poisson;
import dev.descent.training.samplers.Shuffle;
import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.SecretRandomness;
import dev.descent.training.tensor.TestEngine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whole runs under differential privacy. */
class PrivateRunTest {
    private static final byte[] KEY = new byte[SecretRandomness.KEY_BYTES];
    private static final Examples TRAINING = TinyProblem.examples(60, 1);
    private static final Examples VALIDATION = TinyProblem.examples(30, 2);
    private static final long STEPS = 40;

    private static DpSgd dpSgd(@Nullable Double noise, @Nullable Double epsilon) {
        return new DpSgd(1, new Abadi(), ClipScope.ALL, null, new PrivacyOptions(noise, epsilon, 1e-5, 1024, false));
    }

    private static SpecBuilder spec(DpSgd mechanism) {
        return new SpecBuilder(TinyProblem.spec())
                .optimizer(new Sgd())
                .learningRate(0.1)
                .mechanism(mechanism)
                .sampler(new Poisson(6, 0.1))
                .evaluation(new Evaluation(null, 10L, 0.2, null))
                .logEverySteps(5L)
                .steps(STEPS)
                .seed(3);
    }

    private static Outcome run(
            TrainingSpec spec, Examples training, Optional<Snapshot> from, Observer observer, int attempt) {
        return new Trainer(spec.effective(training.size()), new TinyProblem.Net(), TestEngine.get())
                .run(training, VALIDATION, from, observer, "cpu", Optional.of(new SecretRandomness(KEY, attempt)));
    }

    private static float[] parameters(TrainingSpec spec, Examples training) {
        return ((Outcome.Trained) run(spec, training, Optional.empty(), new RecordingObserver(), 0)).parameters();
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
        run(spec(dpSgd(1.0, null)).build(), TRAINING, Optional.empty(), observer, 0);

        assertThat(charged)
                .containsExactlyElementsOf(LongStream.range(0, STEPS).boxed().toList());
    }

    @Test
    void aRunThatCannotChargeAStepDoesNotTakeIt() {
        RecordingObserver observer = new RecordingObserver() {
            @Override
            public void charge(long step) {
                if (step == 3) {
                    throw new IllegalStateException("the budget is exhausted");
                }
            }
        };
        assertThatThrownBy(() -> run(spec(dpSgd(1.0, null)).build(), TRAINING, Optional.empty(), observer, 0))
                .hasMessage("the budget is exhausted");
    }

    @Test
    void aRunThatIsPausedEndsAsOneThatRanThroughAndAnotherAttemptDoesNot() {
        DpSgd tracking = new DpSgd(
                1,
                new Abadi(),
                ClipScope.ALL,
                new QuantileTracking(0.5, 0.2, 2.0),
                new PrivacyOptions(1.0, null, 1e-5, 4, false));
        TrainingSpec spec = spec(tracking).build();
        float[] whole = parameters(spec, TRAINING);
        for (long at : new long[] {1, 17, 39}) {
            Outcome.Paused paused = (Outcome.Paused)
                    run(spec, TRAINING, Optional.empty(), new RecordingObserver(at, Observer.Signal.PAUSE), 0);
            Optional<Snapshot> from = Optional.of(paused.snapshot());
            Outcome.Trained resumed = (Outcome.Trained) run(spec, TRAINING, from, new RecordingObserver(), 0);
            Outcome.Trained again = (Outcome.Trained) run(spec, TRAINING, from, new RecordingObserver(), 1);

            assertThat(resumed.parameters()).containsExactly(whole);
            assertThat(again.parameters()).isNotEqualTo(whole);
        }
    }

    @Test
    void withNextToNoNoiseAndAnInfiniteClipNormAStepIsThatOfTheSumOverTheExpectedBatch() {
        DpSgd open =
                new DpSgd(1e6, new Abadi(), ClipScope.ALL, null, new PrivacyOptions(1e-14, null, 1e-5, 1024, false));
        TrainingSpec spec = spec(open).sampler(new Poisson(60, 1.0)).steps(10).build();
        TrainingSpec plain = new SpecBuilder(spec)
                .mechanism(new Plain())
                .sampler(new Shuffle(60))
                .build();

        float[] expected = ((Outcome.Trained) new Trainer(plain.effective(60), new TinyProblem.Net(), TestEngine.get())
                        .run(TRAINING, VALIDATION, Optional.empty(), new RecordingObserver(), "cpu"))
                .parameters();
        float[] actual = parameters(spec, TRAINING);
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(1e-5f));
        }
    }

    @Test
    void theResultDoesNotDependOnHowManyExamplesGoThroughTheNetworkAtOnce() {
        float[] whole =
                parameters(spec(dpSgd(1.0, null)).sampler(new Poisson(30, 0.5)).build(), TRAINING);
        for (int size : new int[] {1, 7, 30}) {
            DpSgd parts =
                    new DpSgd(1, new Abadi(), ClipScope.ALL, null, new PrivacyOptions(1.0, null, 1e-5, size, false));
            float[] divided =
                    parameters(spec(parts).sampler(new Poisson(30, 0.5)).build(), TRAINING);
            for (int i = 0; i < whole.length; i++) {
                assertThat(divided[i]).isCloseTo(whole[i], within(1e-5f));
            }
        }
    }

    @Test
    void anExampleWithoutAFiniteGradientAddsNothing() {
        float[][] inputs = new float[30][4];
        float[] targets = new float[30];
        for (int row = 0; row < 30; row++) {
            inputs[row][row % 4] = 1;
            targets[row] = row % 3;
        }
        float[][] healthy = Arrays.copyOf(inputs, 29);
        TrainingSpec spec = spec(dpSgd(1.0, null)).sampler(new Poisson(30, 1.0)).build();
        float[] expected = parameters(spec, TinyProblem.examples(healthy, Arrays.copyOf(targets, 29)));
        targets[29] = Float.NaN;
        float[] actual = parameters(spec, TinyProblem.examples(inputs, targets));

        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(1e-6f));
        }
    }

    @Test
    void withoutDataThereIsNoiseOfTheRightSizeAndAtEveryStep() {
        // No example is ever drawn: the walk of the parameters is the sum of the noises.
        DpSgd mechanism =
                new DpSgd(0.5, new Abadi(), ClipScope.ALL, null, new PrivacyOptions(2.0, null, 1e-5, 1024, false));
        TrainingSpec spec = spec(mechanism)
                .sampler(new Poisson(4, 1e-12))
                .learningRate(1.0)
                .steps(200)
                .build();
        float[] start = new TinyProblem.Net().initialParameters(new Randomness(3));
        float[] end = parameters(spec, TRAINING);
        double variance = 0;
        for (int i = 0; i < end.length; i++) {
            variance += Math.pow(end[i] - start[i], 2) / end.length;
        }
        double expected = 200 * Math.pow(2.0 * 0.5 / 4, 2);
        assertThat(Math.abs(variance / expected - 1)).isLessThan(5 * Math.sqrt(2.0 / end.length));
    }

    @Test
    void lossesAreWithheldUnlessTheirNamesSayThatNothingProtectsThem() {
        RecordingObserver withheld = new RecordingObserver();
        run(spec(dpSgd(1.0, null)).build(), TRAINING, Optional.empty(), withheld, 0);
        assertThat(withheld.values("learning_rate")).isNotEmpty();
        assertThat(withheld.values("gradient_norm")).isNotEmpty();
        for (String name : List.of("train_loss", "validation_loss", "unprotected_train_loss", "batch_size")) {
            assertThat(withheld.values(name)).as(name).isEmpty();
        }

        RecordingObserver labelled = new RecordingObserver();
        DpSgd shown = new DpSgd(1, new Abadi(), ClipScope.ALL, null, new PrivacyOptions(1.0, null, 1e-5, 1024, true));
        run(spec(shown).build(), TRAINING, Optional.empty(), labelled, 0);
        assertThat(labelled.values("unprotected_train_loss")).isNotEmpty();
        assertThat(labelled.values("unprotected_validation_loss")).isNotEmpty();
        assertThat(labelled.values("train_loss")).isEmpty();
    }

    @Test
    void theNoiseMultiplierIsTheLeastThatKeepsToEpsilon() {
        TrainingSpec effective = spec(dpSgd(null, 2.0)).build().effective(60);
        PrivacyCost cost = effective.privacy(60).orElseThrow();

        double epsilon = new PldAccountant().epsilon(cost.total(), cost.delta());
        assertThat(cost.steps()).isEqualTo(STEPS);
        assertThat(epsilon).isBetween(1.99, 2.0);
        assertThat(((DpSgd) effective.mechanism()).privacy().noiseMultiplier()).isNotNull();
    }

    @Test
    void aMechanismThatCannotKeepItsPromiseIsRefused() {
        assertRefused(dpSgd(null, null), "/mechanism", "needs epsilon, noise_multiplier, or both");
        assertRefused(dpSgd(0.5, 0.1), "/mechanism/noise_multiplier", "costs an epsilon of");
        DpSgd loud = new DpSgd(
                1,
                new Abadi(),
                ClipScope.ALL,
                new QuantileTracking(0.5, 0.2, 0.4),
                new PrivacyOptions(1.0, null, 1e-5, 4, false));
        assertRefused(loud, "/mechanism/clip_norm_tracking/count_noise", "must be more than half the noise multiplier");
    }

    private static void assertRefused(DpSgd mechanism, String pointer, String message) {
        TrainingSpec spec = spec(mechanism).build();
        assertThatThrownBy(() -> spec.effective(60)).isInstanceOfSatisfying(InvalidOptions.class, e -> {
            assertThat(e.violations()).hasSize(1);
            assertThat(e.violations().get(0).pointer()).isEqualTo(pointer);
            assertThat(e.violations().get(0).message()).contains(message);
        });
    }

    @Test
    void theClipNormMovesToTheQuantileOfTheNorms() {
        DpSgd tracking = new DpSgd(
                50,
                new Abadi(),
                ClipScope.ALL,
                new QuantileTracking(0.5, 0.2, 5.0),
                new PrivacyOptions(0.1, null, 1e-5, 1024, false));
        Snapshot paused = ((Outcome.Paused) run(
                        spec(tracking)
                                .sampler(new Poisson(60, 1.0))
                                .learningRate(1e-9)
                                .steps(60)
                                .build(),
                        TRAINING,
                        Optional.empty(),
                        new RecordingObserver(59, Observer.Signal.PAUSE),
                        0))
                .snapshot();
        // The gradients of the first step, of which half are longer than the clip norm at the end.
        assertThat(paused.vector("mechanism.clip_norm")[0]).isBetween(0.5f, 10f);
    }

    @Test
    void aSnapshotDoesNotTellHowManyExamplesWereInABatch() {
        Snapshot paused = ((Outcome.Paused) run(
                        spec(dpSgd(1.0, null)).build(),
                        TRAINING,
                        Optional.empty(),
                        new RecordingObserver(17, Observer.Signal.PAUSE),
                        0))
                .snapshot();
        assertThat(paused.number("progress.examples")).isEqualTo(Long.toString(17 * 6));
        assertThat(paused.number("losses.sum")).isEqualTo("0.0");
    }
}
