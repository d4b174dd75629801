package dev.descent.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.descent.training.optimizers.Sgd;
import dev.descent.training.samplers.Shuffle;
import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.TestEngine;
import dev.descent.training.tensor.Vec;
import dev.descent.training.transforms.ClipByValue;
import dev.descent.training.transforms.ExponentialMovingAverage;
import dev.descent.training.transforms.ExponentialMovingAverage.Beginning;
import dev.descent.training.transforms.GradientNoise;
import dev.descent.training.transforms.Lookahead;
import dev.descent.training.transforms.MedianOfSteps;
import dev.descent.training.transforms.StochasticWeightAveraging;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What transforms of the weights do to a whole run: an average is what is judged, restored and exported. */
class WeightAverageTest {
    private static final Examples TRAINING = TinyProblem.examples(60, 1);
    private static final Examples VALIDATION = TinyProblem.examples(30, 2);
    private static final int STEPS = 18;
    private static final int EVALUATED_EVERY = 6;

    /** θ after each step of the run without an average. */
    private static final List<float[]> PATH = path();

    private static List<float[]> path() {
        List<float[]> path = new ArrayList<>();
        for (Snapshot snapshot : snapshots(spec(STEPS, null))) {
            path.add(snapshot.vector("parameters"));
        }
        path.add(train(spec(STEPS, null), Optional.empty(), new RecordingObserver())
                .parameters());
        return path;
    }

    record Case(WeightAverage average, int from) {
        /** The mean of θ over the steps that are averaged, in 64 bits. */
        double[] expected(int steps) {
            double[] mean = new double[PATH.get(0).length];
            double weights = 0;
            for (int t = from; t < steps; t++) {
                double weight =
                        average instanceof ExponentialMovingAverage ema ? Math.pow(ema.decay(), steps - 1 - t) : 1;
                weights += weight;
                for (int i = 0; i < mean.length; i++) {
                    mean[i] += weight * PATH.get(t)[i];
                }
            }
            for (int i = 0; i < mean.length; i++) {
                mean[i] /= weights;
            }
            return mean;
        }
    }

    static Stream<Case> averages() {
        return Stream.of(
                new Case(new ExponentialMovingAverage(0.8, Beginning.BIAS_CORRECTED, 0), 0),
                new Case(new ExponentialMovingAverage(0.8, Beginning.BIAS_CORRECTED, 4), 4),
                new Case(new StochasticWeightAveraging(null, 3L, 1), 3),
                new Case(new StochasticWeightAveraging(0.25, null, 1), 5));
    }

    @ParameterizedTest
    @MethodSource("averages")
    void theAverageIsWhatIsJudgedAndExportedWhileTrainingGoesOnWithoutIt(Case c) {
        RecordingObserver seen = new RecordingObserver();
        TrainingSpec spec = spec(STEPS, null, c.average());
        Outcome.Trained trained = train(spec, Optional.empty(), seen);
        double[] expected = c.expected(STEPS);
        assertClose(trained.parameters(), expected);
        List<Double> judged = seen.values("validation_loss");
        assertThat(judged).hasSize(STEPS / EVALUATED_EVERY);
        for (int i = 0; i < judged.size(); i++) {
            int steps = (i + 1) * EVALUATED_EVERY;
            assertThat(judged.get(i)).isCloseTo(loss(c.expected(steps)), within(1e-5));
        }
        assertThat(trained.metrics().get("validation_loss")).isEqualTo(judged.get(judged.size() - 1));
        assertThat(loss(expected)).isNotCloseTo(loss(doubles(PATH.get(STEPS - 1))), within(1e-4));
        List<Snapshot> snapshots = snapshots(spec);
        for (int t = 0; t < STEPS - 1; t++) {
            assertThat(snapshots.get(t).vector("parameters")).containsExactly(PATH.get(t));
        }
    }

    /** No evaluation is better than the first, and the run ends with the third. */
    @Test
    void earlyStoppingRestoresTheAverageOfItsBestEvaluation() {
        Case c = new Case(new ExponentialMovingAverage(0.8, Beginning.BIAS_CORRECTED, 2), 2);
        EarlyStopping neverBetter = new EarlyStopping("loss", 2, 1e9, true);
        Outcome.Trained trained = train(spec(100, neverBetter, c.average()), Optional.empty(), new RecordingObserver());
        assertThat(trained.steps()).isEqualTo(3 * EVALUATED_EVERY);
        assertClose(trained.parameters(), c.expected(EVALUATED_EVERY));
        assertThat(trained.metrics().get("validation_loss")).isCloseTo(loss(c.expected(EVALUATED_EVERY)), within(1e-5));
    }

    @Test
    void anAverageThatHasNotBegunIsTheParametersThemselves() {
        Outcome.Trained trained = train(
                spec(STEPS, null, new StochasticWeightAveraging(null, 1000L, 1)),
                Optional.empty(),
                new RecordingObserver());
        assertThat(trained.parameters()).containsExactly(PATH.get(STEPS - 1));
    }

    static Stream<List<Transform>> combinations() {
        return Stream.of(
                List.of(new ExponentialMovingAverage(0.8, Beginning.GROWING_DECAY, 3), new Lookahead(4, 0.5)),
                List.of(
                        new MedianOfSteps(),
                        new GradientNoise(),
                        new Lookahead(5, 0.3),
                        new StochasticWeightAveraging()),
                List.of(new GradientNoise(0.1, 0.5), new GradientNoise(0.1, 0.5), new ClipByValue(0.1)));
    }

    @ParameterizedTest
    @MethodSource("combinations")
    void aRunPausedAtAnyStepEndsWithTheSameBytesAndMetrics(List<Transform> transforms) {
        TrainingSpec spec = spec(STEPS, new EarlyStopping("loss", 1000, 0, true), transforms.toArray(Transform[]::new));
        RecordingObserver straight = new RecordingObserver();
        Outcome.Trained whole = train(spec, Optional.empty(), straight);
        for (long at = 0; at < STEPS; at++) {
            RecordingObserver first = new RecordingObserver(at, Observer.Signal.PAUSE);
            Outcome.Paused paused = (Outcome.Paused) run(spec, Optional.empty(), first);
            RecordingObserver second = new RecordingObserver();
            Outcome.Trained resumed = train(spec, Optional.of(paused.snapshot()), second);
            assertThat(resumed.parameters()).as("paused at %d", at).containsExactly(whole.parameters());
            assertThat(resumed.metrics()).isEqualTo(whole.metrics());
            first.points.addAll(second.points);
            assertThat(first.points).isEqualTo(straight.points);
        }
    }

    /** Multiplies the gradient, so that its place among other transforms is seen. */
    record Times(double factor) implements GradientTransform {
        @Override
        public Transformed apply(Vec gradient, State state, StepContext context) {
            return new Transformed(gradient.mul(factor), state);
        }
    }

    @Test
    void transformsOfTheGradientAreAppliedInTheirOrder() {
        float[] before = snapshots(spec(2, null, new Times(0))).get(0).vector("parameters");
        assertThat(largestMove(before, new ClipByValue(1e-3), new Times(1e6))).isCloseTo(1e3 * 0.05, within(1e-3));
        assertThat(largestMove(before, new Times(1e6), new ClipByValue(1e-3))).isCloseTo(1e-3 * 0.05, within(1e-7));
    }

    private static double largestMove(float[] start, Transform... transforms) {
        float[] after = train(spec(1, null, transforms), Optional.empty(), new RecordingObserver())
                .parameters();
        double largest = 0;
        for (int i = 0; i < start.length; i++) {
            largest = Math.max(largest, Math.abs((double) after[i] - start[i]));
        }
        return largest;
    }

    /** θ₂ is set back to the middle of θ₀ and θ₂; whoever averages before that sees θ₂, who averages after it the middle. */
    @Test
    void transformsOfTheParametersAreAppliedInTheirOrder() {
        float[] start = snapshots(spec(2, null, new Times(0))).get(0).vector("parameters");
        double[] middle = new double[start.length];
        for (int i = 0; i < middle.length; i++) {
            middle[i] = (start[i] + (double) PATH.get(1)[i]) / 2;
        }
        Lookahead lookahead = new Lookahead(2, 0.5);
        WeightAverage last = new ExponentialMovingAverage(0, Beginning.FIRST_PARAMETERS, 0);
        assertClose(
                train(spec(2, null, lookahead, last), Optional.empty(), new RecordingObserver())
                        .parameters(),
                middle);
        assertClose(
                train(spec(2, null, last, lookahead), Optional.empty(), new RecordingObserver())
                        .parameters(),
                doubles(PATH.get(1)));
        assertClose(
                train(spec(2, null, lookahead), Optional.empty(), new RecordingObserver())
                        .parameters(),
                middle);
    }

    /** The network of {@link TinyProblem} and its mean loss over the validation set, in 64 bits. */
    private static double loss(double[] theta) {
        double sum = 0;
        for (int row = 0; row < VALIDATION.size(); row++) {
            FloatBuffer x = FloatBuffer.allocate(4);
            VALIDATION.numeric(row, x);
            double output = 0;
            for (int unit = 0; unit < 8; unit++) {
                double input = theta[32 + unit];
                for (int i = 0; i < 4; i++) {
                    input += theta[4 * unit + i] * x.get(i);
                }
                output += theta[40 + unit] * Math.tanh(input);
            }
            sum += Math.pow(output - VALIDATION.target(row), 2);
        }
        return sum / VALIDATION.size();
    }

    private static void assertClose(float[] actual, double[] expected) {
        assertThat(doubles(actual)).containsExactly(expected, within(2e-6));
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }

    private static List<Snapshot> snapshots(TrainingSpec spec) {
        RecordingObserver seen = new RecordingObserver();
        train(spec, Optional.empty(), seen);
        return seen.checkpoints;
    }

    private static TrainingSpec spec(long steps, @Nullable EarlyStopping earlyStopping, Transform... transforms) {
        return new SpecBuilder(TinyProblem.spec())
                .optimizer(new Sgd(0.9, 0, false))
                .learningRate(0.05)
                .sampler(new Shuffle(7))
                .transforms(transforms)
                .steps(steps)
                .evaluation(new Evaluation(null, (long) EVALUATED_EVERY, 0.2, earlyStopping))
                .checkpoints(new Checkpoints(1L, 3))
                .logEverySteps(5L)
                .seed(42)
                .build()
                .effective(TRAINING.size());
    }

    private static Outcome.Trained train(TrainingSpec spec, Optional<Snapshot> from, Observer observer) {
        return (Outcome.Trained) run(spec, from, observer);
    }

    private static Outcome run(TrainingSpec spec, Optional<Snapshot> from, Observer observer) {
        return new Trainer(spec, new TinyProblem.Net(), TestEngine.get())
                .run(TRAINING, VALIDATION, from, observer, "cpu");
    }
}
