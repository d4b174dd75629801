package dev.descent.training.optimizers;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.descent.spec.Strategy;
import dev.descent.training.Contexts;
import dev.descent.training.Optimizer;
import dev.descent.training.State;
import dev.descent.training.StepContext;
import dev.descent.training.UpdateRule;
import dev.descent.training.tensor.ArrayVec;
import dev.descent.training.tensor.Layout;
import dev.descent.training.tensor.Vec;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every first-order rule owes its callers. A new rule is found by scanning and tested as it is. */
class OptimizerContractTest {
    private static final Layout LAYOUT = Layout.EMPTY.with("w", 6);

    static List<Optimizer> optimizers() {
        return new ClassFileImporter()
                .importPackages("dev.descent.training.optimizers").stream()
                        .filter(c -> c.isAnnotatedWith(Strategy.class))
                        .map(OptimizerContractTest::withDefaults)
                        .toList();
    }

    private static Optimizer withDefaults(JavaClass type) {
        try {
            return (Optimizer) type.reflect().getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(type.getName(), e);
        }
    }

    @Test
    void rulesAreFound() {
        assertThat(optimizers()).hasSizeGreaterThanOrEqualTo(4);
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void aZeroGradientFromAFreshStateMovesNothing(Optimizer optimizer) {
        Vec start = new ArrayVec(1, -2, 3, 0, 5, -6);
        UpdateRule.Step step = optimizer.step(start, start.zeros(), optimizer.init(start), context(optimizer));
        assertThat(ArrayVec.values(step.parameters())).containsExactly(ArrayVec.values(start));
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void inputsAreLeftAsTheyWereAndEqualInputsGiveEqualSteps(Optimizer optimizer) {
        Vec parameters = new ArrayVec(1, -2, 3, 0, 5, -6);
        State state = optimizer.init(parameters);
        Random random = new Random(5);
        for (int t = 0; t < 5; t++) {
            double[] gradient = random.doubles(6, -1, 1).toArray();
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

    @ParameterizedTest
    @MethodSource("optimizers")
    void theStateIsAsLargeAsDeclared(Optimizer optimizer) {
        Vec start = new ArrayVec(1, -2, 3, 0, 5, -6);
        State fresh = optimizer.init(start);
        State used = optimizer.step(start, start, fresh, context(optimizer)).state();
        for (State state : List.of(fresh, used)) {
            long elements =
                    state.vectors().values().stream().mapToLong(Vec::size).sum();
            assertThat(elements).isEqualTo(6L * optimizer.stateVectors());
        }
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void permutedCoordinatesGiveAPermutedStep(Optimizer optimizer) {
        int[] order = {3, 1, 5, 0, 4, 2};
        Random random = new Random(7);
        Vec straight = new ArrayVec(1, -2, 3, 0, 5, -6);
        Vec permuted = permute(straight, order);
        State straightState = optimizer.init(straight);
        State permutedState = optimizer.init(permuted);
        for (int t = 0; t < 5; t++) {
            Vec gradient = new ArrayVec(random.doubles(6, -1, 1).toArray());
            UpdateRule.Step a = optimizer.step(straight, gradient, straightState, context(optimizer));
            UpdateRule.Step b = optimizer.step(permuted, permute(gradient, order), permutedState, context(optimizer));
            straight = a.parameters();
            straightState = a.state();
            permuted = b.parameters();
            permutedState = b.state();
            assertThat(ArrayVec.values(permuted)).containsExactly(ArrayVec.values(permute(straight, order)));
        }
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void aConvexQuadraticGetsSmaller(Optimizer optimizer) {
        Vec curvature = new ArrayVec(1, 2, 0.5, 3, 1, 0.1);
        Vec parameters = new ArrayVec(1, -2, 3, 0, 2, -3);
        State state = optimizer.init(parameters);
        double before = loss(parameters, curvature);
        // A rule of bounded steps, such as Lion at its default rate, would not get far in a test.
        StepContext context = Contexts.of(Math.max(1e-3, optimizer.defaultLearningRate()), LAYOUT);
        for (int t = 0; t < 2000; t++) {
            UpdateRule.Step step = optimizer.step(parameters, parameters.mul(curvature), state, context);
            parameters = step.parameters();
            state = step.state();
        }
        assertThat(loss(parameters, curvature)).isLessThan(0.8 * before);
    }

    private static double loss(Vec parameters, Vec curvature) {
        return parameters.square().mul(curvature).sum().value() / 2;
    }

    private static Vec permute(Vec vec, int[] order) {
        double[] values = ArrayVec.values(vec);
        return new ArrayVec(Arrays.stream(order).mapToDouble(i -> values[i]).toArray());
    }

    private static StepContext context(Optimizer optimizer) {
        return Contexts.of(optimizer.defaultLearningRate(), LAYOUT);
    }
}
