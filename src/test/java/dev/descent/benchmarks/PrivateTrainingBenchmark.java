package dev.descent.benchmarks;

import dev.descent.training.Evaluation;
import dev.descent.training.Mechanism;
import dev.descent.training.Model;
import dev.descent.training.Network;
import dev.descent.training.Sampler;
import dev.descent.training.SilentObserver;
import dev.descent.training.SpecBuilder;
import dev.descent.training.Trainer;
import dev.descent.training.TrainingSpec;
import dev.descent.training.clippings.AutoS;
import dev.descent.training.mechanisms.ClipScope;
import dev.descent.training.mechanisms.DpSgd;
import dev.descent.training.mechanisms.Plain;
import dev.descent.training.mechanisms.PrivacyOptions;
import dev.descent.training.models.GoldenNetworks;
import dev.descent.training.models.Mlp;
import dev.descent.training.models.Recurrent;
import dev.descent.training.models.TestExamples;
import dev.descent.training.models.layers.Activation;
import dev.descent.training.models.layers.Cell;
import dev.descent.training.objectives.Classification;
import dev.descent.training.optimizers.Sgd;
import dev.descent.training.samplers.Poisson;
import dev.descent.training.samplers.Shuffle;
import dev.descent.training.tensor.SecretRandomness;
import dev.descent.training.tensor.Signature;
import dev.descent.training.tensor.TestEngine;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * DP-SGD against plain SGD: steps per second of whole training runs.
 *
 * <p>Both run in turn in one process, and the fastest turn of each counts, so that what else the machine does disturbs
 * their ratio little. The table is printed; JMH's own score is the time that all of it took. {@link ClippedSumBenchmark}
 * measures memory. Run with
 * {@code ./mvnw test-compile exec:exec@benchmark -Dbenchmark=PrivateTrainingBenchmark}.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
@Fork(
        value = 1,
        jvmArgs = {"-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch"})
@State(Scope.Thread)
public class PrivateTrainingBenchmark {
    private static final int TURNS = 6;
    private static final int STEPS = 24;
    private static final int BATCHES = 8;

    @Param({"256", "1024"})
    private int batchSize = 256;

    @Benchmark
    public void table() {
        System.out.printf("%n%-28s %12s %12s %6s   B = %d%n", "network", "SGD, 1/s", "DP-SGD, 1/s", "ratio", batchSize);
        compare("MLP 784-256-10", new Mlp(List.of(256), Activation.RELU, 0, Mlp.Normalization.NONE), flat());
        compare("LSTM, 2 x 64, 28 steps", new Recurrent(Cell.LSTM, 2, 64, 0), GoldenNetworks.image(1, 28, 10));
        compare("LeNet-5", GoldenNetworks.lenet(), GoldenNetworks.image(1, 28, 10));
    }

    private static Signature flat() {
        return new Signature(List.of(784), List.of(), 10);
    }

    private void compare(String name, Model model, Signature signature) {
        TestExamples examples = new TestExamples(signature, BATCHES * batchSize);
        DpSgd dpSgd = new DpSgd(1, new AutoS(), ClipScope.ALL, null, new PrivacyOptions(1.0, null, 1e-5, 1024, false));
        TrainingSpec plain = spec(model, new Plain(), new Shuffle(batchSize), examples);
        TrainingSpec privately = spec(model, dpSgd, new Poisson(batchSize, 1.0 / BATCHES), examples);
        double sgd = 0;
        double dp = 0;
        for (int turn = 0; turn < TURNS; turn++) {
            sgd = Math.max(sgd, stepsPerSecond(plain, examples));
            dp = Math.max(dp, stepsPerSecond(privately, examples));
        }
        System.out.printf("%-28s %12.1f %12.1f %6.2f%n", name, sgd, dp, sgd / dp);
    }

    private TrainingSpec spec(Model model, Mechanism mechanism, Sampler sampler, TestExamples examples) {
        return new SpecBuilder(model, new Classification())
                .optimizer(new Sgd())
                .learningRate(1e-3)
                .mechanism(mechanism)
                .sampler(sampler)
                .evaluation(new Evaluation(null, (long) STEPS, 0, null))
                .steps(STEPS)
                .logEverySteps((long) STEPS)
                .seed(1)
                .build()
                .effective(examples.size());
    }

    private static double stepsPerSecond(TrainingSpec spec, TestExamples examples) {
        Network network = spec.model().network(examples.signature());
        Steps steps = new Steps();
        new Trainer(spec, network, TestEngine.get())
                .run(
                        examples,
                        new TestExamples(examples.signature(), 0),
                        Optional.empty(),
                        steps,
                        "cpu",
                        Optional.of(new SecretRandomness(new byte[SecretRandomness.KEY_BYTES], 0)));
        return steps.perSecond();
    }

    /** Times the second half of the steps. */
    private static final class Steps extends SilentObserver {
        private long start;

        @Override
        public Signal signal(long step) {
            if (step == STEPS / 2) {
                start = System.nanoTime();
            }
            return Signal.CONTINUE;
        }

        double perSecond() {
            return STEPS / 2 / ((System.nanoTime() - start) * 1e-9);
        }
    }
}
