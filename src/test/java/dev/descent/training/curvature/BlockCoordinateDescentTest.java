package dev.descent.training.curvature;

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
import dev.descent.training.curvature.BlockCoordinateDescent.Blocks;
import dev.descent.training.curvature.BlockCoordinateDescent.Norm;
import dev.descent.training.curvature.BlockCoordinateDescent.Selection;
import dev.descent.training.curvature.BlockCoordinateDescent.Update;
import dev.descent.training.tensor.ArrayVec;
import dev.descent.training.tensor.Layout;
import dev.descent.training.tensor.Vec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Which block moves, and how far. */
class BlockCoordinateDescentTest {
    private static final JsonNode GOLDEN = Golden.read("optimizers/bcd_gauss_southwell.json");
    private static final Problem.LeastSquares PROBLEM = new Problem.LeastSquares(
            StreamSupport.stream(GOLDEN.at("/notes/1/A").spliterator(), false)
                    .map(BlockCoordinateDescentTest::numbers)
                    .toArray(double[][]::new),
            numbers(GOLDEN.at("/notes/1/b")),
            0.5,
            1);
    private static final Layout LAYOUT = Layout.EMPTY.with("x", 6);

    static Stream<JsonNode> cases() {
        return StreamSupport.stream(GOLDEN.get("cases").spliterator(), false);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void matchesTheAuthorsCode(JsonNode c) {
        JsonNode hyper = c.get("hyper");
        BlockCoordinateDescent rule = new BlockCoordinateDescent(
                Selection.valueOf(hyper.get("selection").asString()),
                Norm.L1,
                Blocks.valueOf(hyper.get("blocks").asString().toUpperCase(Locale.ROOT)),
                hyper.get("block_size").asLong(),
                hyper.get("update").asString().equals("Lb") ? Update.LIPSCHITZ : Update.NEWTON,
                1,
                20);
        AnalyticLoss loss = new AnalyticLoss(PROBLEM);
        Vec x = new ArrayVec(new double[6]);
        State state = rule.init(x);
        for (int t = 1; t <= c.get("selected_blocks").size(); t++) {
            UpdateRule.Step step = rule.step(x, loss, state, Contexts.of(t - 1, 1, 0, LAYOUT));
            int[] expected = StreamSupport.stream(
                            c.at("/selected_blocks/" + (t - 1)).spliterator(), false)
                    .mapToInt(JsonNode::asInt)
                    .toArray();
            assertThat(moved(x, step.parameters())).as("block of step %d", t).containsExactly(expected);
            x = step.parameters();
            state = step.state();
            JsonNode reference = c.get("steps").path(Integer.toString(t));
            if (!reference.isMissingNode()) {
                assertThat(ArrayVec.values(x)).containsExactly(numbers(reference.get("x")), within(1e-12));
                assertThat(PROBLEM.valueAt(ArrayVec.values(x)))
                        .isCloseTo(reference.get("f").asDouble(), within(1e-12));
            }
        }
    }

    /** What each rule promises, from the Hessian itself: the block chosen is the one of the greatest score. */
    @ParameterizedTest
    @MethodSource("scores")
    void theBlockOfTheGreatestScoreMoves(Selection selection, Norm norm) {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            double[][] a = IntStream.range(0, 8)
                    .mapToObj(i -> random.doubles(6, -2, 2).toArray())
                    .toArray(double[][]::new);
            Problem problem =
                    new Problem.LeastSquares(a, random.doubles(8, -1, 1).toArray(), 0.5, 1);
            BlockCoordinateDescent rule =
                    new BlockCoordinateDescent(selection, norm, Blocks.FIXED, 2, Update.LIPSCHITZ, 1, 20);
            Vec x = new ArrayVec(random.doubles(6, -1, 1).toArray());
            Vec next = rule.step(x, new AnalyticLoss(problem), rule.init(x), Contexts.of(1, LAYOUT))
                    .parameters();
            int best = moved(x, next)[0] / 2;
            double[] g = problem.gradientAt(ArrayVec.values(x));
            double[] scores = IntStream.range(0, 3)
                    .mapToDouble(b -> score(selection, norm, hessian(problem, b), g[2 * b], g[2 * b + 1]))
                    .toArray();
            assertThat(scores[best])
                    .isCloseTo(
                            IntStream.range(0, 3)
                                    .mapToDouble(b -> scores[b])
                                    .max()
                                    .orElseThrow(),
                            within(1e-9));
        }
    }

    static Stream<Arguments> scores() {
        return Stream.of(Selection.GS, Selection.GSL, Selection.GSD, Selection.GSQ)
                .flatMap(selection -> Stream.of(Norm.values()).map(norm -> Arguments.of(selection, norm)));
    }

    /** H₀₀, H₀₁, H₁₁ of a block of two. */
    private static double[] hessian(Problem problem, int block) {
        double[] zero = new double[6];
        double[] first = new double[6];
        double[] second = new double[6];
        first[2 * block] = 1;
        second[2 * block + 1] = 1;
        double[] column = problem.hessianTimes(zero, first);
        return new double[] {column[2 * block], column[2 * block + 1], problem.hessianTimes(zero, second)[2 * block + 1]
        };
    }

    private static double score(Selection selection, Norm norm, double[] h, double g, double k) {
        double bound = (h[0] + h[2]) / 2 + Math.hypot((h[0] - h[2]) / 2, h[1]);
        boolean squares = norm == Norm.L2;
        return switch (selection) {
            case GS -> squares ? g * g + k * k : Math.abs(g) + Math.abs(k);
            case GSL -> squares ? (g * g + k * k) / bound : (Math.abs(g) + Math.abs(k)) / Math.sqrt(bound);
            case GSD ->
                squares ? g * g / h[0] + k * k / h[2] : Math.abs(g) / Math.sqrt(h[0]) + Math.abs(k) / Math.sqrt(h[2]);
            case GSQ -> (h[2] * g * g - 2 * h[1] * g * k + h[0] * k * k) / (h[0] * h[2] - h[1] * h[1]);
            case RANDOM, CYCLIC -> throw new IllegalArgumentException();
        };
    }

    @Test
    void variableBlocksAreTheBestCoordinates() {
        Vec x = new ArrayVec(1, -4, 3, 0, 5, -2);
        AnalyticLoss loss = new AnalyticLoss(new Problem.Quadratic(1, 1, 1, 1, 1, 100));
        // Gradients 1, -4, 3, 0, 5, -200; over the roots of their curvatures 1, -4, 3, 0, 5, -20.
        assertThat(moved(x, first(variable(Selection.GS, 3, Update.LIPSCHITZ), x, loss)))
                .containsExactly(1, 4, 5);
        assertThat(moved(x, first(variable(Selection.GSD, 2, Update.LIPSCHITZ), x, loss)))
                .containsExactly(4, 5);
        assertThat(moved(x, first(variable(Selection.RANDOM, 4, Update.BACKTRACKING), x, loss)))
                .hasSizeBetween(3, 4);
    }

    @Test
    void backtrackingDoublesTheBoundOfItsBlockAlone() {
        BlockCoordinateDescent rule =
                new BlockCoordinateDescent(Selection.CYCLIC, Norm.L2, Blocks.FIXED, 3, Update.BACKTRACKING, 1, 20);
        AnalyticLoss loss = new AnalyticLoss(new Problem.Quadratic(5, 5, 5, 0.5, 0.5, 0.5));
        Vec x = new ArrayVec(1, 1, 1, 1, 1, 1);
        UpdateRule.Step once = rule.step(x, loss, rule.init(x), Contexts.of(1, LAYOUT));
        assertThat(ArrayVec.values(once.state().get("bound"))).containsExactly(8, 8, 8, 1, 1, 1);
        assertThat(ArrayVec.values(once.parameters())).containsExactly(new double[] {.375, .375, .375, 1, 1, 1});
        UpdateRule.Step twice = rule.step(once.parameters(), loss, once.state(), Contexts.of(1, LAYOUT));
        assertThat(ArrayVec.values(twice.state().get("bound"))).containsExactly(8, 8, 8, 1, 1, 1);
        assertThat(ArrayVec.values(twice.parameters())).containsExactly(.375, .375, .375, .5, .5, .5);
    }

    @Test
    void rememberedBoundsGuideTheChoice() {
        BlockCoordinateDescent rule =
                new BlockCoordinateDescent(Selection.GSL, Norm.L2, Blocks.FIXED, 3, Update.BACKTRACKING, 1, 20);
        Vec x = new ArrayVec(1, 1, 1, 1, 1, 1);
        State state = State.EMPTY.with("bound", new ArrayVec(8, 8, 8, 1, 1, 1));
        // ‖g‖² is 12 and 3: over the bounds, 1.5 and 3.
        AnalyticLoss loss = new AnalyticLoss(new Problem.Quadratic(2, 2, 2, 1, 1, 1));
        assertThat(moved(x, rule.step(x, loss, state, Contexts.of(1, LAYOUT)).parameters()))
                .containsExactly(3, 4, 5);
    }

    @Test
    void eachTensorIsABlock() {
        Layout layout = Layout.EMPTY.with("w", 2, 2).with("b", 2);
        BlockCoordinateDescent rule = new BlockCoordinateDescent();
        Vec x = new ArrayVec(1, 1, 1, 1, 3, 3);
        Vec next = rule.step(
                        x,
                        new AnalyticLoss(new Problem.Quadratic(1, 1, 1, 1, 1, 1)),
                        rule.init(x),
                        Contexts.of(1, layout))
                .parameters();
        assertThat(ArrayVec.values(next)).containsExactly(1, 1, 1, 1, 0, 0);
    }

    @Test
    void cyclicGoesThroughTheBlocksInOrderAndRandomReachesAll() {
        AnalyticLoss loss = new AnalyticLoss(PROBLEM);
        Vec x = new ArrayVec(new double[6]);
        List<Integer> order = new ArrayList<>();
        Set<Integer> reached = new HashSet<>();
        for (int t = 0; t < 40; t++) {
            StepContext context = Contexts.of(t, 1, 0, LAYOUT);
            State state = new State(t, Map.of());
            order.add(moved(
                    x, fixed(Selection.CYCLIC).step(x, loss, state, context).parameters())[0]);
            reached.add(moved(
                    x, fixed(Selection.RANDOM).step(x, loss, state, context).parameters())[0]);
        }
        assertThat(order.subList(0, 6)).containsExactly(0, 2, 4, 0, 2, 4);
        assertThat(reached).containsExactlyInAnyOrder(0, 2, 4);
    }

    /** On (−a²+b²)/2, conjugate gradients from a point off both axes meet the bend down in the end. */
    @Test
    void newtonsStepGoesDownEvenWhereTheLossBendsDown() {
        BlockCoordinateDescent rule =
                new BlockCoordinateDescent(Selection.GS, Norm.L2, Blocks.TENSOR, 1, Update.NEWTON, 1, 20);
        Problem saddle = new Problem.Quadratic(-1, 1, 2);
        for (double[] start : new double[][] {{1, 0.1, 0.1}, {0.1, 1, 0.1}, {1, 1, 1}, {2, 0, 0}}) {
            Vec x = new ArrayVec(start);
            Vec next = rule.step(x, new AnalyticLoss(saddle), rule.init(x), Contexts.of(1, Layout.EMPTY.with("x", 3)))
                    .parameters();
            assertThat(saddle.valueAt(ArrayVec.values(next))).isLessThan(saddle.valueAt(start));
        }
    }

    @Test
    void lanczosFindsTheGreatestAbsoluteEigenvalue() {
        // Eigenvalues of a tridiagonal Toeplitz matrix are 2 + 2 cos(kπ/(n + 1)), times a sign and shifted here.
        for (int n : new int[] {1, 2, 7, 30}) {
            for (int sign : new int[] {1, -1}) {
                Tridiagonal matrix = new Tridiagonal();
                for (int i = 0; i < n; i++) {
                    matrix.add(sign * 2, i == 0 ? 0 : 1);
                }
                assertThat(matrix.norm()).isCloseTo(2 + 2 * Math.cos(Math.PI / (n + 1)), within(1e-12));
            }
        }
        Vec ones = new ArrayVec(1, 1, 1, 1);
        AnalyticLoss loss = new AnalyticLoss(new Problem.Quadratic(3, -7, 1, 100));
        BlockHessian hessian = new BlockHessian(loss, ones, new ArrayVec(.3, .2, -.5, .1), 4);
        assertThat(hessian.norm(new ArrayVec(1, 1, 1, 0))).isCloseTo(7, within(1e-9));
        assertThat(hessian.norm(ones)).isCloseTo(100, within(1e-9));
    }

    @Test
    void whatWouldTakeTooManyProductsIsRefused() {
        BlockCoordinateDescent every =
                new BlockCoordinateDescent(Selection.GSL, Norm.L2, Blocks.FIXED, 10, Update.LIPSCHITZ, 1, 20);
        assertThat(every.objectionTo(20_000)).isEmpty();
        assertThat(every.objectionTo(30_000))
                .hasValueSatisfying(s -> assertThat(s).contains("3000 blocks"));
        assertThat(new BlockCoordinateDescent().objectionTo(1_000_000_000)).isEmpty();
        assertThatThrownBy(() ->
                        new BlockCoordinateDescent(Selection.GSQ, Norm.L2, Blocks.FIXED, 2, Update.BACKTRACKING, 1, 20))
                .isInstanceOf(InvalidOptions.class)
                .hasMessageContaining("/selection");
        assertThatThrownBy(() -> variable(Selection.CYCLIC, 2, Update.BACKTRACKING))
                .isInstanceOf(InvalidOptions.class)
                .hasMessageContaining("/selection");
    }

    private static BlockCoordinateDescent fixed(Selection selection) {
        return new BlockCoordinateDescent(selection, Norm.L2, Blocks.FIXED, 2, Update.LIPSCHITZ, 1, 20);
    }

    private static BlockCoordinateDescent variable(Selection selection, long size, Update update) {
        return new BlockCoordinateDescent(selection, Norm.L2, Blocks.VARIABLE, size, update, 1, 20);
    }

    private static Vec first(BlockCoordinateDescent rule, Vec x, AnalyticLoss loss) {
        return rule.step(x, loss, rule.init(x), Contexts.of(1, LAYOUT)).parameters();
    }

    private static int[] moved(Vec before, Vec after) {
        double[] a = ArrayVec.values(before);
        double[] b = ArrayVec.values(after);
        return IntStream.range(0, a.length).filter(i -> a[i] != b[i]).toArray();
    }

    private static double[] numbers(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToDouble(JsonNode::asDouble)
                .toArray();
    }
}
