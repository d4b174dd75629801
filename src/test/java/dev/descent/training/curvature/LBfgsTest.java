package dev.descent.training.curvature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.descent.training.AnalyticLoss;
import dev.descent.training.Contexts;
import dev.descent.training.Golden;
import dev.descent.training.Problem;
import dev.descent.training.State;
import dev.descent.training.StepContext;
import dev.descent.training.UpdateRule;
import dev.descent.training.tensor.ArrayVec;
import dev.descent.training.tensor.Layout;
import dev.descent.training.tensor.Vec;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** L-BFGS against PyTorch's. */
class LBfgsTest {
    /** @param tolerance of each coordinate; a search in a curved valley multiplies the rounding of its losses */
    private record Case(
            String name, LBfgs rule, double rate, Problem problem, double[] start, JsonNode steps, double tolerance) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        JsonNode quartic = Golden.read("optimizers/lbfgs.json");
        JsonNode given = quartic.at("/notes/1");
        JsonNode valley = Golden.read("optimizers/lbfgs_rosenbrock.json");
        return Stream.concat(
                StreamSupport.stream(quartic.get("cases").spliterator(), false)
                        .map(c -> golden(
                                c,
                                new Quartic(numbers(given.get("a")), numbers(given.get("c"))),
                                numbers(given.get("x0")),
                                1e-12)),
                StreamSupport.stream(valley.get("cases").spliterator(), false)
                        .map(c -> golden(c, new Valley(), numbers(c.get("x0")), 1e-9)));
    }

    private static Case golden(JsonNode c, Problem problem, double[] start, double tolerance) {
        JsonNode hyper = c.get("hyper");
        LBfgs rule = new LBfgs(
                hyper.get("history_size").asInt(),
                hyper.get("max_iter").asInt(),
                hyper.has("max_eval") ? (Integer) hyper.get("max_eval").asInt() : null,
                1e-7,
                1e-9,
                hyper.has("line_search_fn") ? LBfgs.LineSearch.STRONG_WOLFE : LBfgs.LineSearch.NONE);
        return new Case(
                c.get("case").asString(), rule, hyper.get("lr").asDouble(), problem, start, c.get("steps"), tolerance);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void matchesPyTorchToItsEvaluations(Case c) {
        AnalyticLoss loss = new AnalyticLoss(c.problem());
        Vec x = new ArrayVec(c.start());
        State state = c.rule().init(x);
        int last = c.steps()
                .propertyStream()
                .mapToInt(step -> Integer.parseInt(step.getKey()))
                .max()
                .orElseThrow();
        for (int t = 1; t <= last; t++) {
            UpdateRule.Step step = c.rule().step(x, loss, state, context(x, c.rate()));
            x = step.parameters();
            state = step.state();
            JsonNode expected = c.steps().path(Integer.toString(t));
            if (!expected.isMissingNode()) {
                assertThat(ArrayVec.values(x))
                        .as("step %d", t)
                        .containsExactly(numbers(expected.get("x")), within(c.tolerance()));
                assertThat(loss.gradients())
                        .isEqualTo(expected.get("func_evals").asInt());
            }
        }
    }

    @Test
    void rosenbrocksValleyIsWalkedToItsEnd() {
        LBfgs rule = new LBfgs();
        AnalyticLoss loss = new AnalyticLoss(new Problem.Rosenbrock());
        Vec x = new ArrayVec(-1.2, 1);
        State state = rule.init(x);
        for (int t = 0; t < 5; t++) {
            UpdateRule.Step step = rule.step(x, loss, state, context(x, 1));
            x = step.parameters();
            state = step.state();
        }
        assertThat(ArrayVec.values(x)).containsExactly(new double[] {1, 1}, within(1e-4));
    }

    @Test
    void theStateHoldsNoMorePairsThanTheHistory() {
        LBfgs rule = new LBfgs(3, 1, null, 0, 0, LBfgs.LineSearch.STRONG_WOLFE);
        AnalyticLoss loss = new AnalyticLoss(new Valley());
        Vec x = new ArrayVec(-1.2, 1, 0.5, 2);
        State state = rule.init(x);
        for (int t = 0; t < 8; t++) {
            UpdateRule.Step step = rule.step(x, loss, state, context(x, 1));
            x = step.parameters();
            state = step.state();
            assertThat(state.has("s3")).isFalse();
        }
        assertThat(state.vectors())
                .containsOnlyKeys("s0", "s1", "s2", "y0", "y1", "y2", "rho0", "rho1", "rho2", "gradient", "step");
        assertThat(state.steps()).isEqualTo(8);
    }

    @Test
    void atAMinimumNothingMoves() {
        LBfgs rule = new LBfgs();
        Vec x = new ArrayVec(0, 0);
        UpdateRule.Step step = rule.step(x, new AnalyticLoss(new Problem.Quadratic(1, 2)), rule.init(x), context(x, 1));
        assertThat(ArrayVec.values(step.parameters())).containsOnly(0);
        assertThat(step.state().steps()).isEqualTo(1);
    }

    /** What the search promises, on cubics and waves along random lines. */
    @Test
    void whatTheSearchFindsLowersTheLossAndFlattensTheSlope() {
        Random random = new Random(3);
        for (int i = 0; i < 200; i++) {
            Waves waves = new Waves(random.doubles(12, -1, 1).toArray());
            AnalyticLoss loss = new AnalyticLoss(waves);
            Vec from = new ArrayVec(random.doubles(3, -2, 2).toArray());
            Vec d = loss.at(from).gradient().neg();
            double slope = -d.dot(d).value();
            LinePoint start = new LinePoint(
                    0, from, loss.valueAt(from).value(), loss.at(from).gradient(), slope);
            double first = Math.pow(10, random.nextDouble() * 4 - 2);
            LinePoint found =
                    new StrongWolfe(start, d.abs().kthLargest(1).value(), 1e-12).search(new Line(loss, from, d), first);
            assertThat(found.loss()).isLessThanOrEqualTo(start.loss() + 1e-4 * found.t() * slope);
            assertThat(Math.abs(found.slope())).isLessThanOrEqualTo(-0.9 * slope);
        }
    }

    private static StepContext context(Vec x, double rate) {
        return Contexts.of(rate, Layout.EMPTY.with("x", x.size()));
    }

    private static double[] numbers(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToDouble(JsonNode::asDouble)
                .toArray();
    }

    /** f(x) = Σ aᵢdᵢ²/2 + Σ dᵢ⁴/4 + (Σ xᵢ)²/20 with d = x − c; the outputs are x and its sum. */
    private record Quartic(double[] a, double[] c) implements Problem {
        @Override
        public double[] outputs(double[] x) {
            return IntStream.rangeClosed(0, x.length)
                    .mapToDouble(i -> i < x.length
                            ? x[i]
                            : IntStream.range(0, x.length)
                                    .mapToDouble(k -> x[k])
                                    .sum())
                    .toArray();
        }

        @Override
        public double[][] jacobian(double[] x) {
            double[][] jacobian = new double[x.length + 1][x.length];
            for (int i = 0; i < x.length; i++) {
                jacobian[i][i] = 1;
                jacobian[x.length][i] = 1;
            }
            return jacobian;
        }

        @Override
        public double loss(double[] z) {
            double sum = 0;
            for (int i = 0; i < a.length; i++) {
                double d = z[i] - c[i];
                sum += a[i] * d * d / 2 + d * d * d * d / 4;
            }
            return sum + z[a.length] * z[a.length] / 20;
        }

        @Override
        public double[] slope(double[] z) {
            return IntStream.rangeClosed(0, a.length)
                    .mapToDouble(i -> i < a.length ? a[i] * (z[i] - c[i]) + Math.pow(z[i] - c[i], 3) : z[i] / 10)
                    .toArray();
        }

        @Override
        public double[] bend(double[] z) {
            return IntStream.rangeClosed(0, a.length)
                    .mapToDouble(i -> i < a.length ? a[i] + 3 * Math.pow(z[i] - c[i], 2) : 0.1)
                    .toArray();
        }
    }

    /** Rosenbrock's function of many variables; its residuals are the outputs. */
    private static final class Valley implements Problem {
        @Override
        public double[] outputs(double[] x) {
            double[] z = new double[2 * x.length - 2];
            for (int i = 0; i + 1 < x.length; i++) {
                z[2 * i] = 10 * (x[i + 1] - x[i] * x[i]);
                z[2 * i + 1] = 1 - x[i];
            }
            return z;
        }

        @Override
        public double[][] jacobian(double[] x) {
            double[][] jacobian = new double[2 * x.length - 2][x.length];
            for (int i = 0; i + 1 < x.length; i++) {
                jacobian[2 * i][i] = -20 * x[i];
                jacobian[2 * i][i + 1] = 10;
                jacobian[2 * i + 1][i] = -1;
            }
            return jacobian;
        }

        @Override
        public double loss(double[] z) {
            return Problem.dot(z, z);
        }

        @Override
        public double[] slope(double[] z) {
            return IntStream.range(0, z.length).mapToDouble(k -> 2 * z[k]).toArray();
        }

        @Override
        public double[] bend(double[] z) {
            return IntStream.range(0, z.length).mapToDouble(k -> 2).toArray();
        }
    }

    /** Σ x²/2 + w sin(vx + u), which has many minima. */
    private record Waves(double[] w) implements Problem {
        @Override
        public double[] outputs(double[] x) {
            return x;
        }

        @Override
        public double[][] jacobian(double[] x) {
            return new Quadratic(x).jacobian(x);
        }

        @Override
        public double loss(double[] z) {
            return IntStream.range(0, z.length)
                    .mapToDouble(i -> z[i] * z[i] / 2 + w[i] * Math.sin(5 * w[i + 3] * z[i] + w[i + 6]))
                    .sum();
        }

        @Override
        public double[] slope(double[] z) {
            return IntStream.range(0, z.length)
                    .mapToDouble(i -> z[i] + 5 * w[i] * w[i + 3] * Math.cos(5 * w[i + 3] * z[i] + w[i + 6]))
                    .toArray();
        }

        @Override
        public double[] bend(double[] z) {
            throw new UnsupportedOperationException();
        }
    }
}
