package dev.descent.training.variational;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.descent.spec.InvalidOptions;
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
import dev.descent.training.variational.SquareRootNgvi.Covariance;
import dev.descent.training.variational.SquareRootNgvi.Curvature;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Square-root NGVI on posteriors that are known. */
class SquareRootNgviTest {
    private static final JsonNode GOLDEN = Golden.read("optimizers/sqrt_ngvi.json");
    private static final double[][] P = StreamSupport.stream(
                    GOLDEN.at("/notes/1/P").spliterator(), false)
            .map(SquareRootNgviTest::numbers)
            .toArray(double[][]::new);
    private static final double[] MU = numbers(GOLDEN.at("/notes/1/mu"));
    private static final Layout LAYOUT = Layout.EMPTY.with("x", 3);

    /** (x − μ)ᵀP(x − μ)/2 as ‖A(x − μ)‖²/2 with P = AᵀA, A the transposed Cholesky factor. */
    private static Problem target() {
        double[][] l = new double[3][3];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j <= i; j++) {
                double rest = P[i][j];
                for (int k = 0; k < j; k++) {
                    rest -= l[i][k] * l[j][k];
                }
                l[i][j] = i == j ? Math.sqrt(rest) : rest / l[j][j];
            }
        }
        double[][] a = new double[3][3];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                a[i][j] = l[j][i];
            }
        }
        double[] b =
                IntStream.range(0, 3).mapToDouble(i -> Problem.dot(a[i], MU)).toArray();
        return new Problem.LeastSquares(a, b, 0.5, 1);
    }

    /** Of a quadratic, pairs of samples have the mean's gradient and the Hessian is the same everywhere. */
    @Test
    void matchesTheReference() {
        JsonNode c = GOLDEN.at("/cases/0");
        SquareRootNgvi rule = new SquareRootNgvi(Covariance.FULL, Curvature.HESSIAN, 1, 0, 1);
        AnalyticLoss loss = new AnalyticLoss(target());
        Vec m = new ArrayVec(new double[3]);
        State state = rule.init(m);
        for (int t = 1; t <= 30; t++) {
            UpdateRule.Step step =
                    rule.step(m, loss, state, context(t, c.at("/hyper/stepsize").asDouble(), 1));
            m = step.parameters();
            state = step.state();
            JsonNode expected = c.get("steps").path(Integer.toString(t));
            if (!expected.isMissingNode()) {
                assertThat(ArrayVec.values(m)).containsExactly(numbers(expected.get("m")), within(1e-12));
                List<Double> root = new ArrayList<>();
                expected.get("C").forEach(row -> row.forEach(x -> root.add(x.asDouble())));
                assertThat(ArrayVec.values(state.get("root")))
                        .containsExactly(root.stream().mapToDouble(x -> x).toArray(), within(1e-12));
            }
        }
    }

    /** From a fixed point of the expectations, noise moves C little and m not at all; N stands for repeated examples. */
    @Test
    void gradientsAloneFindThePosterior() {
        SquareRootNgvi rule = new SquareRootNgvi(Covariance.FULL, Curvature.GRADIENTS, 20, 0, 0.5);
        State state = walk(rule, target(), 0.05, 10, 600).state();
        Vec m = walk(rule, target(), 0.05, 10, 600).parameters();
        assertThat(ArrayVec.values(m)).containsExactly(MU, within(1e-6));
        // The covariance is (NP)⁻¹: CᵀNPC is the identity.
        Vec root = state.get("root");
        double[] flat =
                IntStream.range(0, 9).mapToDouble(i -> 10 * P[i / 3][i % 3]).toArray();
        Vec identity = root.transpose(3).matMul(new ArrayVec(flat), 3).matMul(root, 3);
        assertThat(ArrayVec.values(identity)).containsExactly(new double[] {1, 0, 0, 0, 1, 0, 0, 0, 1}, within(0.15));
        assertThat(List.of(ArrayVec.values(root)[1], ArrayVec.values(root)[2], ArrayVec.values(root)[5]))
                .containsOnly(0.0);
    }

    /** Price's theorem: the mean of many estimates is CᵀHC, with an error of a few of its own standard errors. */
    @Test
    void theEstimateFromGradientsIsUnbiased() {
        double[] c = {0.5, 0, 0, 0.2, 0.7, 0, -0.3, 0.1, 0.4};
        State state = State.EMPTY.with("root", new ArrayVec(c));
        AnalyticLoss loss = new AnalyticLoss(target());
        Vec m = new ArrayVec(0.3, -1, 2);
        SquareRootNgvi exact = new SquareRootNgvi(Covariance.FULL, Curvature.HESSIAN, 1, 0, 1);
        SquareRootNgvi sampled = new SquareRootNgvi(Covariance.FULL, Curvature.GRADIENTS, 1, 0, 1);
        double[] expected = ArrayVec.values(
                exact.step(m, loss, state, context(0, 1, 1)).state().get("root"));
        int draws = 4000;
        double[] sum = new double[9];
        double[] squares = new double[9];
        for (int t = 0; t < draws; t++) {
            double[] root = ArrayVec.values(
                    sampled.step(m, loss, state, context(t, 1, 1)).state().get("root"));
            for (int i = 0; i < 9; i++) {
                sum[i] += root[i] / draws;
                squares[i] += root[i] * root[i] / draws;
            }
        }
        for (int i = 0; i < 9; i++) {
            double error = Math.sqrt(Math.max(0, squares[i] - sum[i] * sum[i]) / draws);
            assertThat(sum[i]).isCloseTo(expected[i], within(5 * error + 1e-12));
        }
    }

    /** The optimum of the mean-field family has the inverse of the precision's diagonal as its variances. */
    @Test
    void theDiagonalFormFindsTheMeanFieldOptimum() {
        SquareRootNgvi rule = new SquareRootNgvi(Covariance.DIAGONAL, Curvature.GRADIENTS, 20, 0, 0.5);
        UpdateRule.Step last = walk(rule, target(), 0.05, 10, 600);
        assertThat(ArrayVec.values(last.parameters())).containsExactly(MU, within(1e-6));
        double[] root = ArrayVec.values(last.state().get("root"));
        for (int i = 0; i < 3; i++) {
            assertThat(10 * P[i][i] * root[i] * root[i]).isCloseTo(1, within(0.15));
        }
    }

    /** Without examples the posterior is the prior. */
    @Test
    void withoutALossThePriorIsFound() {
        Problem nothing = new Problem.Quadratic(0, 0, 0);
        for (Covariance covariance : Covariance.values()) {
            SquareRootNgvi rule = new SquareRootNgvi(covariance, Curvature.GRADIENTS, 1, 4, 1);
            UpdateRule.Step last = walk(rule, nothing, 0.1, 10, 400);
            assertThat(ArrayVec.values(last.parameters())).containsExactly(new double[3], within(1e-6));
            double[] root = ArrayVec.values(last.state().get("root"));
            double[] expected = covariance == Covariance.FULL
                    ? new double[] {0.5, 0, 0, 0, 0.5, 0, 0, 0, 0.5}
                    : new double[] {0.5, 0.5, 0.5};
            assertThat(root).containsExactly(expected, within(1e-6));
        }
    }

    @Test
    void aFullCovarianceOfALargeModelIsRefused() {
        assertThat(new SquareRootNgvi().objectionTo(2000)).isEmpty();
        assertThat(new SquareRootNgvi().objectionTo(2001))
                .hasValueSatisfying(s -> assertThat(s).contains("2001"));
        assertThat(new SquareRootNgvi(Covariance.DIAGONAL, Curvature.GRADIENTS, 1, 1, 1).objectionTo(1_000_000))
                .isEmpty();
        assertThatThrownBy(() -> new SquareRootNgvi(Covariance.DIAGONAL, Curvature.HESSIAN, 1, 1, 1))
                .isInstanceOf(InvalidOptions.class)
                .hasMessageContaining("/curvature");
    }

    private static UpdateRule.Step walk(SquareRootNgvi rule, Problem problem, double rate, long examples, int steps) {
        AnalyticLoss loss = new AnalyticLoss(problem);
        Vec start = new ArrayVec(1, 1, 1);
        UpdateRule.Step at = new UpdateRule.Step(start, rule.init(start));
        for (int t = 0; t < steps; t++) {
            at = rule.step(at.parameters(), loss, at.state(), context(t, rate, examples));
        }
        return at;
    }

    private static StepContext context(long step, double rate, long examples) {
        StepContext context = Contexts.of(step, rate, 0, LAYOUT);
        return new StepContext(step, 0, rate, OptionalDouble.empty(), 0, examples, LAYOUT, context.noise());
    }

    private static double[] numbers(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToDouble(JsonNode::asDouble)
                .toArray();
    }
}
