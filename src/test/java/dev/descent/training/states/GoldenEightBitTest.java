package dev.descent.training.states;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.training.Contexts;
import dev.descent.training.Golden;
import dev.descent.training.GoldenInputs;
import dev.descent.training.Optimizer;
import dev.descent.training.State;
import dev.descent.training.UpdateRule;
import dev.descent.training.WeightDecay;
import dev.descent.training.decay.Coupled;
import dev.descent.training.decay.Decoupled;
import dev.descent.training.optimizers.Adam;
import dev.descent.training.optimizers.Lion;
import dev.descent.training.optimizers.Sgd;
import dev.descent.training.tensor.Layout;
import dev.descent.training.tensor.TestEngine;
import dev.descent.training.tensor.Vec;
import dev.descent.training.tensor.Workspace;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Optimizers whose state is kept in eight bits walk where those of bitsandbytes walk, with the same codes. On the engine
 * only: in 64 bits, one number in thousands falls to the other side of a boundary, and the walk leaves the reference's.
 */
class GoldenEightBitTest {
    private static final Block8Bit FORMAT = new Block8Bit(256, 0);

    /** @param state the vector that the fixture shows */
    record Case(String name, Optimizer rule, String state, WeightDecay decay, double rate, JsonNode expected) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        return StreamSupport.stream(
                        Golden.read("optimizers/bnb8bit.json").get("cases").spliterator(), false)
                .map(GoldenEightBitTest::read);
    }

    private static Case read(JsonNode json) {
        String name = json.get("case").asString();
        JsonNode hyper = json.get("hyper");
        double b1 = hyper.get("b1").asDouble();
        double eps = hyper.get("eps").asDouble();
        double wd = hyper.get("wd").asDouble();
        double rate = hyper.get("lr").asDouble();
        WeightDecay coupled = new Coupled(wd);
        return switch (name.replaceAll("8bit.*", "")) {
            case "adam" ->
                new Case(
                        name,
                        new Adam(b1, hyper.get("b2").asDouble(), eps, false),
                        "m",
                        new Decoupled(wd, true),
                        rate,
                        json.get("steps"));
            case "momentum" -> new Case(name, new Sgd(b1, 0, false), "b", coupled, rate, json.get("steps"));
            case "lion" ->
                new Case(
                        name,
                        new Lion(b1, hyper.get("b2").asDouble()),
                        "m",
                        new Decoupled(wd, true),
                        rate,
                        json.get("steps"));
            case "rmsprop" -> new Case(name, new EightBitRules.RmsProp(b1, eps), "v", coupled, rate, json.get("steps"));
            case "adagrad" -> new Case(name, new EightBitRules.AdaGrad(eps), "a", coupled, rate, json.get("steps"));
            default -> throw new IllegalArgumentException(name);
        };
    }

    @Test
    void allCasesAreWalked() {
        assertThat(cases()).hasSize(7);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theEngineWalksAsTheReference(Case c) {
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            walk(c, workspace::vec);
        }
    }

    private static void walk(Case c, Function<float[], Vec> vec) {
        Layout layout = GoldenInputs.LAYOUT;
        Vec parameters = vec.apply(GoldenInputs.floats(GoldenInputs.parameters()));
        State packed = FORMAT.pack(c.rule().init(parameters), c.rule(), layout, vec);
        List<double[]> gradients = GoldenInputs.gradients();
        int compared = 0;
        for (int t = 0; t < gradients.size(); t++) {
            Vec gradient = vec.apply(GoldenInputs.floats(gradients.get(t)));
            State state = FORMAT.unpack(packed, c.rule(), layout, vec);
            UpdateRule.Step step = c.rule()
                    .step(
                            c.decay().parameters(parameters, c.rate()),
                            c.decay().gradient(gradient, parameters),
                            state,
                            Contexts.of(t, c.rate(), 0, layout));
            parameters = step.parameters();
            packed = FORMAT.pack(step.state(), c.rule(), layout, vec);
            String number = Integer.toString(t + 1);
            if (c.expected().has(number)) {
                compare(c, c.expected().get(number), parameters, packed, number);
                compared++;
            }
        }
        assertThat(compared).isEqualTo(5);
    }

    private static void compare(Case c, JsonNode expected, Vec parameters, State packed, String step) {
        double[] reference = GoldenInputs.flat(expected);
        float[] actual = parameters.toArray();
        assertThat(actual).hasSameSizeAs(reference);
        for (int i = 0; i < reference.length; i++) {
            assertThat(Math.abs(actual[i] - reference[i]))
                    .as("coordinate %d after step %s", i, step)
                    .isLessThanOrEqualTo(1e-6);
        }
        float[] codes = packed.get(c.state() + ".codes").slice(0, 12).toArray();
        assertThat(IntStream.range(0, 12).map(i -> (int) codes[i]))
                .as("codes after step %s", step)
                .containsExactlyElementsOf(
                        StreamSupport.stream(expected.get("state1_codes_w").spliterator(), false)
                                .map(JsonNode::asInt)
                                .toList());
        float[] scales = packed.get(c.state() + ".scales").toArray();
        for (int i = 0; i < 2; i++) {
            double scale = expected.get("absmax1").get(i).asDouble();
            assertThat(Math.abs(scales[i] - scale)).isLessThanOrEqualTo(1e-6 * scale);
        }
    }
}
