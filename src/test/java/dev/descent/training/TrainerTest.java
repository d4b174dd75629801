package dev.descent.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.descent.training.optimizers.Adam;
import dev.descent.training.optimizers.Lion;
import dev.descent.training.optimizers.Sgd;
import dev.descent.training.samplers.Shuffle;
import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.TestEngine;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TrainerTest {
    private static final Examples TRAINING = TinyProblem.examples(60, 1);
    private static final Examples VALIDATION = TinyProblem.examples(30, 2);
    private static final long STEPS = 24;
    private static final EarlyStopping NEVER_BETTER = new EarlyStopping("loss", 2, 1e9, true);

    static List<Optimizer> optimizers() {
        return List.of(new Sgd(), new Sgd(0.9, 0, true), new Adam(), new Lion());
    }

    @Test
    void theLossGoesDown() {
        RecordingObserver seen = new RecordingObserver();
        train(spec(new Adam(), 300, null), Optional.empty(), seen);
        List<Double> losses = seen.values("validation_loss");
        assertThat(losses.get(losses.size() - 1)).isLessThan(losses.get(0) / 2);
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void aRunPausedAtAnyStepEndsWithTheSameBytesAndMetrics(Optimizer optimizer) {
        TrainingSpec spec = spec(optimizer, STEPS, NEVER_BETTER_BUT_PATIENT);
        RecordingObserver straight = new RecordingObserver();
        Outcome.Trained whole = trained(train(spec, Optional.empty(), straight));
        for (long at = 0; at < STEPS; at++) {
            RecordingObserver first = new RecordingObserver(at, Observer.Signal.PAUSE);
            Outcome.Paused paused = (Outcome.Paused) train(spec, Optional.empty(), first);
            RecordingObserver second = new RecordingObserver();
            Outcome.Trained resumed = trained(train(spec, Optional.of(paused.snapshot()), second));
            assertThat(resumed.parameters()).as("paused at %d", at).containsExactly(whole.parameters());
            assertThat(resumed.buffers()).containsExactly(whole.buffers());
            assertThat(resumed.metrics()).isEqualTo(whole.metrics());
            first.points.addAll(second.points);
            assertThat(first.points).isEqualTo(straight.points);
        }
    }

    private static final EarlyStopping NEVER_BETTER_BUT_PATIENT = new EarlyStopping("loss", 1000, 1e9, true);

    @Test
    void everyCheckpointIsAPlaceToGoOnFrom() {
        TrainingSpec spec = spec(new Adam(), STEPS, null);
        RecordingObserver straight = new RecordingObserver();
        Outcome.Trained whole = trained(train(spec, Optional.empty(), straight));
        assertThat(straight.checkpoints).extracting(Snapshot::step).containsExactly(5L, 10L, 15L, 20L);
        for (Snapshot checkpoint : straight.checkpoints) {
            Outcome.Trained resumed = trained(train(spec, Optional.of(checkpoint), new RecordingObserver()));
            assertThat(resumed.parameters()).containsExactly(whole.parameters());
        }
    }

    @Test
    void reportedLossesAreTheMeansOfTheStepsBetween() {
        RecordingObserver everyStep = new RecordingObserver();
        RecordingObserver everySeventh = new RecordingObserver();
        train(withLogEvery(1), Optional.empty(), everyStep);
        train(withLogEvery(7), Optional.empty(), everySeventh);
        List<Double> losses = everyStep.values("train_loss");
        assertThat(losses).hasSize((int) STEPS);
        List<RecordingObserver.Point> points = everySeventh.points.stream()
                .filter(p -> p.values().containsKey("train_loss"))
                .toList();
        assertThat(points).extracting(RecordingObserver.Point::step).containsExactly(1L, 7L, 14L, 21L, 24L);
        int from = 0;
        for (RecordingObserver.Point point : points) {
            double mean = losses.subList(from, (int) point.step()).stream()
                    .mapToDouble(Double::doubleValue)
                    .average()
                    .orElseThrow();
            assertThat(point.values().get("train_loss")).isCloseTo(mean, within(1e-12));
            from = (int) point.step();
        }
    }

    @Test
    void aLossThatIsNotFiniteEndsTheRunWithItsStep() {
        float[][] inputs = new float[60][4];
        float[] targets = new float[60];
        targets[17] = Float.NaN;
        Examples poisoned = TinyProblem.examples(inputs, targets);
        TrainingSpec spec = withLogEvery(100);
        long expected = LongStream.range(0, STEPS)
                        .filter(t -> contains(TestSet.rows(
                                spec.sampler()
                                        .over(
                                                TestSet.of(60),
                                                new dev.descent.training.tensor.Randomness(spec.seed()),
                                                Optional.empty()),
                                t,
                                t / 9 * 60 + t % 9 * 7,
                                7)))
                        .findFirst()
                        .orElseThrow()
                + 1;
        Trainer trainer = new Trainer(spec, new TinyProblem.Net(), TestEngine.get());
        assertThatThrownBy(() -> trainer.run(poisoned, VALIDATION, Optional.empty(), new RecordingObserver(), "cpu"))
                .isInstanceOfSatisfying(
                        Diverged.class, e -> assertThat(e.step()).isEqualTo(expected));
    }

    private static boolean contains(int[] rows) {
        for (int row : rows) {
            if (row == 17) {
                return true;
            }
        }
        return false;
    }

    @Test
    void earlyStoppingEndsTheRunAndRestoresTheBestWeights() {
        RecordingObserver stopped = new RecordingObserver();
        Outcome.Trained early = trained(train(spec(new Adam(), 100, NEVER_BETTER), Optional.empty(), stopped));
        // Evaluations come every 6 steps: the first is the best, and two more without improvement end the run.
        assertThat(early.steps()).isEqualTo(18);
        assertThat(early.reason()).contains("validation_loss has not improved");
        Outcome.Trained best = trained(train(spec(new Adam(), 6, null), Optional.empty(), new RecordingObserver()));
        assertThat(early.parameters()).containsExactly(best.parameters());
        assertThat(early.buffers()).containsExactly(best.buffers());
        assertThat(early.metrics().get("validation_loss"))
                .isEqualTo(stopped.values("validation_loss").get(0));
    }

    @Test
    void aRunThatStoppedEarlyDoesNotGoOnFromItsLastCheckpoint() {
        TrainingSpec spec = spec(new Adam(), 100, new EarlyStopping("loss", 4, 1e9, true));
        RecordingObserver first = new RecordingObserver();
        Outcome.Trained whole = trained(train(spec, Optional.empty(), first));
        Snapshot last = first.checkpoints.get(first.checkpoints.size() - 1);
        assertThat(last.step()).isEqualTo(whole.steps());
        Outcome.Trained resumed = trained(train(spec, Optional.of(last), new RecordingObserver()));
        assertThat(resumed.steps()).isEqualTo(whole.steps());
        assertThat(resumed.parameters()).containsExactly(whole.parameters());
    }

    @Test
    void aCancelledRunEndsBeforeItsNextStep() {
        RecordingObserver cancelling = new RecordingObserver(7, Observer.Signal.CANCEL);
        Outcome outcome = train(spec(new Adam(), STEPS, null), Optional.empty(), cancelling);
        assertThat(outcome).isEqualTo(new Outcome.Cancelled(7));
    }

    @Test
    void aRunCancelledWhileItsDataAreLoadedLoadsNoMore() {
        int[] loaded = {0};
        Examples counting = new CancellableExamples(TinyProblem.examples(10_000, 1), () -> {
            loaded[0]++;
            return false;
        });
        Observer cancelling = new RecordingObserver() {
            @Override
            public Signal signal(long step) {
                return loaded[0] < 3 ? Signal.CONTINUE : Signal.CANCEL;
            }
        };
        Outcome outcome = new Trainer(spec(new Adam(), STEPS, null), new TinyProblem.Net(), TestEngine.get())
                .run(counting, VALIDATION, Optional.empty(), cancelling, "cpu");
        assertThat(outcome).isEqualTo(new Outcome.Cancelled(0));
        assertThat(loaded[0]).isEqualTo(3);
    }

    @Test
    void aFinishedRunKeepsWhatItHasAndIsEvaluated() {
        RecordingObserver finishing = new RecordingObserver(7, Observer.Signal.FINISH);
        Outcome.Trained outcome = trained(train(spec(new Adam(), STEPS, null), Optional.empty(), finishing));
        assertThat(outcome.steps()).isEqualTo(7);
        assertThat(outcome.reason()).contains("7 of 24");
        assertThat(outcome.metrics()).containsKey("validation_loss");
        assertThat(outcome.parameters())
                .containsExactly(trained(train(spec(new Adam(), 7, null), Optional.empty(), new RecordingObserver()))
                        .parameters());
    }

    @Test
    void withoutValidationDataNothingIsEvaluated() {
        Trainer trainer = new Trainer(spec(new Adam(), STEPS, null), new TinyProblem.Net(), TestEngine.get());
        RecordingObserver seen = new RecordingObserver();
        Outcome outcome = trainer.run(TRAINING, TinyProblem.examples(0, 1), Optional.empty(), seen, "cpu");
        assertThat(trained(outcome).steps()).isEqualTo(STEPS);
        assertThat(seen.values("validation_loss")).isEmpty();
    }

    private static Outcome train(TrainingSpec spec, Optional<Snapshot> from, Observer observer) {
        return new Trainer(spec, new TinyProblem.Net(), TestEngine.get())
                .run(TRAINING, VALIDATION, from, observer, "cpu");
    }

    private static Outcome.Trained trained(Outcome outcome) {
        return (Outcome.Trained) outcome;
    }

    private static TrainingSpec withLogEvery(long steps) {
        return spec(new Sgd(), STEPS, null, steps);
    }

    private static TrainingSpec spec(Optimizer optimizer, long steps, @Nullable EarlyStopping earlyStopping) {
        return spec(optimizer, steps, earlyStopping, 5);
    }

    private static TrainingSpec spec(
            Optimizer optimizer, long steps, @Nullable EarlyStopping earlyStopping, long logEvery) {
        return new SpecBuilder(TinyProblem.spec())
                .optimizer(optimizer)
                .learningRate(0.01)
                .sampler(new Shuffle(7))
                .steps(steps)
                .evaluation(new Evaluation(null, 6L, 0.2, earlyStopping))
                .checkpoints(new Checkpoints(5L, 3))
                .logEverySteps(logEvery)
                .seed(42)
                .build()
                .effective(TRAINING.size());
    }

    @Test
    void epochsAreCountedInPassesOverTheData() {
        RecordingObserver seen = new RecordingObserver();
        train(spec(new Sgd(), 18, null), Optional.empty(), seen);
        // 60 examples in batches of 7 are 9 steps.
        assertThat(seen.points.get(seen.points.size() - 1).epoch()).isEqualTo(2.0);
        assertThat(Map.copyOf(seen.points.get(0).values()))
                .containsOnlyKeys("train_loss", "learning_rate", "gradient_norm");
    }
}
