package dev.descent.benchmarks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.tracker.Tracker;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.descent.spec.Strategy;
import dev.descent.training.Optimizer;
import dev.descent.training.State;
import dev.descent.training.StepContext;
import dev.descent.training.UpdateRule;
import dev.descent.training.optimizers.Sgd;
import dev.descent.training.tensor.Draws;
import dev.descent.training.tensor.Layout;
import dev.descent.training.tensor.Noise;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.TestEngine;
import dev.descent.training.tensor.Vec;
import dev.descent.training.tensor.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One optimizer step as the trainer takes it, for every optimizer with its default options, beside DJL's own Adam and
 * SGD and beside the floor: reading and writing the vectors of the state and the parameters once, into memory that is
 * there.
 *
 * <p>A rule and its floor take turns in one process, and the least time of each counts, so that what else the machine
 * does disturbs their ratio little. The table is printed; JMH's own score is the time that all of it took. Run with
 * {@code ./mvnw test-compile exec:exec@benchmark -Dbenchmark=OptimizerStepBenchmark}.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
@Fork(1)
@org.openjdk.jmh.annotations.State(Scope.Thread)
public class OptimizerStepBenchmark {
    /** Short, so that some turns find the machine undisturbed. */
    private static final long TURN_NANOS = 500_000;

    private static final int TURNS = 400;
    private static final long MOST_NANOS = 4_000_000_000L;

    /** Steps on short vectors before anything is measured, so that Java's compiler is done. */
    private static final int WARM_UP = 3000;

    private static final int SHORT = 1000;

    @Param({"10000", "1000000", "20000000"})
    private int parameters = 10_000;

    /** Something to be timed, with memory of its own until it is closed. */
    private interface Subject extends AutoCloseable {
        /** How many vectors it must read and write at least. */
        int vectors();

        void step();

        @Override
        void close();
    }

    private interface Making {
        Subject make(int parameters);
    }

    @Benchmark
    public void table() {
        // It sets the number of threads, for DJL's own optimizers too.
        TestEngine.get();
        System.out.printf(
                "%n%-28s %8s %12s %12s %6s   P = %d%n",
                "rule", "vectors", "time, us", "floor, us", "ratio", parameters);
        Map<String, Making> rules = new TreeMap<>();
        optimizers().forEach((name, rule) -> rules.put(name, size -> new OurStep(rule, size)));
        rules.put(
                "DJL's adam",
                size -> new DjlStep(ai.djl.training.optimizer.Optimizer.adam().build(), 3, size));
        ai.djl.training.optimizer.Sgd.Builder sgd = ai.djl.training.optimizer.Optimizer.sgd();
        rules.put(
                "DJL's sgd",
                size -> new DjlStep(
                        sgd.setLearningRateTracker(Tracker.fixed(1e-3f)).build(), 1, size));
        rules.forEach((name, making) -> {
            try (Subject warm = making.make(SHORT)) {
                for (int i = 0; i < WARM_UP; i++) {
                    warm.step();
                }
            }
            try (Subject rule = making.make(parameters);
                    Subject floor = new Floor(rule.vectors(), parameters)) {
                double[] times = leastMicros(rule, floor);
                System.out.printf(
                        "%-28s %8d %12.1f %12.1f %6.2f%n",
                        name, rule.vectors(), times[0], times[1], times[0] / times[1]);
            }
        });
    }

    private static double[] leastMicros(Subject... subjects) {
        double[] least = new double[subjects.length];
        int[] repetitions = new int[subjects.length];
        for (int i = 0; i < subjects.length; i++) {
            long once = Math.min(nanos(subjects[i], 1), nanos(subjects[i], 1));
            repetitions[i] = (int) Math.max(1, TURN_NANOS / once);
            least[i] = Double.POSITIVE_INFINITY;
        }
        long start = System.nanoTime();
        for (int turn = 0; turn < TURNS && System.nanoTime() - start < MOST_NANOS; turn++) {
            for (int i = 0; i < subjects.length; i++) {
                least[i] = Math.min(least[i], nanos(subjects[i], repetitions[i]) / 1e3 / repetitions[i]);
            }
        }
        return least;
    }

    private static long nanos(Subject subject, int repetitions) {
        long start = System.nanoTime();
        for (int i = 0; i < repetitions; i++) {
            subject.step();
        }
        return System.nanoTime() - start;
    }

    private static Map<String, Optimizer> optimizers() {
        Map<String, Optimizer> found = new TreeMap<>();
        for (JavaClass type : new ClassFileImporter().importPackages("dev.descent.training.optimizers")) {
            if (type.isAnnotatedWith(Strategy.class)) {
                try {
                    found.put(type.getAnnotationOfType(Strategy.class).type(), (Optimizer)
                            type.reflect().getConstructor().newInstance());
                } catch (ReflectiveOperationException e) {
                    throw new LinkageError(type.getName(), e);
                }
            }
        }
        found.put("sgd, momentum 0.9", new Sgd(0.9, 0, false));
        return found;
    }

    /** Three matrices and a vector. */
    private static Layout layout(int parameters) {
        int rows = parameters / 100;
        Layout matrices =
                Layout.EMPTY.with("a", rows / 2, 100).with("b", rows / 4, 100).with("c", rows / 5, 100);
        return matrices.with("d", parameters - matrices.size());
    }

    private static float[] values(int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (i % 17 - 7.5f) / 17;
        }
        return values;
    }

    private static final class OurStep implements Subject {
        private final Workspace workspace = TestEngine.get().open("cpu");
        private final Optimizer rule;
        private final Layout layout;
        private final Vec gradient;
        private UpdateRule.Step at;

        OurStep(Optimizer rule, int parameters) {
            this.rule = rule;
            layout = layout(parameters);
            // Through an operation, so that they lie in libtorch's memory as in training.
            gradient = workspace.vec(values(parameters)).mul(1);
            Vec theta = workspace.vec(values(parameters)).mul(1);
            at = new UpdateRule.Step(theta, rule.init(theta));
        }

        @Override
        public int vectors() {
            return 1 + rule.stateVectors();
        }

        @Override
        public void step() {
            UpdateRule.Step before = at;
            at = workspace.fused(lazy -> {
                State state = before.state().map(lazy);
                return rule.step(lazy.apply(before.parameters()), lazy.apply(gradient), state, context(state.steps()));
            });
            List<Vec> kept = new ArrayList<>(at.state().vectors().values());
            kept.add(at.parameters());
            kept.add(gradient);
            workspace.keepOnly(kept);
        }

        private StepContext context(long step) {
            return new StepContext(step, 0, 1e-4, OptionalDouble.empty(), 0, 1000, layout, new EngineNoise(workspace));
        }

        @Override
        public void close() {
            workspace.close();
        }
    }

    private record EngineNoise(Workspace workspace) implements Noise {
        @Override
        public Vec normal(long step, int stream, long size) {
            return workspace.normal(draws(step, stream), size);
        }

        @Override
        public Vec uniform(long step, int stream, long size) {
            return workspace.uniform(draws(step, stream), size);
        }

        @Override
        public Draws draws(long step, int stream) {
            return new Randomness(1).draws(Randomness.Purpose.UPDATE, step, stream);
        }
    }

    private static final class DjlStep implements Subject {
        private final NDManager manager = NDManager.newBaseManager("PyTorch");
        private final ai.djl.training.optimizer.Optimizer rule;
        private final int vectors;
        private final NDArray weight;
        private final NDArray gradient;

        DjlStep(ai.djl.training.optimizer.Optimizer rule, int vectors, int parameters) {
            this.rule = rule;
            this.vectors = vectors;
            weight = manager.create(values(parameters));
            gradient = manager.create(values(parameters));
        }

        @Override
        public int vectors() {
            return vectors;
        }

        @Override
        public void step() {
            rule.update("w", weight, gradient);
        }

        @Override
        public void close() {
            manager.close();
        }
    }

    private static final class Floor implements Subject {
        private static final NDIndex ALL = new NDIndex(":");

        private final NDManager manager = NDManager.newBaseManager("PyTorch");
        private final List<NDArray> from = new ArrayList<>();
        private final List<NDArray> to = new ArrayList<>();

        Floor(int vectors, int parameters) {
            for (int i = 0; i < vectors; i++) {
                from.add(manager.ones(new Shape(parameters)));
                to.add(manager.ones(new Shape(parameters)));
            }
        }

        @Override
        public int vectors() {
            return from.size();
        }

        @Override
        public void step() {
            for (int i = 0; i < from.size(); i++) {
                to.get(i).set(ALL, from.get(i));
            }
        }

        @Override
        public void close() {
            manager.close();
        }
    }
}
