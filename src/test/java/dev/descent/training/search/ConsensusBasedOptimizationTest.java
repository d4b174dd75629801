package dev.descent.training.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.descent.spec.InvalidOptions;
import dev.descent.training.Contexts;
import dev.descent.training.SearchRule;
import dev.descent.training.State;
import dev.descent.training.StepContext;
import dev.descent.training.UpdateRule;
import dev.descent.training.search.ConsensusBasedOptimization.Diffusion;
import dev.descent.training.tensor.ArrayVec;
import dev.descent.training.tensor.Layout;
import dev.descent.training.tensor.Vec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConsensusBasedOptimizationTest {
    private static final double RATE = 0.25;

    private static StepContext context(int t) {
        return Contexts.of(t, RATE, 0, Layout.EMPTY);
    }

    private static double[] particle(State state, int i) {
        return ArrayVec.values(state.get("x").slice(2L * i, 2L * i + 2));
    }

    @Test
    void particlesStartScatteredAroundTheInitialParameters() {
        SearchRule rule = new ConsensusBasedOptimization(500, 1, 1, 0, Diffusion.ANISOTROPIC, 2, null);
        Vec start = new ArrayVec(10, -5);
        // With weights that are equal and no noise, a step closes in on the mean by a quarter of the way.
        State state = rule.step(start, x -> new ArrayVec(0), rule.init(start), context(0))
                .state();
        double[] x = ArrayVec.values(state.get("x"));
        double mean =
                IntStream.range(0, 500).mapToDouble(i -> x[2 * i]).average().orElseThrow();
        double variance = IntStream.range(0, 500)
                .mapToDouble(i -> Math.pow(x[2 * i] - mean, 2))
                .average()
                .orElseThrow();
        assertThat(mean).isEqualTo(10, within(0.3));
        assertThat(Math.sqrt(variance)).isEqualTo(0.75 * 2, within(0.15));
    }

    @Test
    void isotropicNoiseIsAsLongInEveryDirectionAsTheWholeDistance() {
        SearchRule rule = new ConsensusBasedOptimization(3, 2, 0.5, 0.7, Diffusion.ISOTROPIC, 1, null);
        double[][] x = {{0, 0}, {3, 1}, {-1, 2}};
        State state = new State(1, Map.of("x", new ArrayVec(0, 0, 3, 1, -1, 2)));
        double[][] xi = {{1, -1}, {0.5, 2}, {-0.3, 0.1}};
        UpdateRule.Step step = rule.step(
                new ArrayVec(0, 0),
                v -> v.square().sum(),
                state,
                ListedNoise.context(1, RATE, (t, i) -> new ArrayVec(xi[i])));
        double[] weights = new double[3];
        double total = 0;
        for (int i = 0; i < 3; i++) {
            weights[i] = Math.exp(-2 * (x[i][0] * x[i][0] + x[i][1] * x[i][1]));
            total += weights[i];
        }
        double[] v = new double[2];
        for (int i = 0; i < 3; i++) {
            v[0] += weights[i] / total * x[i][0];
            v[1] += weights[i] / total * x[i][1];
        }
        assertThat(ArrayVec.values(step.parameters())).containsExactly(v, within(1e-12));
        for (int i = 0; i < 3; i++) {
            double[] expected = new double[2];
            double distance = Math.hypot(x[i][0] - v[0], x[i][1] - v[1]);
            for (int k = 0; k < 2; k++) {
                expected[k] = x[i][k] - 0.5 * RATE * (x[i][k] - v[k]) + 0.7 * Math.sqrt(RATE) * distance * xi[i][k];
            }
            assertThat(particle(step.state(), i)).containsExactly(expected, within(1e-12));
        }
    }

    @Test
    void theBestParticleIsTheConsensusWhereItAloneCounts() {
        SearchRule rule = new ConsensusBasedOptimization(3, 1e9, 1, 1, Diffusion.ANISOTROPIC, 1, null);
        State state = new State(1, Map.of("x", new ArrayVec(1e4, 0, 3, 1, -2, 2)));
        UpdateRule.Step step =
                rule.step(new ArrayVec(0, 0), v -> v.square().sum().mul(1e6), state, context(1));
        assertThat(ArrayVec.values(step.parameters())).containsExactly(-2, 2);
    }

    @Test
    void aRoundOfBatchesMovesEveryParticleOnce() {
        SearchRule rule = new ConsensusBasedOptimization(6, 1, 1, 1, Diffusion.ANISOTROPIC, 1, 2);
        Vec parameters = new ArrayVec(1, -2);
        State state = rule.init(parameters).next();
        state = state.with("x", context(0).noise().normal(99, 0, 12));
        List<List<Integer>> rounds = new ArrayList<>();
        for (int round = 0; round < 4; round++) {
            List<Integer> moved = new ArrayList<>();
            for (int turn = 0; turn < 3; turn++) {
                UpdateRule.Step step = rule.step(parameters, v -> v.square().sum(), state, context(3 * round + turn));
                for (int i = 0; i < 6; i++) {
                    if (particle(state, i)[0] != particle(step.state(), i)[0]) {
                        moved.add(i);
                    }
                }
                assertThat(moved).hasSize(2 * (turn + 1));
                state = step.state();
            }
            assertThat(moved).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5);
            rounds.add(moved);
        }
        assertThat(rounds).as("every round is dealt anew").doesNotHaveDuplicates();
    }

    @Test
    void aBatchThatDoesNotDivideTheParticlesIsRefused() {
        assertThatThrownBy(() -> new ConsensusBasedOptimization(50, 1, 1, 1, Diffusion.ANISOTROPIC, 1, 20))
                .isInstanceOf(InvalidOptions.class)
                .hasMessage("/batch: must divide the 50 particles but is 20");
    }
}
