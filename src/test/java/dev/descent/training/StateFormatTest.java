package dev.descent.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.training.optimizers.Adam;
import dev.descent.training.optimizers.Lion;
import dev.descent.training.optimizers.Sgd;
import dev.descent.training.samplers.Shuffle;
import dev.descent.training.states.Block8Bit;
import dev.descent.training.states.FullPrecision;
import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.TestEngine;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole runs whose optimizer state is kept in eight bits. */
class StateFormatTest {
    private static final Examples TRAINING = TinyProblem.examples(60, 1);
    private static final Examples VALIDATION = TinyProblem.examples(30, 2);

    /** Of the three tensors of the network, of 32, 8 and 8 elements, the first is large. */
    private static final StateFormat FORMAT = new Block8Bit(10, 20);

    static List<Optimizer> rules() {
        return List.of(new Adam(), new Lion(), new Sgd(0.9, 0, false));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void aRunPausedAtAnyStepEndsWithTheSameBytesAndMetrics(Optimizer rule) {
        TrainingSpec spec = spec(rule, FORMAT, 12);
        RecordingObserver straight = new RecordingObserver();
        Outcome.Trained whole = (Outcome.Trained) run(spec, Optional.empty(), straight);
        for (long at = 0; at < 12; at++) {
            RecordingObserver first = new RecordingObserver(at, Observer.Signal.PAUSE);
            Snapshot snapshot = ((Outcome.Paused) run(spec, Optional.empty(), first)).snapshot();
            assertThat(snapshot.vectors().keySet().stream().filter(name -> name.endsWith(".codes")))
                    .hasSize(rule.stateVectors());
            // Paused once more before its first step, while its codes are still floats.
            RecordingObserver second = new RecordingObserver(at, Observer.Signal.PAUSE);
            Snapshot again = ((Outcome.Paused) run(spec, Optional.of(snapshot), second)).snapshot();
            RecordingObserver third = new RecordingObserver();
            Outcome.Trained resumed = (Outcome.Trained) run(spec, Optional.of(again), third);
            assertThat(resumed.parameters()).as("paused at %d", at).containsExactly(whole.parameters());
            assertThat(resumed.metrics()).isEqualTo(whole.metrics());
            first.points.addAll(third.points);
            assertThat(first.points).isEqualTo(straight.points);
        }
    }

    @ParameterizedTest
    @MethodSource("rules")
    void theWalkIsAnotherThanInFullPrecisionButAsGood(Optimizer rule) {
        Outcome.Trained eightBits =
                (Outcome.Trained) run(spec(rule, FORMAT, 300), Optional.empty(), new RecordingObserver());
        Outcome.Trained full =
                (Outcome.Trained) run(spec(rule, new FullPrecision(), 300), Optional.empty(), new RecordingObserver());
        assertThat(eightBits.parameters()).isNotEqualTo(full.parameters());
        assertThat(eightBits.metrics().get("validation_loss"))
                .isLessThan(1.1 * full.metrics().getOrDefault("validation_loss", 0.0) + 0.01);
    }

    @Test
    void anEstimateCountsWhatIsKeptAndWhatIsUnpacked() {
        long full = bytes(new FullPrecision());
        long packed = bytes(new Block8Bit(256, 0));
        long p = new TinyProblem.Net().parameters().size();
        assertThat(full - 2 * 2 * 4 * p).isEqualTo(packed - (long) (2 * 2 * (4 + 1 + 4.0 / 256) * p));
    }

    private static long bytes(StateFormat format) {
        return Estimate.of(spec(new Adam(), format, 12), new TinyProblem.Net(), TRAINING.signature(), 60, 30)
                .memoryBytes();
    }

    private static TrainingSpec spec(Optimizer rule, StateFormat format, long steps) {
        return new SpecBuilder(TinyProblem.spec())
                .optimizer(rule)
                .stateFormat(format)
                .learningRate(0.01)
                .sampler(new Shuffle(7))
                .steps(steps)
                .evaluation(new Evaluation(null, 6L, 0.2, null))
                .logEverySteps(5L)
                .seed(42)
                .build()
                .effective(TRAINING.size());
    }

    private static Outcome run(TrainingSpec spec, Optional<Snapshot> from, Observer observer) {
        return new Trainer(spec, new TinyProblem.Net(), TestEngine.get())
                .run(TRAINING, VALIDATION, from, observer, "cpu");
    }
}
