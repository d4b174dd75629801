package dev.descent.benchmarks;

import dev.descent.training.Sampler;
import dev.descent.training.TestSet;
import dev.descent.training.samplers.GroupBalanced;
import dev.descent.training.samplers.Importance;
import dev.descent.training.samplers.Poisson;
import dev.descent.training.samplers.Shuffle;
import dev.descent.training.samplers.Stratified;
import dev.descent.training.samplers.Temperature;
import dev.descent.training.samplers.Weighted;
import dev.descent.training.samplers.WithReplacement;
import dev.descent.training.tensor.Randomness;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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
 * The mean time of drawing one batch of 256 out of 60,000 examples in ten groups, step after step; new epochs included, the
 * forward pass of importance sampling left out.
 *
 * <p>Run with {@code ./mvnw test-compile exec:exec@benchmark -Dbenchmark=SamplerBenchmark}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SamplerBenchmark {
    private static final int BATCH = 256;
    private static final int EXAMPLES = 60_000;

    /** The samplers. */
    public enum Case {
        SHUFFLE(new Shuffle(BATCH)),
        POISSON(new Poisson(BATCH, null)),
        WITH_REPLACEMENT(new WithReplacement(BATCH)),
        TEMPERATURE(new Temperature(BATCH, null, 5, null, 1)),
        WEIGHTED(new Weighted(BATCH, "weight", true)),
        IMPORTANCE(new Importance(BATCH, 3, 0.1, 0)),
        STRATIFIED(new Stratified()),
        GROUP_BALANCED(new GroupBalanced());

        private final Sampler.Sampling sampling;

        Case(Sampler sampler) {
            TestSet set = TestSet.of(EXAMPLES)
                    .withClasses(IntStream.range(0, EXAMPLES)
                            .map(i -> i % 55 * (i % 55) / 303)
                            .toArray())
                    .withNumbers(
                            "weight",
                            IntStream.range(0, EXAMPLES)
                                    .mapToDouble(i -> 1 + i % 100)
                                    .toArray());
            sampling = sampler.over(set, new Randomness(1), Optional.empty());
        }
    }

    @Param
    private Case sampler = Case.SHUFFLE;

    private long step;
    private long position;

    @Benchmark
    public int draw() {
        Sampler.Turn turn = new Sampler.Turn(
                step++,
                position,
                BATCH,
                0.5,
                rows -> IntStream.of(rows).mapToDouble(row -> row % 13).toArray());
        int drawn = sampler.sampling.draw(turn).rows().length;
        position += drawn;
        return drawn;
    }
}
