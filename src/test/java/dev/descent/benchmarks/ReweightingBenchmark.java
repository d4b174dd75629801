package dev.descent.benchmarks;

import dev.descent.training.Observer;
import dev.descent.training.Outcome;
import dev.descent.training.Reweighting;
import dev.descent.training.Snapshot;
import dev.descent.training.SpecBuilder;
import dev.descent.training.Trainer;
import dev.descent.training.TrainingSpec;
import dev.descent.training.models.Mlp;
import dev.descent.training.models.layers.Activation;
import dev.descent.training.objectives.Classification;
import dev.descent.training.reweighting.ClassBalanced;
import dev.descent.training.reweighting.Focal;
import dev.descent.training.reweighting.LabelNoiseRobust;
import dev.descent.training.reweighting.LossBased;
import dev.descent.training.reweighting.LossBased.Emphasis;
import dev.descent.training.reweighting.Scalarization;
import dev.descent.training.reweighting.Uniform;
import dev.descent.training.samplers.Shuffle;
import dev.descent.training.tensor.Draws;
import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.Signature;
import dev.descent.training.tensor.TestEngine;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The time of one step of an MLP 784-256-10 with Adam, by reweighting, as a multiple of one with uniform weights.
 *
 * <p>Differences are small beside what else a machine does. So rules take turns, 50 steps each, the processor's time of the
 * thread is measured, and the median over the rounds of the ratio to uniform weights in the same round is printed. Run with
 * {@code ./mvnw test-compile exec:java -Dexec.classpathScope=test
 * -Dexec.mainClass=dev.descent.benchmarks.ReweightingBenchmark}.
 */
public final class ReweightingBenchmark {
    private static final int STEPS = 50;
    private static final int ROWS = 2000;
    private static final int WIDTH = 784;
    private static final int CLASSES = 10;

    private static final int WARMUP = 4;
    private static final int ROUNDS = 25;

    private static final List<Reweighting> RULES = List.of(
            new Uniform(),
            new ClassBalanced(),
            new Scalarization(),
            new LossBased(Emphasis.LIN_UPPER, 0.4),
            new LossBased(Emphasis.QUADRATIC, 0.4),
            new Focal(),
            new LabelNoiseRobust(0.1, 0));

    private static final Examples TRAINING = new Pixels(pixels());
    private static final Examples NONE = new Pixels(new float[0][]);

    private ReweightingBenchmark() {}

    public static void main(String[] arguments) {
        for (int batch : new int[] {64, 256}) {
            double[][] ratios = new double[RULES.size()][ROUNDS];
            double[] uniform = new double[ROUNDS];
            for (int round = -WARMUP; round < ROUNDS; round++) {
                double first = microseconds(RULES.get(0), batch);
                for (int i = 1; i < RULES.size(); i++) {
                    double time = microseconds(RULES.get(i), batch);
                    double next = microseconds(RULES.get(0), batch);
                    if (round >= 0) {
                        ratios[i][round] = 2 * time / (first + next);
                    }
                    first = next;
                }
                uniform[Math.max(0, round)] = first;
            }
            System.out.printf("batch %d: uniform %.0f us of processor time%n", batch, median(uniform));
            for (int i = 1; i < RULES.size(); i++) {
                System.out.printf("  %.3f %s%n", median(ratios[i]), RULES.get(i));
            }
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** The processor's time of one step. */
    private static double microseconds(Reweighting reweighting, int batch) {
        TrainingSpec spec = new SpecBuilder(
                        new Mlp(List.of(256), Activation.RELU, 0, Mlp.Normalization.NONE), new Classification())
                .reweighting(reweighting)
                .sampler(new Shuffle(batch))
                .steps(STEPS)
                .logEverySteps(10L)
                .seed(1)
                .build()
                .effective(ROWS);
        Trainer trainer = new Trainer(spec, spec.model().network(TRAINING.signature()), TestEngine.get());
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadCpuTime();
        Outcome outcome = trainer.run(TRAINING, NONE, Optional.empty(), new Deaf(), "cpu");
        if (!(outcome instanceof Outcome.Trained)) {
            throw new IllegalStateException("ended with " + outcome);
        }
        return (threads.getCurrentThreadCpuTime() - before) * 1e-3 / STEPS;
    }

    private static float[][] pixels() {
        float[][] pixels = new float[ROWS][WIDTH];
        for (int row = 0; row < ROWS; row++) {
            Draws draws = new Randomness(1).draws(Randomness.Purpose.DATA, row, 0);
            for (int i = 0; i < WIDTH; i++) {
                pixels[row][i] = (float) draws.uniform();
            }
        }
        return pixels;
    }

    private record Pixels(float[][] pixels) implements Examples {
        @Override
        public Signature signature() {
            return new Signature(List.of(WIDTH), List.of(), CLASSES);
        }

        @Override
        public int size() {
            return pixels.length;
        }

        @Override
        public void numeric(int row, FloatBuffer into) {
            into.put(pixels[row]);
        }

        @Override
        public void categories(int row, IntBuffer into) {}

        @Override
        public float target(int row) {
            return row % CLASSES;
        }

        @Override
        public double targetScale() {
            return 1;
        }
    }

    private static final class Deaf implements Observer {
        @Override
        public Signal signal(long step) {
            return Signal.CONTINUE;
        }

        @Override
        public void metrics(long step, double epoch, Map<String, Double> values) {}

        @Override
        public void charge(long step) {}

        @Override
        public void checkpoint(Snapshot snapshot) {}
    }
}
