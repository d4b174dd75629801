package dev.descent.benchmarks;

import dev.descent.training.Outcome;
import dev.descent.training.Reweighting;
import dev.descent.training.SilentObserver;
import dev.descent.training.Trainer;
import dev.descent.training.TrainingSpec;
import dev.descent.training.reweighting.ClassBalanced;
import dev.descent.training.reweighting.Focal;
import dev.descent.training.reweighting.LabelNoiseRobust;
import dev.descent.training.reweighting.LossBased;
import dev.descent.training.reweighting.LossBased.Emphasis;
import dev.descent.training.reweighting.Scalarization;
import dev.descent.training.reweighting.Uniform;
import dev.descent.training.samplers.Shuffle;
import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.TestEngine;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
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

    private static final Examples TRAINING = new Drawn(pixels());
    private static final Examples NONE = new Drawn(new float[0][]);

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
        TrainingSpec spec = PixelMlp.spec()
                .reweighting(reweighting)
                .sampler(new Shuffle(batch))
                .steps(STEPS)
                .build()
                .effective(ROWS);
        Trainer trainer = new Trainer(spec, spec.model().network(TRAINING.signature()), TestEngine.get());
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadCpuTime();
        Outcome outcome = trainer.run(TRAINING, NONE, Optional.empty(), new SilentObserver(), "cpu");
        if (!(outcome instanceof Outcome.Trained)) {
            throw new IllegalStateException("ended with " + outcome);
        }
        return (threads.getCurrentThreadCpuTime() - before) * 1e-3 / STEPS;
    }

    private static float[][] pixels() {
        float[][] pixels = new float[ROWS][PixelMlp.WIDTH];
        for (int row = 0; row < ROWS; row++) {
            PixelMlp.draw(row, FloatBuffer.wrap(pixels[row]));
        }
        return pixels;
    }

    private record Drawn(float[][] pixels) implements PixelMlp.Pixels {
        @Override
        public int size() {
            return pixels.length;
        }

        @Override
        public void numeric(int row, FloatBuffer into) {
            into.put(pixels[row]);
        }
    }
}
