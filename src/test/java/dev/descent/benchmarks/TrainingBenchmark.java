package dev.descent.benchmarks;

import dev.descent.training.SilentObserver;
import dev.descent.training.Trainer;
import dev.descent.training.TrainingSpec;
import dev.descent.training.samplers.Shuffle;
import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.TestEngine;
import java.nio.FloatBuffer;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Optimizer steps of whole training runs: an MLP 784-256-10 with batches of 128 and Adam, as one job and as two at once.
 *
 * <p>The score of {@link #twoJobs} is the sum of both jobs: on two free cores it is twice that of {@link #oneJob}. Run
 * with {@code ./mvnw test-compile exec:exec@benchmark -Dbenchmark=TrainingBenchmark}.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
@State(Scope.Benchmark)
public class TrainingBenchmark {
    private static final int STEPS = 200;
    private static final int ROWS = 2000;

    private final Examples training = new Noise(ROWS);
    private final Examples none = new Noise(0);

    @Benchmark
    @OperationsPerInvocation(STEPS)
    @Threads(1)
    public Object oneJob() {
        return train();
    }

    @Benchmark
    @OperationsPerInvocation(STEPS)
    @Threads(2)
    public Object twoJobs() {
        return train();
    }

    private Object train() {
        TrainingSpec spec =
                PixelMlp.spec().sampler(new Shuffle(128)).steps(STEPS).build().effective(ROWS);
        return new Trainer(spec, spec.model().network(training.signature()), TestEngine.get())
                .run(training, none, Optional.empty(), new SilentObserver(), "cpu");
    }

    private record Noise(int size) implements PixelMlp.Pixels {
        @Override
        public void numeric(int row, FloatBuffer into) {
            PixelMlp.draw(row, into);
        }
    }
}
