package dev.descent.training.curvature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.descent.training.AnalyticLoss;
import dev.descent.training.Contexts;
import dev.descent.training.CurvatureRule;
import dev.descent.training.Golden;
import dev.descent.training.Problem;
import dev.descent.training.State;
import dev.descent.training.StepContext;
import dev.descent.training.UpdateRule;
import dev.descent.training.WeightDecay;
import dev.descent.training.decay.Decoupled;
import dev.descent.training.decay.NoDecay;
import dev.descent.training.tensor.ArrayVec;
import dev.descent.training.tensor.Draws;
import dev.descent.training.tensor.Layout;
import dev.descent.training.tensor.Noise;
import dev.descent.training.tensor.TestEngine;
import dev.descent.training.tensor.Vec;
import dev.descent.training.tensor.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Both Sophias against their reference implementations. */
class SophiaTest {
    private static final Layout LAYOUT = Layout.EMPTY.with("w", 4, 3).with("b", 5);
    private static final JsonNode INPUTS = Golden.read("optimizers/inputs.json");
    private static final JsonNode G = Golden.read("optimizers/sophia_g.json").at("/cases/0");
    private static final JsonNode H = Golden.read("optimizers/sophia_h.json").at("/cases/0");
    private static final int STEPS = 30;

    /** The draws of a seed, made vectors by an engine. */
    private record EngineNoise(Function<double[], Vec> vec) implements Noise {
        private static final Contexts.ArrayNoise ARRAYS = new Contexts.ArrayNoise(3);

        @Override
        public Vec normal(long step, int stream, long size) {
            return vec.apply(ArrayVec.values(ARRAYS.normal(step, stream, size)));
        }

        @Override
        public Vec uniform(long step, int stream, long size) {
            return vec.apply(ArrayVec.values(ARRAYS.uniform(step, stream, size)));
        }

        @Override
        public Draws draws(long step, int stream) {
            return ARRAYS.draws(step, stream);
        }
    }

    /** Hands out an estimate that was given. */
    private record Given(Vec estimate, int batchSize) implements CurvatureRule.Curvature {
        @Override
        public Vec hessianTimes(Vec v) {
            return estimate.div(v);
        }

        @Override
        public Vec sampledLabelGradient() {
            return estimate;
        }
    }

    private record Walk(CurvatureRule rule, double rate, WeightDecay decay, int batchSize, long behind) {
        /**
         * θ and h after each step, and after one step more.
         *
         * @param lag how many steps later than the reference we take the same estimate
         */
        List<UpdateRule.Step> path(Function<double[], Vec> vec, int lag) {
            Vec parameters = vec.apply(flat(INPUTS.get("params"), ""));
            State state = new State(behind, rule.init(parameters).vectors());
            List<UpdateRule.Step> path = new ArrayList<>();
            for (int t = 1; t <= STEPS + 1; t++) {
                JsonNode gradient = INPUTS.get("gradients").get(Math.min(t, STEPS) - 1);
                JsonNode estimate = INPUTS.get("gradients").get(Math.max(0, Math.min(STEPS - 1, STEPS - t + lag)));
                UpdateRule.Step step = rule.step(
                        decay.parameters(parameters, rate),
                        vec.apply(flat(gradient, "")),
                        new Given(vec.apply(flat(estimate, "")), batchSize),
                        state,
                        new StepContext(
                                state.steps(),
                                0,
                                rate,
                                OptionalDouble.empty(),
                                decay.decoupledRate(),
                                100,
                                LAYOUT,
                                new EngineNoise(vec)));
                parameters = step.parameters();
                state = step.state();
                path.add(step);
            }
            return path;
        }
    }

    /** The reference refreshes at the end of step k with what the next batch gives, we at the start of step k + 1. */
    private static Walk walkOfG() {
        JsonNode hyper = G.get("hyper");
        SophiaG rule = new SophiaG(
                hyper.at("/betas/0").asDouble(),
                hyper.at("/betas/1").asDouble(),
                hyper.get("rho").asDouble(),
                SophiaG.Form.RELEASED,
                hyper.get("bs").asLong(),
                hyper.get("k").asInt(),
                1e-15);
        return new Walk(
                rule,
                hyper.get("lr").asDouble(),
                new Decoupled(hyper.get("weight_decay").asDouble(), true),
                64,
                0);
    }

    /** The reference clips to ±p and multiplies by its rate; its first estimate comes with the second step. */
    private static Walk walkOfH() {
        JsonNode hyper = H.get("hyper");
        double p = hyper.get("p").asDouble();
        SophiaH rule = new SophiaH(
                hyper.at("/betas/0").asDouble(),
                hyper.at("/betas/1").asDouble(),
                p,
                p * hyper.get("eps").asDouble(),
                hyper.get("k").asInt(),
                SophiaH.Probe.RADEMACHER);
        return new Walk(
                rule,
                p * hyper.get("lr").asDouble(),
                new NoDecay(),
                64,
                hyper.get("k").asInt() - 1);
    }

    @Test
    void sophiaGMatchesTheReferenceOnArrays() {
        List<UpdateRule.Step> path = walkOfG().path(ArrayVec::new, 1);
        for (var expected : G.get("steps").properties()) {
            int t = Integer.parseInt(expected.getKey());
            assertClose(path.get(t - 1).parameters(), flat(expected.getValue(), ""), 1e-12, 0);
            // h after the reference's step is what our next step began with.
            assertClose(path.get(t).state().get("h"), flat(expected.getValue(), "h_"), 1e-12, 0);
        }
    }

    @Test
    void sophiaHMatchesTheReferenceOnArrays() {
        List<UpdateRule.Step> path = walkOfH().path(ArrayVec::new, 0);
        for (var expected : H.get("steps").properties()) {
            int t = Integer.parseInt(expected.getKey());
            assertClose(path.get(t - 1).parameters(), flat(expected.getValue(), ""), 1e-12, 0);
            assertClose(path.get(t - 1).state().get("h"), flat(expected.getValue(), "h_"), 1e-12, 0);
        }
    }

    @Test
    void bothMatchTheReferenceOnTheEngine() {
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            Function<double[], Vec> vec = values -> workspace.vec(floats(values));
            List<UpdateRule.Step> g = walkOfG().path(vec, 1);
            List<UpdateRule.Step> h = walkOfH().path(vec, 0);
            for (var expected : G.get("steps").properties()) {
                Vec actual = g.get(Integer.parseInt(expected.getKey()) - 1).parameters();
                assertClose(actual, flat(expected.getValue(), ""), 2e-7, 1e-5);
            }
            for (var expected : H.get("steps").properties()) {
                Vec actual = h.get(Integer.parseInt(expected.getKey()) - 1).parameters();
                assertClose(actual, flat(expected.getValue(), ""), 2e-7, 1e-5);
            }
        }
    }

    @Test
    void theTwoFormsOfSophiaGAreOneWhereTheDiagonalIsPositive() {
        Walk released = new Walk(form(SophiaG.Form.RELEASED, 1e-15), 1e-2, new NoDecay(), 64, 1);
        Walk paper = new Walk(form(SophiaG.Form.PAPER, 1e-15), 1e-2, new NoDecay(), 64, 1);
        List<UpdateRule.Step> a = released.path(ArrayVec::new, 0);
        List<UpdateRule.Step> b = paper.path(ArrayVec::new, 0);
        for (int t = 0; t < STEPS; t++) {
            double[] expected = ArrayVec.values(a.get(t).parameters());
            assertThat(ArrayVec.values(b.get(t).parameters())).containsExactly(expected, within(1e-12));
            double[] scaled = ArrayVec.values(a.get(t).state().get("h").mul(64));
            assertThat(ArrayVec.values(b.get(t).state().get("h"))).containsExactly(scaled, within(1e-12));
        }
    }

    private static SophiaG form(SophiaG.Form form, double epsilon) {
        return new SophiaG(0.9, 0.9, 0.5, form, null, 1, epsilon);
    }

    @Test
    void noCoordinateMovesFurtherThanTheLearningRate() {
        for (Walk walk : List.of(walkOfG(), walkOfH())) {
            Walk plain = new Walk(walk.rule(), 0.5, new NoDecay(), 64, 0);
            Vec before = new ArrayVec(flat(INPUTS.get("params"), ""));
            for (UpdateRule.Step step : plain.path(ArrayVec::new, 0)) {
                assertThat(step.parameters().sub(before).abs().kthLargest(1).value())
                        .isLessThanOrEqualTo(0.5 + 1e-12);
                before = step.parameters();
            }
        }
    }

    @Test
    void theFirstIntervalOfSophiaGIsStepsByTheSign() {
        SophiaG rule = new SophiaG(0, 0.9, 0.5, SophiaG.Form.RELEASED, null, 3, 1e-15);
        List<UpdateRule.Step> path = new Walk(rule, 0.25, new NoDecay(), 64, 0).path(ArrayVec::new, 0);
        Vec before = new ArrayVec(flat(INPUTS.get("params"), ""));
        for (int t = 1; t <= 3; t++) {
            Vec sign = new ArrayVec(flat(INPUTS.get("gradients").get(t - 1), "")).sign();
            Vec expected = before.addScaled(-0.25, sign);
            before = path.get(t - 1).parameters();
            assertThat(ArrayVec.values(before)).containsExactly(ArrayVec.values(expected), within(1e-12));
        }
        assertThat(ArrayVec.values(path.get(2).state().get("h"))).containsOnly(0);
        assertThat(ArrayVec.values(path.get(3).state().get("h"))).isNotEqualTo(new double[17]);
    }

    /** E[u ⊙ Hu] is the diagonal; the variance of an estimate is ΣH²ᵢⱼ over j ≠ i, plus 2H²ᵢᵢ for Gaussian u. */
    @Test
    void hutchinsonsEstimatesAverageToTheDiagonal() {
        double[][] a = {{1, 2, 0}, {0, 1, -1}, {3, 0, 1}};
        AnalyticLoss loss = new AnalyticLoss(new Problem.LeastSquares(a, new double[3], 0.5, 1));
        // AᵀA
        double[] diagonal = {10, 5, 2};
        double[] besides = {2 * 2 + 3 * 3, 2 * 2 + 1, 3 * 3 + 1};
        int draws = 4000;
        for (SophiaH.Probe probe : SophiaH.Probe.values()) {
            SophiaH rule = new SophiaH(0, 0, 1, 1e-12, 1, probe);
            Vec x = new ArrayVec(0, 0, 0);
            Vec sum = x;
            for (int t = 0; t < draws; t++) {
                UpdateRule.Step step = rule.step(
                        x, x, loss.curvature(x, t), rule.init(x), Contexts.of(t, 1, 0, Layout.EMPTY.with("x", 3)));
                sum = sum.add(step.state().get("h"));
            }
            for (int i = 0; i < 3; i++) {
                double own = probe == SophiaH.Probe.GAUSSIAN ? 2 * diagonal[i] * diagonal[i] : 0;
                double error = Math.sqrt((besides[i] + own) / draws);
                assertThat(ArrayVec.values(sum)[i] / draws).isCloseTo(diagonal[i], within(5 * error));
            }
        }
    }

    private static void assertClose(Vec actual, double[] expected, double absolute, double relative) {
        double[] values = actual instanceof ArrayVec ? ArrayVec.values(actual) : doubles(actual.toArray());
        assertThat(values).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(values[i])
                    .as("coordinate %d", i)
                    .isCloseTo(expected[i], within(absolute + relative * Math.abs(expected[i])));
        }
    }

    private static double[] flat(JsonNode tensors, String prefix) {
        List<Double> values = new ArrayList<>();
        for (String name : List.of("w", "b")) {
            collect(tensors.get(prefix + name), values);
        }
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static void collect(JsonNode node, List<Double> into) {
        if (node.isArray()) {
            node.forEach(child -> collect(child, into));
        } else {
            into.add(node.asDouble());
        }
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }
}
