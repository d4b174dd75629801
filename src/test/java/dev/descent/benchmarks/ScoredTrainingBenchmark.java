package dev.descent.benchmarks;

import dev.descent.training.Diagnostic;
import dev.descent.training.Evaluation;
import dev.descent.training.Observer;
import dev.descent.training.Snapshot;
import dev.descent.training.SpecBuilder;
import dev.descent.training.Trainer;
import dev.descent.training.TrainingSpec;
import dev.descent.training.diagnostics.El2n;
import dev.descent.training.diagnostics.ExampleLoss;
import dev.descent.training.diagnostics.Forgetting;
import dev.descent.training.diagnostics.Margin;
import dev.descent.training.models.Mlp;
import dev.descent.training.models.TestExamples;
import dev.descent.training.models.layers.Activation;
import dev.descent.training.objectives.Classification;
import dev.descent.training.samplers.Shuffle;
import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.Signature;
import dev.descent.training.tensor.TestEngine;
import java.util.List;
import java.util.Map;
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
    private static final Signature SIGNATURE = new Signature(List.of(784), List.of(), 10);

    @Param({"64", "256"})
    public int batch;

    private final Examples training = new TestExamples(SIGNATURE, 2048);
    private final Examples none = new TestExamples(SIGNATURE, 0);

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
        TrainingSpec spec = new SpecBuilder(
                        new Mlp(List.of(256), Activation.RELU, 0, Mlp.Normalization.NONE), new Classification())
                .sampler(new Shuffle(batch))
                .steps(STEPS)
                .logEverySteps(10L)
                .evaluation(new Evaluation(null, 1000L, 0, null))
                .diagnostics(diagnostics)
                .seed(1)
                .build()
                .effective(training.size());
        return new Trainer(spec, spec.model().network(SIGNATURE), TestEngine.get())
                .run(training, none, Optional.empty(), new Deaf(), "cpu");
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
