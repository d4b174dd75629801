package dev.descent.training.optimizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.training.Contexts;
import dev.descent.training.Golden;
import dev.descent.training.Optimizer;
import dev.descent.training.State;
import dev.descent.training.UpdateRule;
import dev.descent.training.WeightDecay;
import dev.descent.training.decay.Coupled;
import dev.descent.training.decay.Decoupled;
import dev.descent.training.tensor.ArrayVec;
import dev.descent.training.tensor.Layout;
import dev.descent.training.tensor.TestEngine;
import dev.descent.training.tensor.Vec;
import dev.descent.training.tensor.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Every optimizer walks where its authors' code walked, over gradients with zeros, spikes and tiny values. */
class GoldenTrajectoryTest {
    private static final JsonNode INPUTS = Golden.read("optimizers/inputs.json");
    private static final Layout LAYOUT = Layout.EMPTY.with("w", 4, 3).with("b", 5);
    private static final List<String> TENSORS = List.of("w", "b");

    /** A case of a fixture: the authors' hyper-parameters in our terms, and where they led. */
    record Case(String name, Optimizer optimizer, WeightDecay decay, double rate, JsonNode expected) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** The hyper-parameters of a case, under the names of the reference. */
    record Hyper(String caseName, JsonNode json) {
        double number(String name) {
            return json.get(name).asDouble();
        }

        boolean flag(String name) {
            return json.get(name).asBoolean();
        }

        String text(String name) {
            return json.get(name).asString();
        }

        double beta(int index) {
            return json.get("betas").get(index).asDouble();
        }

        double eps() {
            return number("eps");
        }

        WeightDecay coupled() {
            return new Coupled(decay());
        }

        WeightDecay decoupled() {
            return new Decoupled(decay(), true);
        }

        private double decay() {
            return json.has("weight_decay") ? number("weight_decay") : 0;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                        fixture("sgd", Hyper::coupled, h -> new Sgd()),
                        fixture("momentum", Hyper::coupled, h -> new Sgd(h.number("momentum"), 0, false)),
                        fixture("nesterov", Hyper::coupled, h -> new Sgd(h.number("momentum"), 0, true)),
                        fixture("adam", Hyper::coupled, h -> new Adam(h.beta(0), h.beta(1), h.eps(), false)),
                        fixture(
                                "amsgrad",
                                Hyper::coupled,
                                h -> new Adam(h.beta(0), h.beta(1), h.eps(), h.flag("amsgrad"))),
                        fixture(
                                "adamw",
                                Hyper::decoupled,
                                h -> new AdamW(new Adam(h.beta(0), h.beta(1), h.eps(), false))),
                        fixture("lion", Hyper::decoupled, h -> new Lion(h.beta(0), h.beta(1))),
                        fixture("normalized_gd", Hyper::coupled, h -> new NormalizedGd(normScope(h), 0, h.eps())),
                        fixture(
                                "adagrad",
                                Hyper::coupled,
                                h -> new AdaGrad(h.number("lr_decay"), h.number("initial_accumulator_value"), h.eps())),
                        fixture("adagrad_norm", Hyper::coupled, GoldenTrajectoryTest::adaGradNorm),
                        fixture(
                                "rmsprop",
                                Hyper::coupled,
                                h -> new RmsProp(h.number("alpha"), h.eps(), h.number("momentum"), h.flag("centered"))),
                        fixture("adadelta", Hyper::coupled, h -> new Adadelta(h.number("rho"), h.eps())),
                        fixture(
                                "adabelief",
                                h -> h.flag("weight_decouple") ? h.decoupled() : h.coupled(),
                                h -> new AdaBelief(
                                        h.beta(0), h.beta(1), h.eps(), h.flag("rectify"), h.flag("amsgrad"))),
                        fixture("diffgrad", Hyper::coupled, h -> new DiffGrad(h.beta(0), h.beta(1), h.eps())),
                        fixture("adan", Hyper::decoupled, GoldenTrajectoryTest::adan),
                        fixture(
                                "adamp",
                                Hyper::decoupled,
                                h -> new AdamP(h.beta(0), h.beta(1), h.eps(), h.flag("nesterov"), projection(h))),
                        fixture(
                                "sgdp",
                                Hyper::decoupled,
                                h -> new SgdP(
                                        h.number("momentum"),
                                        h.number("dampening"),
                                        h.flag("nesterov"),
                                        h.eps(),
                                        true,
                                        projection(h))),
                        fixture("sgd_sai", Hyper::decoupled, h -> new SgdSai(h.number("momentum"), h.eps())),
                        fixture(
                                "optimistic",
                                Hyper::coupled,
                                h -> new OptimisticMirrorDescent(h.number("alpha"), h.number("beta"), firstHint(h))))
                .flatMap(List::stream);
    }

    private static NormalizedGd.Scope normScope(Hyper h) {
        return h.text("scope").equals("global") ? NormalizedGd.Scope.GLOBAL : NormalizedGd.Scope.TENSOR;
    }

    private static Optimizer adaGradNorm(Hyper h) {
        return switch (h.caseName()) {
            case "paper_global", "paper_global_nondefault" ->
                new AdaGradNorm(AdaGradNorm.Scope.GLOBAL, h.number("b0"), h.eps());
            case "paper_per_tensor" -> new AdaGradNorm(AdaGradNorm.Scope.TENSOR, h.number("b0"), h.eps());
            case "reference_rowwise" ->
                new AdaGradNorm(AdaGradNorm.Scope.ROW, Math.sqrt(h.number("initial_accumulator_value")), 1e-10);
            default -> throw new IllegalArgumentException(h.caseName());
        };
    }

    private static Optimizer adan(Hyper h) {
        double most = h.number("max_grad_norm");
        return new Adan(
                h.beta(0), h.beta(1), h.beta(2), h.eps(), !h.flag("no_prox"), most == 0 ? null : (Double) most, null);
    }

    private static Projection projection(Hyper h) {
        return new Projection(h.number("delta"), h.number("wd_ratio"));
    }

    private static OptimisticMirrorDescent.FirstHint firstHint(Hyper h) {
        return h.text("first_hint").startsWith("zero")
                ? OptimisticMirrorDescent.FirstHint.ZERO
                : OptimisticMirrorDescent.FirstHint.GRADIENT;
    }

    private static List<Case> fixture(
            String file, Function<Hyper, WeightDecay> decay, Function<Hyper, Optimizer> optimizer) {
        List<Case> cases = new ArrayList<>();
        for (JsonNode c : Golden.read("optimizers/" + file + ".json").get("cases")) {
            Hyper hyper = new Hyper(c.get("case").asString(), c.get("hyper"));
            cases.add(new Case(
                    file + " " + hyper.caseName(),
                    optimizer.apply(hyper),
                    decay.apply(hyper),
                    hyper.number("lr"),
                    c.get("steps")));
        }
        return cases;
    }

    /** Rules that treat all parameters as one vector on purpose. */
    private static boolean isGlobal(Case c) {
        return c.optimizer() instanceof NormalizedGd ngd && ngd.scope() == NormalizedGd.Scope.GLOBAL
                || c.optimizer() instanceof AdaGradNorm norm && norm.scope() == AdaGradNorm.Scope.GLOBAL
                || c.optimizer() instanceof Adan adan && adan.maxGradientNorm() != null;
    }

    static Stream<Case> casesOfTensors() {
        return cases().filter(c -> !isGlobal(c));
    }

    static Stream<Case> casesOfTheWholeVector() {
        return cases().filter(GoldenTrajectoryTest::isGlobal);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void matchesTheReferenceOnArrays(Case c) {
        compare(c, walk(c, ArrayVec::new, TENSORS, LAYOUT), 1e-12, 0);
    }

    @ParameterizedTest
    @MethodSource("casesOfTensors")
    void doesTheSameToOneTensorAtATime(Case c) {
        compare(c, oneTensorAtATime(c), 1e-12, 0);
    }

    @ParameterizedTest
    @MethodSource("casesOfTheWholeVector")
    void aRuleOfTheWholeVectorDoesNotDoTheSameToOneTensorAtATime(Case c) {
        assertThatThrownBy(() -> compare(c, oneTensorAtATime(c), 1e-3, 0)).isInstanceOf(AssertionError.class);
    }

    private static List<double[]> oneTensorAtATime(Case c) {
        List<double[]> w = walk(c, ArrayVec::new, List.of("w"), Layout.EMPTY.with("w", 4, 3));
        List<double[]> b = walk(c, ArrayVec::new, List.of("b"), Layout.EMPTY.with("b", 5));
        List<double[]> together = new ArrayList<>();
        for (int i = 0; i < w.size(); i++) {
            together.add(concat(w.get(i), b.get(i)));
        }
        return together;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void matchesTheReferenceOnTheEngine(Case c) {
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            compare(c, walk(c, values -> workspace.vec(floats(values)), TENSORS, LAYOUT), 1e-7, 1e-5);
        }
    }

    /** θ after each step. */
    private static List<double[]> walk(Case c, Function<double[], Vec> vec, List<String> tensors, Layout layout) {
        Vec parameters = vec.apply(flat(INPUTS.get("params"), tensors));
        State state = c.optimizer().init(parameters);
        List<double[]> path = new ArrayList<>();
        for (JsonNode gradients : INPUTS.get("gradients")) {
            Vec gradient = vec.apply(flat(gradients, tensors));
            UpdateRule.Step step = c.optimizer()
                    .step(
                            c.optimizer().decaysItself()
                                    ? parameters
                                    : c.decay().parameters(parameters, c.rate()),
                            c.decay().gradient(gradient, parameters),
                            state,
                            Contexts.of(state.steps(), c.rate(), c.decay().decoupledRate(), layout));
            parameters = step.parameters();
            state = step.state();
            path.add(parameters instanceof ArrayVec ? ArrayVec.values(parameters) : doubles(parameters.toArray()));
        }
        return path;
    }

    private static void compare(Case c, List<double[]> path, double absolute, double relative) {
        assertThat(c.expected().size()).isPositive();
        for (var expected : c.expected().properties()) {
            double[] actual = path.get(Integer.parseInt(expected.getKey()) - 1);
            double[] reference = flat(expected.getValue(), TENSORS);
            assertThat(actual).hasSameSizeAs(reference);
            for (int i = 0; i < reference.length; i++) {
                assertThat(Math.abs(actual[i] - reference[i]))
                        .as(
                                "coordinate %d after step %s: %s instead of %s",
                                i, expected.getKey(), actual[i], reference[i])
                        .isLessThanOrEqualTo(absolute + relative * Math.abs(reference[i]));
            }
        }
    }

    private static double[] flat(JsonNode tensors, List<String> names) {
        List<Double> values = new ArrayList<>();
        for (String name : names) {
            collect(tensors.get(name), values);
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

    private static double[] concat(double[] a, double[] b) {
        double[] both = new double[a.length + b.length];
        System.arraycopy(a, 0, both, 0, a.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
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
