package dev.descent.training.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.descent.training.Contexts;
import dev.descent.training.SearchRule;
import dev.descent.training.State;
import dev.descent.training.StepContext;
import dev.descent.training.UpdateRule;
import dev.descent.training.search.Lineage.Mutation;
import dev.descent.training.tensor.ArrayVec;
import dev.descent.training.tensor.Draws;
import dev.descent.training.tensor.Layout;
import dev.descent.training.tensor.Vec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeepGaTest {
    private static final int POPULATION = 20;
    private static final int TRUNCATION = 5;
    private static final double INITIAL_SIGMA = 0.5;
    private static final SearchRule RULE = new DeepGa(POPULATION, TRUNCATION, INITIAL_SIGMA);

    /** Falls as a schedule might have it, so that each generation's is told apart. */
    private static StepContext context(int t) {
        return Contexts.of(t, 0.2 / (1 + 0.1 * t), 0, Layout.EMPTY);
    }

    /** A population whose parameters are carried along from generation to generation, as the rule does not. */
    private static List<Vec> carried(List<Vec> parents, SearchRule.Loss loss, int t) {
        StepContext context = context(t);
        Draws draws = context.noise().draws(t, POPULATION);
        int[] chosen = IntStream.range(1, POPULATION)
                .map(i -> draws.below(parents.size()))
                .sorted()
                .toArray();
        List<Vec> genomes = new ArrayList<>(List.of(parents.get(0)));
        float sigma = (float) (t == 0 ? INITIAL_SIGMA : context.rate());
        for (int i = 1; i < POPULATION; i++) {
            Vec parent = parents.get(chosen[i - 1]);
            genomes.add(parent.addScaled(sigma, context.noise().normal(t, i, parent.size())));
        }
        genomes.sort(Comparator.comparingDouble(genome -> loss.at(genome).value()));
        return genomes.subList(0, TRUNCATION);
    }

    @Test
    void genomesRebuiltFromTheirMutationsAreThoseCarriedAlong() {
        Vec parameters = Surface.QUADRATIC_START;
        State state = RULE.init(parameters);
        List<Vec> parents = List.of(parameters);
        for (int t = 0; t < 60; t++) {
            parents = carried(parents, Surface.quadratic(), t);
            UpdateRule.Step step = RULE.step(parameters, Surface.quadratic(), state, context(t));
            parameters = step.parameters();
            state = step.state();
            List<Lineage> lineages = Generation.lineages(state);
            assertThat(lineages).hasSize(TRUNCATION);
            for (int k = 0; k < TRUNCATION; k++) {
                Vec rebuilt = lineages.get(k).rebuilt(parameters, lineages.get(0), Surface.quadratic(), context(t));
                assertThat(ArrayVec.values(rebuilt))
                        .as("parent %d after generation %d", k, t)
                        .containsExactly(ArrayVec.values(parents.get(k)), within(1e-12));
            }
        }
    }

    @Test
    void theEliteNeverGetsWorse() {
        Vec parameters = Surface.ROSENBROCK_START;
        State state = RULE.init(parameters);
        double best = Double.POSITIVE_INFINITY;
        for (int t = 0; t < 300; t++) {
            UpdateRule.Step step = RULE.step(parameters, Surface.rosenbrock(), state, context(t));
            parameters = step.parameters();
            state = step.state();
            double loss = Surface.rosenbrock().at(parameters).value();
            assertThat(loss).isLessThanOrEqualTo(best);
            best = loss;
        }
        assertThat(best).isLessThan(1);
    }

    /** Children at 1, −2 and ½ of a founder at 0, judged by their distance from 1. */
    @Test
    void theBestOfEliteAndChildrenBecomeParents() {
        SearchRule rule = new DeepGa(4, 3, 1);
        Vec founder = new ArrayVec(0);
        SearchRule.Loss loss = x -> x.add(-1).square();
        double[] mutations = {Double.NaN, 1, -2, 0.5};
        UpdateRule.Step step = rule.step(
                founder,
                loss,
                rule.init(founder),
                ListedNoise.context(0, 0.1, (t, child) -> new ArrayVec(mutations[child])));
        assertThat(ArrayVec.values(step.parameters())).containsExactly(1);
        Mutation none = new Mutation(0, 0, 0);
        assertThat(Generation.lineages(step.state()))
                .containsExactly(
                        new Lineage(List.of(none, new Mutation(0, 1, 1))),
                        new Lineage(List.of(none, new Mutation(0, 3, 1))),
                        new Lineage(List.of(none)));
    }

    @Test
    void anEliteThatNoChildBeatsStaysAsItIs() {
        Vec best = new ArrayVec(0, 0);
        UpdateRule.Step step = RULE.step(best, x -> x.square().sum(), RULE.init(best), context(0));
        assertThat(ArrayVec.values(step.parameters())).containsExactly(0, 0);
    }

    @Test
    void whatAllParentsShareIsForgotten() {
        Vec parameters = Surface.QUADRATIC_START;
        State state = RULE.init(parameters);
        int longest = 0;
        for (int t = 0; t < 400; t++) {
            UpdateRule.Step step = RULE.step(parameters, Surface.quadratic(), state, context(t));
            parameters = step.parameters();
            state = step.state();
            List<Lineage> lineages = Generation.lineages(state);
            int shared = lineages.stream()
                    .mapToInt(lineage -> lineage.shared(lineages.get(0)))
                    .min()
                    .orElseThrow();
            assertThat(shared).isEqualTo(1);
            longest = Math.max(
                    longest,
                    lineages.stream()
                            .mapToInt(lineage -> lineage.mutations().size())
                            .max()
                            .orElseThrow());
        }
        assertThat(longest).isLessThan(60);
    }

    @Test
    void lineagesAreKeptExactlyInSingleFloats() {
        List<Mutation> mutations = List.of(
                new Mutation(0, 0, 0), new Mutation(999_999_999, 99_999, 0.1f), new Mutation((1 << 20) - 1, 1, 3e-8f));
        double[] numbers = mutations.stream()
                .flatMap(m -> m.numbers().stream())
                .mapToDouble(n -> n)
                .toArray();
        assertThat(Lineage.of(new ArrayVec(numbers).toArray())).isEqualTo(new Lineage(mutations));
        assertThat(Arrays.stream(numbers)
                        .limit(8)
                        .filter(n -> n != Math.rint(n))
                        .count())
                .isEqualTo(1);
    }
}
