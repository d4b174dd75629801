package dev.descent.training.optimizers;

import static org.assertj.core.api.Assertions.assertThat;

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

    /** How a fixture's hyper-parameters read in our terms. */
    record Case(String name, Optimizer optimizer, WeightDecay decay, double rate, JsonNode expected) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                        fixture("sgd", h -> new Sgd()),
                        fixture("momentum", h -> new Sgd(number(h, "momentum", 0), 0, false)),
                        fixture("nesterov", h -> new Sgd(number(h, "momentum", 0), 0, true)),
                        fixture("adam", h -> new Adam(beta(h, 0), beta(h, 1), number(h, "eps", 1e-8))),
                        fixture("adamw", h -> new AdamW(new Adam(beta(h, 0), beta(h, 1), number(h, "eps", 1e-8)))),
                        fixture("lion", h -> new Lion(beta(h, 0), beta(h, 1))))
                .flatMap(List::stream);
    }

    private static List<Case> fixture(String file, Function<JsonNode, Optimizer> optimizer) {
        List<Case> cases = new ArrayList<>();
        for (JsonNode c : Golden.read("optimizers/" + file + ".json").get("cases")) {
            JsonNode hyper = c.get("hyper");
            double decay = number(hyper, "weight_decay", 0);
            boolean decoupled = file.equals("adamw") || file.equals("lion");
            cases.add(new Case(
                    file + " " + c.get("case").asString(),
                    optimizer.apply(hyper),
                    decoupled ? new Decoupled(decay) : new Coupled(decay),
                    number(hyper, "lr", 0),
                    c.get("steps")));
        }
        return cases;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void matchesTheReferenceOnArrays(Case c) {
        compare(c, walk(c, ArrayVec::new, TENSORS, LAYOUT), 1e-12, 0);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void doesTheSameToOneTensorAtATime(Case c) {
        List<double[]> w = walk(c, ArrayVec::new, List.of("w"), Layout.EMPTY.with("w", 4, 3));
        List<double[]> b = walk(c, ArrayVec::new, List.of("b"), Layout.EMPTY.with("b", 5));
        List<double[]> together = new ArrayList<>();
        for (int i = 0; i < w.size(); i++) {
            together.add(concat(w.get(i), b.get(i)));
        }
        compare(c, together, 1e-12, 0);
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

    private static double number(JsonNode hyper, String name, double otherwise) {
        return hyper.has(name) ? hyper.get(name).asDouble() : otherwise;
    }

    private static double beta(JsonNode hyper, int index) {
        return hyper.get("betas").get(index).asDouble();
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
