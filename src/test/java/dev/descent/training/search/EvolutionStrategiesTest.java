package dev.descent.training.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.descent.training.Contexts;
import dev.descent.training.SearchRule;
import dev.descent.training.State;
import dev.descent.training.UpdateRule;
import dev.descent.training.search.EvolutionStrategies.Update;
import dev.descent.training.tensor.ArrayVec;
import dev.descent.training.tensor.Layout;
import dev.descent.training.tensor.Vec;
import org.junit.jupiter.api.Test;

class EvolutionStrategiesTest {
    private static final Vec START = new ArrayVec(1, -2);

    @Test
    void aFlatLossMovesNothing() {
        SearchRule rule = new EvolutionStrategies();
        UpdateRule.Step step =
                rule.step(START, x -> new ArrayVec(7), rule.init(START), Contexts.of(0, 1, 0, Layout.EMPTY));
        assertThat(ArrayVec.values(step.parameters())).containsExactly(1, -2);
    }

    /** Ranks do not tell a loss from its exponential. */
    @Test
    void onlyTheOrderOfLossesCounts() {
        SearchRule rule = new EvolutionStrategies();
        SearchRule.Loss loss = x -> x.square().sum();
        SearchRule.Loss steeper = x -> loss.at(x).square().square();
        var context = Contexts.of(0, 0.1, 0, Layout.EMPTY);
        assertThat(ArrayVec.values(
                        rule.step(START, loss, rule.init(START), context).parameters()))
                .containsExactly(ArrayVec.values(
                        rule.step(START, steeper, rule.init(START), context).parameters()));
    }

    /** One pair, of which the upper loss is the greater: ranks ½ and −½, and ĝ = ξ/2 + λθ. */
    @Test
    void theAuthorsSgdTakesAShareOfTheEstimateIntoItsMomentum() {
        SearchRule rule = new EvolutionStrategies(1, 0.1, 0.5, Update.SGD, 0.9, 0.999, 1e-8);
        SearchRule.Loss loss = x -> x.sum();
        var context = ListedNoise.context(0, 0.2, (t, stream) -> new ArrayVec(3, 1));
        State state = rule.init(START).with("m", new ArrayVec(1, 0));
        UpdateRule.Step step = rule.step(START, loss, state, context);
        double[] estimate = {1.5 + 0.5, 0.5 - 1};
        double[] m = {0.9 + 0.1 * estimate[0], 0.1 * estimate[1]};
        assertThat(ArrayVec.values(step.state().get("m"))).containsExactly(m, within(1e-12));
        assertThat(ArrayVec.values(step.parameters()))
                .containsExactly(new double[] {1 - 0.2 * m[0], -2 - 0.2 * m[1]}, within(1e-12));
        assertThat(step.state().vectors()).containsOnlyKeys("m");
    }
}
