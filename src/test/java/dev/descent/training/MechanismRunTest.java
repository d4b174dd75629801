package dev.descent.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.descent.training.mechanisms.MedianOfMeans;
import dev.descent.training.mechanisms.Plain;
import dev.descent.training.mechanisms.WinsorizedMean;
import dev.descent.training.optimizers.Sgd;
import dev.descent.training.reweighting.Uniform;
import dev.descent.training.samplers.Shuffle;
import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.TestEngine;
import dev.descent.training.tensor.Vec;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole runs whose gradient is made of several. */
class MechanismRunTest {
    private static final Examples VALIDATION = TinyProblem.examples(30, 2);

    /** 57 examples in batches of 7 leave a last batch of one. */
    private static final Examples TRAINING = TinyProblem.examples(57, 1);

    static List<LossMechanism> mechanisms() {
        return List.of(new WinsorizedMean(20), new WinsorizedMean(0), new MedianOfMeans(), new MedianOfMeans(4));
    }

    @ParameterizedTest
    @MethodSource("mechanisms")
    void theLossGoesDownAndAPausedRunEndsAsOneThatRanThrough(LossMechanism mechanism) {
        TrainingSpec spec = spec(mechanism, 150);
        RecordingObserver straight = new RecordingObserver();
        float[] whole = trained(run(spec, Optional.empty(), straight)).parameters();
        List<Double> losses = straight.values("validation_loss");
        assertThat(losses.get(losses.size() - 1)).isLessThan(0.8 * losses.get(0));
        for (long at : new long[] {1, 9, 77}) {
            Outcome.Paused paused =
                    (Outcome.Paused) run(spec, Optional.empty(), new RecordingObserver(at, Observer.Signal.PAUSE));
            assertThat(trained(run(spec, Optional.of(paused.snapshot()), new RecordingObserver()))
                            .parameters())
                    .containsExactly(whole);
        }
    }

    @Test
    void aWinsorizedMeanThatClipsNothingIsThePlainMeanWeightedOrNot() {
        for (Reweighting reweighting : List.of(new Uniform(), new ByPlace())) {
            RecordingObserver robust = new RecordingObserver();
            RecordingObserver plain = new RecordingObserver();
            float[] a = trained(run(
                            new SpecBuilder(spec(new WinsorizedMean(0), 20))
                                    .reweighting(reweighting)
                                    .build(),
                            Optional.empty(),
                            robust))
                    .parameters();
            float[] b = trained(run(
                            new SpecBuilder(spec(new Plain(), 20))
                                    .reweighting(reweighting)
                                    .build(),
                            Optional.empty(),
                            plain))
                    .parameters();
            for (int i = 0; i < a.length; i++) {
                assertThat(a[i]).isCloseTo(b[i], within(1e-5f));
            }
            assertThat(robust.values("train_loss").get(0))
                    .isEqualTo(plain.values("train_loss").get(0));
        }
    }

    /** The first example of a batch counts for all. */
    record ByPlace() implements Reweighting {
        @Override
        public Weighting over(TrainingSet set) {
            return (Weighting.OfLosses) (losses, step, progress) -> {
                double[] weights = new double[losses.length];
                weights[0] = losses.length;
                return weights;
            };
        }
    }

    @Test
    void theMemoryOfAllGradientsIsEstimated() {
        long p = new TinyProblem.Net().parameters().size();
        long plain = memory(new Plain());
        assertThat(memory(new WinsorizedMean()) - plain).isEqualTo(4 * 7 * 4 * p);
        assertThat(memory(new MedianOfMeans()) - plain).isEqualTo(4 * 3 * 4 * p);
    }

    private static long memory(LossMechanism mechanism) {
        return Estimate.of(spec(mechanism, 10), new TinyProblem.Net(), TRAINING.signature(), 57, 30)
                .memoryBytes();
    }

    static Stream<Integer> sizes() {
        return Stream.of(1, 2, 3, 4, 7);
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void aBatchHasAsManyPartsAsAnEstimateExpects(int size) {
        try (var workspace = TestEngine.get().open("cpu")) {
            Vec losses = workspace.vec(new float[size]);
            for (LossMechanism mechanism : mechanisms()) {
                assertThat(mechanism.parts(losses, Optional.empty()).size()).isEqualTo(mechanism.parts(size));
            }
        }
    }

    private static TrainingSpec spec(LossMechanism mechanism, long steps) {
        return new SpecBuilder(TinyProblem.spec())
                .optimizer(new Sgd())
                .learningRate(0.05)
                .sampler(new Shuffle(7))
                .mechanism(mechanism)
                .steps(steps)
                .evaluation(new Evaluation(null, 10L, 0.2, null))
                .seed(42)
                .build()
                .effective(TRAINING.size());
    }

    private static Outcome.Trained trained(Outcome outcome) {
        return (Outcome.Trained) outcome;
    }

    private static Outcome run(TrainingSpec spec, Optional<Snapshot> from, Observer observer) {
        return new Trainer(spec, new TinyProblem.Net(), TestEngine.get())
                .run(TRAINING, VALIDATION, from, observer, "cpu");
    }
}
