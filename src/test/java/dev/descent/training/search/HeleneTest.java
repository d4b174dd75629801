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
import org.junit.jupiter.api.Test;

class HeleneTest {
    private static final double EPSILON = 1e-3;
    private static final double BETA1 = 0.8;
    private static final double BETA2 = 0.9;
    private static final double ANNEALING = 7;
    private static final int INTERVAL = 3;
    private static final double GAMMA = 1.5;
    private static final double LAMBDA = 2;
    private static final double DELTA = 1e-3;
    private static final double RATE = 0.01;
    private static final Layout LAYOUT = Layout.EMPTY.with("w", 2, 2).with("b", 2);
    private static final int[] SIZES = {4, 4, 4, 4, 2, 2};

    @Test
    void walksAsTheFormulaSays() {
        SearchRule rule = new Helene(EPSILON, BETA1, BETA2, ANNEALING, INTERVAL, GAMMA, LAMBDA, DELTA);
        Vec parameters = Surface.QUADRATIC_START;
        State state = rule.init(parameters);
        double[] x = ArrayVec.values(parameters);
        double[] m = new double[6];
        double[] h = new double[6];
        int clipped = 0;
        int free = 0;
        for (int t = 0; t < 40; t++) {
            double[] z = z(t);
            double slope = (loss(x, z, EPSILON) - loss(x, z, -EPSILON)) / (2 * EPSILON);
            double alpha = BETA1 + (1 - BETA1) * Math.exp(-t / ANNEALING);
            for (int i = 0; i < 6; i++) {
                double g = slope * z[i];
                m[i] = BETA1 * m[i] + alpha * g;
                if (t % INTERVAL == 0) {
                    h[i] = BETA2 * h[i] + (1 - BETA2) * g * g;
                }
                double bound = LAMBDA / Math.sqrt(SIZES[i]);
                clipped += h[i] < bound ? 1 : 0;
                free += h[i] > bound ? 1 : 0;
                x[i] -= RATE * m[i] / (GAMMA * Math.max(h[i], bound) + DELTA);
            }
            UpdateRule.Step step = rule.step(parameters, Surface.quadratic(), state, Contexts.of(t, RATE, 0, LAYOUT));
            parameters = step.parameters();
            state = step.state();
            assertThat(ArrayVec.values(parameters)).as("step %d", t).containsExactly(x, within(1e-9));
        }
        assertThat(clipped).as("coordinates held by the bound").isPositive();
        assertThat(free).as("coordinates above the bound").isPositive();
    }

    private static double[] z(int t) {
        var draws = new Randomness(3).draws(Randomness.Purpose.UPDATE, t, 0);
        double[] z = new double[6];
        for (int i = 0; i < 6; i++) {
            z[i] = draws.gaussian();
        }
        return z;
    }

    private static double loss(double[] x, double[] z, double epsilon) {
        double[] moved = x.clone();
        for (int i = 0; i < x.length; i++) {
            moved[i] += epsilon * z[i];
        }
        return Surface.quadratic().at(new ArrayVec(moved)).value();
    }
}
