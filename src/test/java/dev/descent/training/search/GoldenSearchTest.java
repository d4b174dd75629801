package dev.descent.training.search;

import static dev.descent.training.search.Surface.note;
import static dev.descent.training.search.Surface.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.descent.training.Golden;
import dev.descent.training.SearchRule;
import dev.descent.training.State;
import dev.descent.training.UpdateRule;
import dev.descent.training.decay.Decoupled;
import dev.descent.training.search.ConsensusBasedOptimization.Diffusion;
import dev.descent.training.search.EvolutionStrategies.Update;
import dev.descent.training.tensor.ArrayVec;
import dev.descent.training.tensor.TestEngine;
import dev.descent.training.tensor.Vec;
import dev.descent.training.tensor.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Rules that see losses alone walk where their authors' code walked, with the draws that it had. */
class GoldenSearchTest {
    private static final JsonNode QUARTIC = note("lbfgs", "a");
    private static final int STEPS = 10;
    private static final double ZEROTH_ORDER = 1e-9;
    /** The reference of the evolution strategies ran in 32-bit floats. */
    private static final double SINGLE = 1e-6;

    /** How a trajectory is walked: vectors are made by {@code vec}. */
    private record Walk(SearchRule rule, double rate, ListedNoise.Listing noise, Function<double[], Vec> vec) {
        /** θ after each step, from the fixtures' start, with a weight decay beside the steps. */
        List<double[]> path(double decay) {
            SearchRule.Loss loss = Surface.quartic(QUARTIC, 0.05, vec);
            Vec parameters = vec.apply(numbers(QUARTIC.get("x0")));
            State state = rule.init(parameters);
            List<double[]> path = new ArrayList<>();
            for (int t = 0; t < STEPS; t++) {
                UpdateRule.Step step = rule.step(parameters, loss, state, ListedNoise.context(t, rate, noise));
                Vec pull = new Decoupled(decay).parameters(parameters, rate).sub(parameters);
                parameters = step.parameters().add(pull);
                state = step.state();
                path.add(values(parameters));
            }
            return path;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void mezo(int number) {
        JsonNode fixture = fixture("mezo", number);
        JsonNode hyper = fixture.get("hyper");
        JsonNode z = note("mezo", "z").get("z");
        Walk walk = new Walk(
                new Mezo(hyper.get("zo_eps").asDouble()),
                hyper.get("lr").asDouble(),
                (step, stream) -> new ArrayVec(numbers(z.get(step))),
                ArrayVec::new);
        compare(fixture, "x", walk.path(hyper.get("weight_decay").asDouble()), ZEROTH_ORDER);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void spsaGc(int number) {
        JsonNode fixture = fixture("spsa_gc", number);
        JsonNode hyper = fixture.get("hyper");
        JsonNode perturbations = note("spsa_gc", "perturbations").get("perturbations");
        SpsaGc rule = new SpsaGc(
                hyper.get("c").asDouble(),
                hyper.get("o").asDouble(),
                hyper.get("alpha").asDouble(),
                hyper.get("gamma").asDouble(),
                hyper.path("b1").asDouble(0),
                1);
        // The uniform draws from which these perturbations come.
        ListedNoise.Listing uniform = (step, stream) -> new ArrayVec(Arrays.stream(numbers(perturbations.get(step)))
                .map(u -> u > 0 ? u : u + 1)
                .toArray());
        Walk walk = new Walk(rule, hyper.get("a").asDouble(), uniform, ArrayVec::new);
        compare(fixture, "x", walk.path(0), ZEROTH_ORDER);
    }

    @Test
    void evolutionStrategies() {
        JsonNode fixture = fixture("evolution_strategies", 0);
        compare(fixture, "x", evolved(fixture, ArrayVec::new), SINGLE);
    }

    @Test
    void evolutionStrategiesOnTheEngine() {
        JsonNode fixture = fixture("evolution_strategies", 0);
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            compare(fixture, "x", evolved(fixture, onEngine(workspace)), SINGLE);
        }
    }

    private static List<double[]> evolved(JsonNode fixture, Function<double[], Vec> vec) {
        JsonNode hyper = fixture.get("hyper");
        JsonNode eps = note("evolution_strategies", "eps").get("eps");
        EvolutionStrategies rule = new EvolutionStrategies(
                hyper.get("pairs").asInt(),
                hyper.get("sigma").asDouble(),
                hyper.get("l2coeff").asDouble(),
                Update.ADAM,
                0.9,
                0.999,
                1e-8);
        ListedNoise.Listing noise = (step, stream) ->
                vec.apply(numbers(eps.get(Integer.toString(step + 1)).get(stream)));
        return new Walk(rule, hyper.get("stepsize").asDouble(), noise, vec).path(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void consensusBasedOptimization(int number) {
        JsonNode fixture = fixture("cbo", number);
        Swarm swarm = swarm(fixture, ArrayVec::new);
        compare(fixture, "x", swarm.particles(), ZEROTH_ORDER);
        compare(fixture, "consensus", swarm.consensus(), ZEROTH_ORDER);
    }

    @Test
    void consensusBasedOptimizationOnTheEngine() {
        JsonNode fixture = fixture("cbo", 1);
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            Swarm swarm = swarm(fixture, onEngine(workspace));
            compare(fixture, "x", swarm.particles(), 1e-4);
        }
    }

    private record Swarm(List<double[]> particles, List<double[]> consensus) {}

    private static Swarm swarm(JsonNode fixture, Function<double[], Vec> vec) {
        JsonNode hyper = fixture.get("hyper");
        JsonNode inputs = note("cbo", "a");
        SearchRule.Loss loss = Surface.quartic(inputs, 0, vec);
        SearchRule rule = new ConsensusBasedOptimization(
                5,
                hyper.get("alpha").asDouble(),
                hyper.get("lamda").asDouble(),
                hyper.get("sigma").asDouble(),
                Diffusion.ANISOTROPIC,
                1,
                null);
        Swarm swarm = new Swarm(new ArrayList<>(), new ArrayList<>());
        Vec parameters = vec.apply(new double[3]);
        // Where the fixture's particles stand, no scattering is to come any more.
        State state = rule.init(parameters).next().with("x", vec.apply(flat(inputs.get("x0"))));
        for (int t = 0; t < STEPS; t++) {
            UpdateRule.Step step = rule.step(
                    parameters,
                    loss,
                    state,
                    ListedNoise.context(
                            t,
                            hyper.get("dt").asDouble(),
                            (at, stream) -> vec.apply(
                                    numbers(inputs.get("normal_draws").get(at).get(stream)))));
            parameters = step.parameters();
            state = step.state();
            swarm.particles().add(values(state.get("x")));
            swarm.consensus().add(values(parameters));
        }
        return swarm;
    }

    private static JsonNode fixture(String file, int number) {
        return Golden.read("optimizers/" + file + ".json").get("cases").get(number);
    }

    private static void compare(JsonNode fixture, String name, List<double[]> path, double tolerance) {
        assertThat(fixture.get("steps").size()).isPositive();
        for (var expected : fixture.get("steps").properties()) {
            double[] actual = path.get(Integer.parseInt(expected.getKey()) - 1);
            double[] reference = flat(expected.getValue().get(name));
            assertThat(actual).hasSameSizeAs(reference);
            assertThat(actual)
                    .as("%s after step %s", name, expected.getKey())
                    .containsExactly(reference, within(tolerance));
        }
    }

    private static double[] flat(JsonNode node) {
        return node.get(0).isArray()
                ? node.valueStream()
                        .flatMapToDouble(row -> Arrays.stream(numbers(row)))
                        .toArray()
                : numbers(node);
    }

    private static double[] values(Vec vec) {
        if (vec instanceof ArrayVec) {
            return ArrayVec.values(vec);
        }
        float[] floats = vec.toArray();
        return IntStream.range(0, floats.length).mapToDouble(i -> floats[i]).toArray();
    }

    private static Function<double[], Vec> onEngine(Workspace workspace) {
        return values -> {
            float[] floats = new float[values.length];
            for (int i = 0; i < floats.length; i++) {
                floats[i] = (float) values[i];
            }
            return workspace.vec(floats);
        };
    }
}
