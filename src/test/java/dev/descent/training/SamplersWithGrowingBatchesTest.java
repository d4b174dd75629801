package dev.descent.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.training.batches.BatchStage;
import dev.descent.training.batches.Growth;
import dev.descent.training.batches.NormTest;
import dev.descent.training.batches.Stages;
import dev.descent.training.optimizers.Sgd;
import dev.descent.training.samplers.GroupBalanced;
import dev.descent.training.samplers.Importance;
import dev.descent.training.samplers.Stratified;
import dev.descent.training.samplers.Temperature;
import dev.descent.training.samplers.Weighted;
import dev.descent.training.samplers.WithReplacement;
import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.TestEngine;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Batches grow in the middle of epochs, and a run that is paused anywhere ends with the same bytes. */
class SamplersWithGrowingBatchesTest {
    private static final int EXAMPLES = 60;
    private static final double EPOCHS = 4;
    private static final int LARGEST = 40;
    private static final Examples TRAINING = TinyProblem.examples(EXAMPLES, 1);
    private static final TrainingSet SET = TestSet.of(EXAMPLES)
            .withGroups(
                    "group",
                    IntStream.range(0, EXAMPLES).map(row -> row % 9 / 4).toArray())
            .withNumbers(
                    "weight",
                    IntStream.range(0, EXAMPLES).mapToDouble(row -> 1 + row % 4).toArray());

    static Stream<Sampler> samplers() {
        return Stream.of(
                new WithReplacement(7),
                new Temperature(7, "group", 3, 0.5, 1),
                new Weighted(7, "weight", true),
                new Importance(7, 3, 0.1, 0.3),
                new Stratified(7, "group"),
                new GroupBalanced(7, "group"));
    }

    @ParameterizedTest
    @MethodSource("samplers")
    void aPausedRunGoesOnWithTheSameBatches(Sampler sampler) {
        for (BatchSchedule schedule : List.of(
                new NormTest(0.2, new Growth(3, LARGEST)),
                new Stages(List.of(new BatchStage(0.3, null, 11), new BatchStage(0.6, null, 25))))) {
            TrainingSpec spec = spec(sampler, schedule);
            RecordingObserver straight = new RecordingObserver();
            Outcome.Trained whole = (Outcome.Trained) run(spec, Optional.empty(), straight);
            List<Double> sizes = straight.values("batch_size");
            assertThat(sizes.get(0)).isEqualTo(7);
            assertThat(sizes.stream().mapToDouble(Double::doubleValue).max().orElseThrow())
                    .isGreaterThan(20);
            assertThat(sizes.stream().mapToDouble(Double::doubleValue).sum())
                    .isBetween(EPOCHS * EXAMPLES, EPOCHS * EXAMPLES + LARGEST - 1);
            for (long at = 1; at < whole.steps(); at += 2) {
                RecordingObserver first = new RecordingObserver(at, Observer.Signal.PAUSE);
                Outcome.Paused paused = (Outcome.Paused) run(spec, Optional.empty(), first);
                RecordingObserver second = new RecordingObserver();
                Outcome.Trained resumed = (Outcome.Trained) run(spec, Optional.of(paused.snapshot()), second);
                assertThat(resumed.parameters()).as("paused at %d", at).containsExactly(whole.parameters());
                first.points.addAll(second.points);
                assertThat(first.points).isEqualTo(straight.points);
            }
        }
    }

    private static TrainingSpec spec(Sampler sampler, BatchSchedule schedule) {
        return new SpecBuilder(TinyProblem.spec())
                .optimizer(new Sgd())
                .learningRate(0.02)
                .sampler(sampler)
                .batchSchedule(schedule)
                .epochs(EPOCHS)
                .logEverySteps(1L)
                .seed(3)
                .build()
                .effective(EXAMPLES);
    }

    private static Outcome run(TrainingSpec spec, Optional<Snapshot> from, Observer observer) {
        return new Trainer(spec, new TinyProblem.Net(), TestEngine.get())
                .run(
                        new TrainingData(TRAINING, SET, TinyProblem.examples(30, 2)),
                        from,
                        observer,
                        "cpu",
                        Optional.empty());
    }
}
