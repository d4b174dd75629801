package dev.descent.training.optimizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.descent.training.Contexts;
import dev.descent.training.Optimizer;
import dev.descent.training.State;
import dev.descent.training.StepContext;
import dev.descent.training.UpdateRule;
import dev.descent.training.UpdateRule.Trait;
import dev.descent.training.tensor.ArrayVec;
import dev.descent.training.tensor.Draws;
import dev.descent.training.tensor.Layout;
import dev.descent.training.tensor.Noise;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.TestEngine;
import dev.descent.training.tensor.Vec;
import dev.descent.training.tensor.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every first-order rule owes its callers. A new rule is found by scanning and tested in all of its variants. */
class OptimizerContractTest {
    private static final Layout LAYOUT =
            Layout.EMPTY.with("w", 3, 2).with("s", 1).with("b", 3);
    private static final int SIZE = 10;
    private static final double[] START = {1, -2, 3, 0, 5, -6, 0.5, 2, -1, 0};

    /** Within each tensor, but not from one tensor to another. */
    private static final int[] ORDER = {3, 1, 5, 0, 4, 2, 6, 9, 7, 8};

    private static final List<Optimizer> RULES = RuleVariants.all();

    static List<Optimizer> optimizers() {
        return RULES;
    }

    @Test
    void rulesAreFound() {
        assertThat(optimizers().stream().map(Object::getClass).distinct()).hasSizeGreaterThanOrEqualTo(18);
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void aZeroGradientFromAFreshStateMovesNothingUnlessTheRuleSaysSo(Optimizer optimizer) {
        Vec start = new ArrayVec(START);
        UpdateRule.Step step = optimizer.step(start, start.zeros(), optimizer.init(start), context(optimizer));
        if (optimizer.traits().contains(Trait.MOVES_WITHOUT_GRADIENT)) {
            assertThat(ArrayVec.values(step.parameters())).isNotEqualTo(START);
        } else {
            assertThat(ArrayVec.values(step.parameters())).containsExactly(START);
        }
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void inputsAreLeftAsTheyWereAndEqualInputsGiveEqualSteps(Optimizer optimizer) {
        Vec parameters = new ArrayVec(START);
        State state = optimizer.init(parameters);
        for (double[] gradient : gradients(5)) {
            double[] before = ArrayVec.values(parameters);
            Vec g = new ArrayVec(gradient);
            UpdateRule.Step once = optimizer.step(parameters, g, state, context(optimizer));
            UpdateRule.Step again = optimizer.step(parameters, g, state, context(optimizer));
            assertThat(ArrayVec.values(parameters)).containsExactly(before);
            assertThat(ArrayVec.values(g)).containsExactly(gradient);
            assertThat(ArrayVec.values(once.parameters())).containsExactly(ArrayVec.values(again.parameters()));
            assertThat(once.state().steps()).isEqualTo(state.steps() + 1);
            parameters = once.parameters();
            state = once.state();
        }
    }

    /** Scalars of a tensor or of its rows may come beside the vectors that are declared. */
    @ParameterizedTest
    @MethodSource("optimizers")
    void theStateIsAsLargeAsDeclared(Optimizer optimizer) {
        Vec start = new ArrayVec(START);
        State fresh = optimizer.init(start);
        State used = optimizer.step(start, start, fresh, context(optimizer)).state();
        for (State state : List.of(fresh, used)) {
            assertThat(state.vectors().values().stream().filter(v -> v.size() == SIZE))
                    .hasSize(optimizer.stateVectors());
            assertThat(state.vectors().values()).allMatch(v -> v.size() <= SIZE);
        }
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void whatMayBeQuantizedIsThereAndOfTheRangeThatIsDeclared(Optimizer optimizer) {
        State state = walk(optimizer, context(optimizer), 5).state();
        optimizer.quantizable().forEach((name, range) -> {
            assertThat(state.get(name).size()).isEqualTo(SIZE);
            if (range == Optimizer.Range.NON_NEGATIVE) {
                assertThat(Arrays.stream(ArrayVec.values(state.get(name)))).allMatch(x -> x >= 0);
            }
        });
    }

    static Stream<Optimizer> optimizersBlindToTheShape() {
        return RULES.stream().filter(rule -> !rule.traits().contains(Trait.SEES_THE_SHAPE));
    }

    @ParameterizedTest
    @MethodSource("optimizersBlindToTheShape")
    void coordinatesPermutedWithinTheirTensorsGiveAPermutedStep(Optimizer optimizer) {
        Vec straight = new ArrayVec(START);
        Vec permuted = permute(straight);
        State straightState = optimizer.init(straight);
        State permutedState = optimizer.init(permuted);
        for (double[] values : gradients(5)) {
            Vec gradient = new ArrayVec(values);
            StepContext context = context(optimizer);
            UpdateRule.Step a = optimizer.step(straight, gradient, straightState, context);
            UpdateRule.Step b = optimizer.step(
                    permuted, permute(gradient), permutedState, withNoise(context, permuted(context.noise())));
            straight = a.parameters();
            straightState = a.state();
            permuted = b.parameters();
            permutedState = b.state();
            assertThat(ArrayVec.values(permuted)).containsExactly(ArrayVec.values(permute(straight)), within(1e-12));
        }
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void aMomentumOfTheScheduleTakesThePlaceOfTheOption(Optimizer optimizer) {
        double[] own = ArrayVec.values(walk(optimizer, context(optimizer), 9).parameters());
        StepContext scheduled = withMomentum(context(optimizer), 0.4);
        double[] moved = ArrayVec.values(walk(optimizer, scheduled, 9).parameters());
        if (optimizer.takesMomentum()) {
            Optimizer same = RuleVariants.with(optimizer, "momentum", 0.4)
                    .or(() -> RuleVariants.with(optimizer, "beta1", 0.4))
                    .orElseThrow();
            assertThat(moved)
                    .containsExactly(
                            ArrayVec.values(walk(same, context(optimizer), 9).parameters()));
            assertThat(moved).isNotEqualTo(own);
        } else {
            assertThat(moved).containsExactly(own);
        }
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void onlyARuleThatDecaysItselfShrinksParameters(Optimizer optimizer) {
        StepContext plain = context(optimizer);
        StepContext decaying = Contexts.of(0, optimizer.defaultLearningRate(), 0.5, LAYOUT);
        Vec start = new ArrayVec(START);
        double without = norm(optimizer.step(start, start.zeros(), optimizer.init(start), plain));
        double with = norm(optimizer.step(start, start.zeros(), optimizer.init(start), decaying));
        if (optimizer.decaysItself()) {
            assertThat(with).isLessThan(without);
        } else {
            assertThat(with).isEqualTo(without);
        }
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void aConvexQuadraticGetsSmaller(Optimizer optimizer) {
        Vec curvature = new ArrayVec(1, 2, 0.5, 3, 1, 0.1, 1, 0.2, 2, 1);
        // A rule of bounded steps, such as Lion at its default rate, would not get far in a test.
        StepContext context = Contexts.of(Math.max(1e-3, optimizer.defaultLearningRate()), LAYOUT);
        Vec start = new ArrayVec(1, -2, 3, 0, 2, -3, 0.5, 2, -1, 0);
        Vec end = descended(optimizer, start, theta -> theta.mul(curvature), context, 2000);
        assertThat(quadratic(end, curvature)).isLessThan(0.8 * quadratic(start, curvature));
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void rosenbrocksValleyIsReachedAtTheDefaultRateOrASmallerOne(Optimizer optimizer) {
        Vec start = new ArrayVec(-1.2, 1, -1, 1.5, 0.5, -0.5, -1.2, 1, 1.1, 0);
        double before = rosenbrock(ArrayVec.values(start));
        assertThat(DoubleStream.of(1, 0.1, 0.01, 0.001))
                .as("loss %s at the start", before)
                .anyMatch(factor -> {
                    StepContext context = Contexts.of(factor * optimizer.defaultLearningRate(), LAYOUT);
                    Vec end = descended(optimizer, start, OptimizerContractTest::rosenbrocksGradient, context, 2000);
                    return rosenbrock(ArrayVec.values(end)) < 0.3 * before;
                });
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void aStateThatWasWrittenAndReadAfterEveryStepGoesOnBitForBit(Optimizer optimizer) {
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            UnaryOperator<Vec> reread = v -> workspace.vec(v.toArray());
            UpdateRule.Step straight = start(optimizer, workspace);
            UpdateRule.Step stopped = start(optimizer, workspace);
            for (double[] values : gradients(8)) {
                Vec gradient = workspace.vec(floats(values));
                StepContext context = withNoise(context(optimizer), noise(workspace));
                straight = optimizer.step(straight.parameters(), gradient, straight.state(), context);
                stopped = optimizer.step(
                        reread.apply(stopped.parameters()), gradient, reread(stopped.state(), reread), context);
                assertThat(stopped.parameters().toArray())
                        .containsExactly(straight.parameters().toArray());
            }
        }
    }

    private static UpdateRule.Step start(Optimizer optimizer, Workspace workspace) {
        Vec parameters = workspace.vec(floats(START));
        return new UpdateRule.Step(parameters, optimizer.init(parameters));
    }

    private static State reread(State state, UnaryOperator<Vec> reread) {
        State read = new State(state.steps(), Map.of());
        for (Map.Entry<String, Vec> vector : state.vectors().entrySet()) {
            read = read.with(vector.getKey(), reread.apply(vector.getValue()));
        }
        return read;
    }

    private static UpdateRule.Step walk(Optimizer optimizer, StepContext context, int steps) {
        Vec start = new ArrayVec(START);
        UpdateRule.Step at = new UpdateRule.Step(start, optimizer.init(start));
        for (double[] gradient : gradients(steps)) {
            at = optimizer.step(at.parameters(), new ArrayVec(gradient), at.state(), context);
        }
        return at;
    }

    private static Vec descended(
            Optimizer optimizer, Vec start, Function<Vec, Vec> gradient, StepContext context, int steps) {
        UpdateRule.Step at = new UpdateRule.Step(start, optimizer.init(start));
        for (int t = 0; t < steps; t++) {
            at = optimizer.step(at.parameters(), gradient.apply(at.parameters()), at.state(), at(t, context));
        }
        return at.parameters();
    }

    private static double quadratic(Vec parameters, Vec curvature) {
        return parameters.square().mul(curvature).sum().value() / 2;
    }

    /** The sum of Rosenbrock's function over pairs of coordinates. */
    private static double rosenbrock(double[] theta) {
        double sum = 0;
        for (int i = 0; i < theta.length; i += 2) {
            double valley = theta[i + 1] - theta[i] * theta[i];
            sum += 100 * valley * valley + (1 - theta[i]) * (1 - theta[i]);
        }
        return sum;
    }

    private static Vec rosenbrocksGradient(Vec at) {
        double[] theta = ArrayVec.values(at);
        double[] gradient = new double[theta.length];
        for (int i = 0; i < theta.length; i += 2) {
            double valley = theta[i + 1] - theta[i] * theta[i];
            gradient[i] = -400 * theta[i] * valley - 2 * (1 - theta[i]);
            gradient[i + 1] = 200 * valley;
        }
        return new ArrayVec(gradient);
    }

    private static List<double[]> gradients(int count) {
        Random random = new Random(5);
        List<double[]> gradients = new ArrayList<>();
        for (int t = 0; t < count; t++) {
            gradients.add(random.doubles(SIZE, -1, 1).toArray());
        }
        return gradients;
    }

    private static double norm(UpdateRule.Step step) {
        return step.parameters().norm().value();
    }

    private static Vec permute(Vec vec) {
        double[] values = ArrayVec.values(vec);
        return new ArrayVec(Arrays.stream(ORDER).mapToDouble(i -> values[i]).toArray());
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    private static StepContext context(Optimizer optimizer) {
        return Contexts.of(optimizer.defaultLearningRate(), LAYOUT);
    }

    private static StepContext at(long step, StepContext c) {
        return new StepContext(
                step, c.progress(), c.rate(), c.momentum(), c.decay(), c.examples(), c.layout(), c.noise());
    }

    private static StepContext withMomentum(StepContext c, double momentum) {
        return new StepContext(
                c.step(),
                c.progress(),
                c.rate(),
                OptionalDouble.of(momentum),
                c.decay(),
                c.examples(),
                c.layout(),
                c.noise());
    }

    private static StepContext withNoise(StepContext c, Noise noise) {
        return new StepContext(
                c.step(), c.progress(), c.rate(), c.momentum(), c.decay(), c.examples(), c.layout(), noise);
    }

    private static Noise permuted(Noise noise) {
        return new Noise() {
            @Override
            public Vec normal(long step, int stream, long size) {
                return permute(noise.normal(step, stream, size));
            }

            @Override
            public Vec uniform(long step, int stream, long size) {
                return permute(noise.uniform(step, stream, size));
            }

            @Override
            public Draws draws(long step, int stream) {
                return noise.draws(step, stream);
            }
        };
    }

    private static Noise noise(Workspace workspace) {
        return new Noise() {
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
                return new Randomness(3).draws(Randomness.Purpose.UPDATE, step, stream);
            }
        };
    }
}
