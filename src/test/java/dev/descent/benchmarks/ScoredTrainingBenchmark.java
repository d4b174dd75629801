package dev.descent.benchmarks;

import dev.descent.training.Diagnostic;
import dev.descent.training.Evaluation;
import dev.descent.training.SilentObserver;
import dev.descent.training.Trainer;
import dev.descent.training.TrainingSpec;
import dev.descent.training.diagnostics.El2n;
import dev.descent.training.diagnostics.ExampleLoss;
import dev.descent.training.diagnostics.Forgetting;
import dev.descent.training.diagnostics.Margin;
import dev.descent.training.models.TestExamples;
import dev.descent.training.samplers.Shuffle;
import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.TestEngine;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Optimizer steps of an MLP 784-256-10 with Adam, without scores of examples and with the four that look at each batch.
 *
 * <p>Run with {@code ./mvnw test-compile exec:exec@benchmark -Dbenchmark=ScoredTrainingBenchmark}.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 8, time = 2)
@Fork(1)
@State(Scope.Benchmark)
public class ScoredTrainingBenchmark {
    private static final int STEPS = 400;

    @Param({"64", "256"})
    public int batch;

    private final Examples training = new TestExamples(PixelMlp.SIGNATURE, 2048);
    private final Examples none = new TestExamples(PixelMlp.SIGNATURE, 0);

    @Benchmark
    @OperationsPerInvocation(STEPS)
    public Object plain() {
        return train();
    }

    @Benchmark
    @OperationsPerInvocation(STEPS)
    public Object scored() {
        return train(new El2n(), new ExampleLoss(), new Margin(), new Forgetting());
    }

    private Object train(Diagnostic... diagnostics) {
        TrainingSpec spec = PixelMlp.spec()
                .sampler(new Shuffle(batch))
                .steps(STEPS)
                .evaluation(new Evaluation(null, 1000L, 0, null))
                .diagnostics(diagnostics)
                .build()
                .effective(training.size());
        return new Trainer(spec, spec.model().network(PixelMlp.SIGNATURE), TestEngine.get())
                .run(training, none, Optional.empty(), new SilentObserver(), "cpu");
    }
}
