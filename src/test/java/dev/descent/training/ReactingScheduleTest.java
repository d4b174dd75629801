package dev.descent.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.descent.spec.InvalidOptions;
import dev.descent.training.optimizers.Adam;
import dev.descent.training.optimizers.Lion;
import dev.descent.training.optimizers.Sgd;
import dev.descent.training.samplers.Shuffle;
import dev.descent.training.scaling.LinearScaling;
import dev.descent.training.schedules.Constant;
import dev.descent.training.schedules.LanczosRate;
import dev.descent.training.schedules.OneCycle;
import dev.descent.training.schedules.ReduceOnPlateau;
import dev.descent.training.schedules.ReduceOnPlateau.ThresholdMode;
import dev.descent.training.schedules.Warmup;
import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.TestEngine;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Schedules whose rates depend on what happens while the job trains. */
class ReactingScheduleTest {
    private static final Examples TRAINING = TinyProblem.examples(60, 1);
    private static final Examples VALIDATION = TinyProblem.examples(30, 2);
    private static final long STEPS = 24;

    /** Nothing beats the first evaluation by so much: the rate falls at every second one after it. */
    private static final ReduceOnPlateau FALLING =
            new ReduceOnPlateau("loss", 0.5, 1, 1e9, ThresholdMode.ABSOLUTE, 0, 0.001, 1e-8, new Warmup());

    private static final LanczosRate MEASURING = new LanczosRate(0.5, 8, 7, 1000, new Warmup());

    private static TrainingSpec spec(Schedule schedule) {
        return new SpecBuilder(TinyProblem.spec())
                .optimizer(new Sgd())
                .learningRate(0.01)
                .schedule(schedule)
                .sampler(new Shuffle(7))
                .steps(STEPS)
                .evaluation(new Evaluation(null, 3L, 0.2, null))
                .logEverySteps(1L)
                .seed(42)
                .build()
                .effective(TRAINING.size());
    }

    private static Outcome train(TrainingSpec spec, Optional<Snapshot> from, Observer observer) {
        return new Trainer(spec, new TinyProblem.Net(), TestEngine.get())
                .run(TRAINING, VALIDATION, from, observer, "cpu");
    }

    private static List<Double> rates(TrainingSpec spec) {
        RecordingObserver seen = new RecordingObserver();
        train(spec, Optional.empty(), seen);
        return seen.values("learning_rate");
    }

    @Test
    void aPlateauReducesTheRateAfterItsEvaluations() {
        // Evaluations after 3, 6, 9 ... steps: the second bad one comes after 9.
        assertThat(rates(spec(FALLING)))
                .containsExactlyElementsOf(LongStream.range(0, STEPS)
                        .mapToObj(t -> t < 9 ? 0.01 : t < 15 ? 0.005 : t < 21 ? 0.0025 : 0.00125)
                        .toList());
    }

    @Test
    void aLossThatFallsLeavesTheRateAlone() {
        ReduceOnPlateau patient =
                new ReduceOnPlateau("loss", 0.5, 0, 0, ThresholdMode.ABSOLUTE, 0, 0, 1e-8, new Warmup());
        RecordingObserver seen = new RecordingObserver();
        train(spec(patient), Optional.empty(), seen);
        List<Double> losses = seen.values("validation_loss");
        List<Double> rates = seen.values("learning_rate");
        double expected = 0.01;
        double best = Double.POSITIVE_INFINITY;
        for (int i = 0; i < losses.size() - 1; i++) {
            expected *= losses.get(i) < best ? 1 : 0.5;
            best = Math.min(best, losses.get(i));
            assertThat(rates.get(3 * (i + 1))).isCloseTo(expected, within(1e-15));
        }
        assertThat(losses.get(1)).isLessThan(losses.get(0));
    }

    @Test
    void aRunPausedAtAnyStepKeepsItsReactions() {
        for (Schedule schedule : List.of(FALLING, MEASURING)) {
            TrainingSpec spec = spec(schedule);
            RecordingObserver straight = new RecordingObserver();
            Outcome.Trained whole = (Outcome.Trained) train(spec, Optional.empty(), straight);
            assertThat(straight.values("learning_rate").stream().distinct()).hasSizeGreaterThan(2);
            for (long at = 0; at < STEPS; at++) {
                RecordingObserver first = new RecordingObserver(at, Observer.Signal.PAUSE);
                Outcome.Paused paused = (Outcome.Paused) train(spec, Optional.empty(), first);
                RecordingObserver second = new RecordingObserver();
                Outcome.Trained resumed = (Outcome.Trained) train(spec, Optional.of(paused.snapshot()), second);
                first.points.addAll(second.points);
                assertThat(first.points).as("paused at %d", at).isEqualTo(straight.points);
                assertThat(resumed.parameters()).containsExactly(whole.parameters());
            }
        }
    }

    @Test
    void theCurvatureIsMeasuredEverySoManySteps() {
        List<Double> rates = rates(spec(MEASURING));
        for (int t = 1; t < STEPS; t++) {
            assertThat(rates.get(t).equals(rates.get(t - 1))).as("step %d", t).isEqualTo(t % 7 != 0);
        }
    }

    @Test
    void theMeasuredRateIsThatOfTheHessianOfTheBatch() {
        TrainingSpec spec = new SpecBuilder(spec(new LanczosRate(1, 100, 1, 1e6, new Warmup())))
                .sampler(new Shuffle(60))
                .steps(1)
                .build();
        float[] start = new TinyProblem.Net().initialParameters(new Randomness(spec.seed()));
        double[] theta =
                IntStream.range(0, start.length).mapToDouble(i -> start[i]).toArray();
        double greatest = greatestEigenvalue(hessian(theta));
        assertThat(rates(spec).get(0)).isCloseTo(1 / greatest, within(1e-3 / greatest));
    }

    /** By differences of differences. */
    private static double[][] hessian(double[] theta) {
        double h = 1e-4;
        int p = theta.length;
        double[][] hessian = new double[p][p];
        for (int i = 0; i < p; i++) {
            for (int j = 0; j < p; j++) {
                double sum = 0;
                for (int[] sign : new int[][] {{1, 1}, {1, -1}, {-1, 1}, {-1, -1}}) {
                    double[] moved = theta.clone();
                    moved[i] += sign[0] * h;
                    moved[j] += sign[1] * h;
                    sum += sign[0] * sign[1] * loss(moved);
                }
                hessian[i][j] = sum / (4 * h * h);
            }
        }
        return hessian;
    }

    /** The mean squared error of y = tanh(xW + b)v over all examples. */
    private static double loss(double[] theta) {
        double sum = 0;
        for (int row = 0; row < TRAINING.size(); row++) {
            FloatBuffer x = FloatBuffer.allocate(4);
            TRAINING.numeric(row, x);
            double y = 0;
            for (int unit = 0; unit < 8; unit++) {
                double z = theta[32 + unit];
                for (int i = 0; i < 4; i++) {
                    z += theta[4 * unit + i] * x.get(i);
                }
                y += theta[40 + unit] * Math.tanh(z);
            }
            sum += (y - TRAINING.target(row)) * (y - TRAINING.target(row));
        }
        return sum / TRAINING.size();
    }

    /** By power iteration on H + cI, whose eigenvalues are all positive. */
    private static double greatestEigenvalue(double[][] matrix) {
        double shift = 100;
        double[] v = new Random(1).doubles(matrix.length, -1, 1).toArray();
        double norm = 0;
        for (int iteration = 0; iteration < 20_000; iteration++) {
            double[] image = new double[v.length];
            for (int i = 0; i < v.length; i++) {
                image[i] = shift * v[i];
                for (int j = 0; j < v.length; j++) {
                    image[i] += matrix[i][j] * v[j];
                }
            }
            norm = Math.sqrt(Arrays.stream(image).map(a -> a * a).sum());
            for (int i = 0; i < v.length; i++) {
                v[i] = image[i] / norm;
            }
        }
        return norm - shift;
    }

    @Test
    void ruleAndScheduleMustFit() {
        SpecBuilder builder = new SpecBuilder(TinyProblem.spec()).optimizer(new Adam());
        assertThatThrownBy(() -> builder.schedule(FALLING)
                        .evaluation(new Evaluation(null, null, 0, null))
                        .build())
                .isInstanceOf(InvalidOptions.class)
                .hasMessageContaining("/schedule")
                .hasMessageContaining("validation data");
        assertThatThrownBy(() -> new SpecBuilder(TinyProblem.spec())
                        .optimizer(new Lion())
                        .schedule(new OneCycle())
                        .build())
                .isInstanceOf(InvalidOptions.class)
                .hasMessageContaining("/schedule")
                .hasMessageContaining("momentum");
    }

    @Test
    void ratesFollowTheBatchSize() {
        TrainingSpec scaled = new SpecBuilder(spec(new Constant()))
                .rateScaling(new LinearScaling(14))
                .build();
        assertThat(rates(scaled)).containsOnly(0.005);
    }
}
