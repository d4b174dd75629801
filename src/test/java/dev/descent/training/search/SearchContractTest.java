package dev.descent.training.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.training.Contexts;
import dev.descent.training.SearchRule;
import dev.descent.training.State;
import dev.descent.training.StepContext;
import dev.descent.training.UpdateRule;
import dev.descent.training.tensor.ArrayVec;
import dev.descent.training.tensor.Layout;
import dev.descent.training.tensor.Vec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every rule that sees losses alone owes its callers. A new rule is found by scanning and tested as it is. */
class SearchContractTest {
    private static final int EVALUATIONS = 20_000;

    /** Learning rates for functions of a few variables, where a rule's own is made for networks. */
    private static final Map<String, Double> QUADRATIC_RATES =
            Map.of("mezo", 3e-3, "spsa", 0.3, "helene", 3e-4, "deep_ga", 0.03, "consensus_based_optimization", 1.0);

    private static final Map<String, Double> ROSENBROCK_RATES = Map.of(
            "mezo", 3e-4,
            "spsa", 0.03,
            "spsa_gc", 1e-3,
            "helene", 3e-4,
            "deep_ga", 0.03,
            "consensus_based_optimization", 1.0);

    static List<SearchRule> rules() {
        return SearchRules.all();
    }

    @Test
    void rulesAreFound() {
        assertThat(rules())
                .extracting(SearchRules::name)
                .contains("mezo", "spsa", "spsa_gc", "evolution_strategies", "deep_ga", "helene")
                .contains("consensus_based_optimization");
    }

    @ParameterizedTest
    @MethodSource("rules")
    void inputsAreLeftAsTheyWereAndEqualInputsGiveEqualSteps(SearchRule rule) {
        Vec parameters = Surface.QUADRATIC_START;
        State state = rule.init(parameters);
        for (int t = 0; t < 5; t++) {
            double[] before = ArrayVec.values(parameters);
            Map<String, String> stateBefore = printed(state);
            StepContext context = context(t, rule.defaultLearningRate(), parameters);
            UpdateRule.Step once = rule.step(parameters, Surface.quadratic(), state, context);
            UpdateRule.Step again = rule.step(parameters, Surface.quadratic(), state, context);
            assertThat(ArrayVec.values(parameters)).containsExactly(before);
            assertThat(printed(state)).isEqualTo(stateBefore);
            assertThat(ArrayVec.values(once.parameters())).containsExactly(ArrayVec.values(again.parameters()));
            assertThat(printed(once.state())).isEqualTo(printed(again.state()));
            assertThat(once.state().steps()).isEqualTo(state.steps() + 1);
            parameters = once.parameters();
            state = once.state();
        }
    }

    @ParameterizedTest
    @MethodSource("rules")
    void stepsDifferFromOneToTheNext(SearchRule rule) {
        Vec start = Surface.QUADRATIC_START;
        State state = rule.init(start);
        assertThat(ArrayVec.values(rule.step(start, Surface.quadratic(), state, context(0, 0.1, start))
                        .parameters()))
                .isNotEqualTo(ArrayVec.values(rule.step(start, Surface.quadratic(), state, context(1, 0.1, start))
                        .parameters()));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void theStateIsAsLargeAsDeclared(SearchRule rule) {
        Vec start = new ArrayVec(new double[1000]);
        State fresh = rule.init(start);
        State used = rule.step(start, x -> x.square().sum(), fresh, context(0, 0.1, start))
                .state();
        for (State state : List.of(fresh, used)) {
            long elements =
                    state.vectors().values().stream().mapToLong(Vec::size).sum();
            assertThat(elements / 1000).isEqualTo(rule.stateVectors());
        }
    }

    @ParameterizedTest
    @MethodSource("rules")
    void aStepAsksForAsManyLossesAsDeclared(SearchRule rule) {
        int[] asked = {0};
        SearchRule.Loss counting = x -> {
            asked[0]++;
            return Surface.quadratic().at(x);
        };
        Vec parameters = Surface.QUADRATIC_START;
        State state = rule.init(parameters);
        for (int t = 0; t < 4; t++) {
            asked[0] = 0;
            UpdateRule.Step step = rule.step(parameters, counting, state, context(t, 0.01, parameters));
            assertThat(asked[0]).isEqualTo(rule.evaluations());
            parameters = step.parameters();
            state = step.state();
        }
    }

    @ParameterizedTest
    @MethodSource("rules")
    void aQuadraticGetsSmaller(SearchRule rule) {
        double rate = QUADRATIC_RATES.getOrDefault(SearchRules.name(rule), rule.defaultLearningRate());
        assertThat(descended(rule, rate, Surface.QUADRATIC_START, Surface.quadratic()))
                .isLessThan(0.05);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void rosenbrocksValleyIsFollowed(SearchRule rule) {
        double rate = ROSENBROCK_RATES.getOrDefault(SearchRules.name(rule), rule.defaultLearningRate());
        // At the start it is 24.2, and 4 where the valley's floor is reached.
        assertThat(descended(rule, rate, Surface.ROSENBROCK_START, Surface.rosenbrock()))
                .isLessThan(0.5);
    }

    private static double descended(SearchRule rule, double rate, Vec start, SearchRule.Loss loss) {
        Vec parameters = start;
        State state = rule.init(start);
        for (int t = 0; t < EVALUATIONS / rule.evaluations(); t++) {
            UpdateRule.Step step = rule.step(parameters, loss, state, context(t, rate, start));
            parameters = step.parameters();
            state = step.state();
        }
        return loss.at(parameters).value();
    }

    private static StepContext context(long step, double rate, Vec parameters) {
        return Contexts.of(step, rate, 0, Layout.EMPTY.with("w", parameters.size()));
    }

    private static Map<String, String> printed(State state) {
        Map<String, String> printed = new TreeMap<>();
        state.vectors().forEach((name, vec) -> printed.put(name, Arrays.toString(ArrayVec.values(vec))));
        return printed;
    }
}
