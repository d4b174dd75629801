package dev.descent.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.descent.training.batches.BatchStage;
import dev.descent.training.batches.CoordinateTest;
import dev.descent.training.batches.FixedBatch;
import dev.descent.training.batches.Growth;
import dev.descent.training.batches.InnerProductTest;
import dev.descent.training.batches.NormTest;
import dev.descent.training.batches.Stages;
import dev.descent.training.optimizers.Sgd;
import dev.descent.training.samplers.Shuffle;
import dev.descent.training.schedules.LinearDecay;
import dev.descent.training.tensor.Draws;
import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.TestEngine;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs whose batches grow. */
class GrowingBatchTest {
    private static final int EXAMPLES = 60;
    private static final double EPOCHS = 5;
    private static final Examples VALIDATION = TinyProblem.examples(30, 2);

    /** Targets that the inputs say nothing of. */
    private static final Examples NOISE = noise();

    private static Examples noise() {
        float[][] inputs = new float[EXAMPLES][4];
        float[] targets = new float[EXAMPLES];
        for (int row = 0; row < EXAMPLES; row++) {
            Draws draws = new Randomness(6).draws(Randomness.Purpose.DATA, row, 0);
            for (int i = 0; i < 4; i++) {
                inputs[row][i] = (float) draws.gaussian();
            }
            targets[row] = (float) draws.gaussian();
        }
        return TinyProblem.examples(inputs, targets);
    }

    static Stream<BatchSchedule> schedules() {
        Growth growth = new Growth(3, 40);
        return Stream.of(
                new NormTest(0.5, growth),
                new InnerProductTest(0.2, 1.0, true, growth),
                new InnerProductTest(0.2, null, false, growth),
                new CoordinateTest(1, 1, growth),
                new Stages(List.of(new BatchStage(0.3, null, 11), new BatchStage(0.6, null, 25))));
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void theBatchGrowsAndTheRunEndsWithItsExamples(BatchSchedule schedule) {
        RecordingObserver seen = new RecordingObserver();
        Outcome.Trained trained = train(spec(schedule), Optional.empty(), seen);
        List<Double> sizes = seen.values("batch_size");
        assertThat(sizes).hasSize((int) trained.steps());
        assertThat(sizes.get(0)).isEqualTo(7);
        assertThat(sizes.stream().mapToDouble(Double::doubleValue).max().orElseThrow())
                .isGreaterThan(20)
                .isLessThanOrEqualTo(40);
        assertThat(sizes.stream().mapToDouble(Double::doubleValue).sum()).isEqualTo(EPOCHS * EXAMPLES);
        assertThat(trained.steps()).isLessThan(45);
        assertThat(seen.points.get(seen.points.size() - 1).epoch()).isEqualTo(EPOCHS);
        // A batch is smaller than the one before at the end of an epoch only, and after it no smaller than before it.
        double examples = 0;
        double largest = 0;
        for (double size : sizes) {
            examples += size;
            if (examples % EXAMPLES != 0) {
                assertThat(size).isGreaterThanOrEqualTo(largest);
                largest = size;
            }
        }
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void aRunPausedAtAnyStepEndsWithTheSameBytesAndMetrics(BatchSchedule schedule) {
        TrainingSpec spec = spec(schedule);
        RecordingObserver straight = new RecordingObserver();
        Outcome.Trained whole = train(spec, Optional.empty(), straight);
        for (long at = 0; at < whole.steps(); at++) {
            RecordingObserver first = new RecordingObserver(at, Observer.Signal.PAUSE);
            Outcome.Paused paused = (Outcome.Paused) run(spec, Optional.empty(), first);
            RecordingObserver second = new RecordingObserver();
            Outcome.Trained resumed = train(spec, Optional.of(paused.snapshot()), second);
            assertThat(resumed.parameters()).as("paused at %d", at).containsExactly(whole.parameters());
            assertThat(resumed.steps()).isEqualTo(whole.steps());
            first.points.addAll(second.points);
            assertThat(first.points).isEqualTo(straight.points);
        }
    }

    @Test
    void theRateFollowsTheExamplesSeen() {
        RecordingObserver seen = new RecordingObserver();
        TrainingSpec spec = new SpecBuilder(spec(new Stages(List.of(new BatchStage(0.2, null, 20)))))
                .schedule(new LinearDecay())
                .build();
        train(spec, Optional.empty(), seen);
        long steps = 45;
        double examples = 0;
        for (RecordingObserver.Point point : seen.points) {
            if (point.values().containsKey("batch_size")) {
                long time = (long) (examples / (EPOCHS * EXAMPLES) * steps);
                assertThat(point.values().get("learning_rate"))
                        .isCloseTo(0.02 * (1 - (double) time / steps), within(1e-12));
                examples += point.values().get("batch_size");
            }
        }
        assertThat(examples).isEqualTo(EPOCHS * EXAMPLES);
    }

    @Test
    void measuringChangesNoGradient() {
        RecordingObserver measured = new RecordingObserver();
        RecordingObserver fixed = new RecordingObserver();
        BatchSchedule neverGrows = new NormTest(1000, new Growth(1, 40));
        float[] with = train(spec(neverGrows), Optional.empty(), measured).parameters();
        float[] without = train(spec(new FixedBatch()), Optional.empty(), fixed).parameters();
        assertThat(with).containsExactly(without);
        assertThat(measured.values("train_loss")).isEqualTo(fixed.values("train_loss"));
    }

    private static TrainingSpec spec(BatchSchedule schedule) {
        return new SpecBuilder(TinyProblem.spec())
                .optimizer(new Sgd())
                .learningRate(0.02)
                .sampler(new Shuffle(7))
                .batchSchedule(schedule)
                .epochs(EPOCHS)
                .logEverySteps(1L)
                .seed(3)
                .build()
                .effective(EXAMPLES);
    }

    private static Outcome.Trained train(TrainingSpec spec, Optional<Snapshot> from, Observer observer) {
        return (Outcome.Trained) run(spec, from, observer);
    }

    private static Outcome run(TrainingSpec spec, Optional<Snapshot> from, Observer observer) {
        return new Trainer(spec, new TinyProblem.Net(), TestEngine.get()).run(NOISE, VALIDATION, from, observer, "cpu");
    }
}
