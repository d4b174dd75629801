package dev.descent.training.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.descent.training.Contexts;
import dev.descent.training.SearchRule;
import dev.descent.training.State;
import dev.descent.training.UpdateRule;
import dev.descent.training.tensor.ArrayVec;
import dev.descent.training.tensor.Layout;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.Vec;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SpsaTest {
    private static final double WIDTH = 0.1;
    private static final double STABILITY = 3;
    private static final double ALPHA = 0.602;
    private static final double GAMMA = 0.101;
    private static final double RATE = 0.2;
    private static final int PERTURBATIONS = 3;

    @Test
    void walksAsSpallsFormulasSay() {
        SearchRule rule = new Spsa(WIDTH, STABILITY, ALPHA, GAMMA, PERTURBATIONS);
        Vec parameters = Surface.QUADRATIC_START;
        double[] expected = ArrayVec.values(parameters);
        State state = rule.init(parameters);
        for (int t = 0; t < 30; t++) {
            expected = spall(expected, t);
            UpdateRule.Step step = rule.step(
                    parameters, Surface.quadratic(), state, Contexts.of(t, RATE, 0, Layout.EMPTY.with("w", 6)));
            parameters = step.parameters();
            state = step.state();
            assertThat(ArrayVec.values(parameters)).as("step %d", t).containsExactly(expected, within(1e-12));
        }
    }

    /** One step in plain numbers. */
    private static double[] spall(double[] x, int t) {
        int k = t + 1;
        double a = RATE / Math.pow(k + STABILITY, ALPHA);
        double c = WIDTH / Math.pow(k, GAMMA);
        double[] result = x.clone();
        for (int j = 0; j < PERTURBATIONS; j++) {
            var draws = new Randomness(3).draws(Randomness.Purpose.UPDATE, t, j);
            double[] delta = new double[x.length];
            double[] above = new double[x.length];
            double[] below = new double[x.length];
            for (int i = 0; i < x.length; i++) {
                delta[i] = draws.uniform() < 0.5 ? -1 : 1;
                above[i] = x[i] + c * delta[i];
                below[i] = x[i] - c * delta[i];
            }
            double difference = loss(above) - loss(below);
            for (int i = 0; i < x.length; i++) {
                result[i] -= a * difference / (2 * c * delta[i]) / PERTURBATIONS;
            }
        }
        return result;
    }

    private static double loss(double[] x) {
        return Surface.quadratic().at(new ArrayVec(x)).value();
    }

    /** For a quadratic the mean over all sign patterns is the gradient itself. */
    @Test
    void theEstimateIsUnbiased() {
        int patterns = 64;
        SearchRule rule = new Spsa(WIDTH, 0, 0, 0, patterns);
        Vec start = Surface.QUADRATIC_START;
        UpdateRule.Step step = rule.step(
                start,
                Surface.quadratic(),
                rule.init(start),
                ListedNoise.context(
                        0,
                        1,
                        (t, pattern) -> new ArrayVec(Arrays.stream(new int[] {0, 1, 2, 3, 4, 5})
                                .mapToDouble(i -> (pattern >> i & 1) == 0 ? 0.25 : 0.75)
                                .toArray())));
        double[] gradient = {1, -4, 1.5, 0, 2, -0.3};
        assertThat(ArrayVec.values(start.sub(step.parameters()))).containsExactly(gradient, within(1e-12));
    }

    /** Draws at the ends of the unit interval and in its middle become −1 and 1, never 0. */
    @Test
    void everyElementIsPerturbedByOne() {
        SearchRule rule = new Spsa(1, 0, 0, 0, 1);
        Vec start = new ArrayVec(0, 0, 0, 0);
        double[][] seen = {{}};
        rule.step(
                start,
                x -> {
                    seen[0] = ArrayVec.values(x);
                    return x.sum();
                },
                rule.init(start),
                ListedNoise.context(0, 1, (t, stream) -> new ArrayVec(0, 0.499999, 0.5, 0.999999)));
        assertThat(seen[0]).containsExactly(1, 1, -1, -1);
    }

    @Test
    void theMeanOfSeveralPerturbationsScattersLess() {
        assertThat(scatter(new SpsaGc(WIDTH, 1, 0, 0, 0, 16)))
                .isLessThan(scatter(new SpsaGc(WIDTH, 1, 0, 0, 0, 1)) / 2);
    }

    /** The root mean square distance of a step from that of the gradient. */
    private static double scatter(SearchRule rule) {
        Vec start = new ArrayVec(1, -2, 3, 0, 2, -3);
        Vec gradient = new ArrayVec(1, -4, 1.5, 0, 2, -0.3);
        double sum = 0;
        for (int t = 0; t < 200; t++) {
            Vec step = rule.step(start, Surface.quadratic(), rule.init(start), Contexts.of(t, 1, 0, Layout.EMPTY))
                    .parameters();
            sum += start.sub(step).sub(gradient).square().sum().value();
        }
        return Math.sqrt(sum / 200);
    }
}
