package dev.descent.benchmarks;

import dev.descent.training.Contexts;
import dev.descent.training.Optimizer;
import dev.descent.training.StepContext;
import dev.descent.training.UpdateRule;
import dev.descent.training.optimizers.Adam;
import dev.descent.training.optimizers.AdamW;
import dev.descent.training.optimizers.Lion;
import dev.descent.training.optimizers.Sgd;
import dev.descent.training.tensor.Layout;
import dev.descent.training.tensor.TestEngine;
import dev.descent.training.tensor.Vec;
import dev.descent.training.tensor.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Time of one optimizer step on the engine, by rule and number of parameters.
 *
 * <p>Run with {@code ./mvnw test-compile exec:exec@benchmark -Dbenchmark=OptimizerStepBenchmark}.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class OptimizerStepBenchmark {
    private static final Map<String, Optimizer> RULES = Map.of(
            "sgd",
            new Sgd(),
            "momentum",
            new Sgd(0.9, 0, false),
            "adam",
            new Adam(),
            "adamw",
            new AdamW(),
            "lion",
            new Lion());

    @Param({"sgd", "momentum", "adam", "adamw", "lion"})
    public String rule;

    @Param({"10000", "1000000"})
    public int parameters;

    private Workspace workspace;
    private Optimizer optimizer;
    private StepContext context;
    private Vec gradient;
    private UpdateRule.Step at;

    @Setup(Level.Iteration)
    public void start() {
        workspace = TestEngine.get().open("cpu");
        optimizer = RULES.get(rule);
        context = Contexts.of(1e-3, Layout.EMPTY.with("w", parameters));
        float[] values = new float[parameters];
        for (int i = 0; i < parameters; i++) {
            values[i] = (i % 17) / 17f;
        }
        gradient = workspace.vec(values);
        Vec theta = workspace.vec(values);
        at = new UpdateRule.Step(theta, optimizer.init(theta));
    }

    @TearDown(Level.Iteration)
    public void end() {
        workspace.close();
    }

    @Benchmark
    public void step() {
        at = optimizer.step(at.parameters(), gradient, at.state(), context);
        List<Vec> kept = new ArrayList<>(at.state().vectors().values());
        kept.add(at.parameters());
        kept.add(gradient);
        workspace.keepOnly(kept);
    }
}
