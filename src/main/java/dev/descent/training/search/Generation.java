package dev.descent.training.search;

import dev.descent.training.SearchRule.Loss;
import dev.descent.training.State;
import dev.descent.training.StepContext;
import dev.descent.training.search.Lineage.Mutation;
import dev.descent.training.tensor.Draws;
import dev.descent.training.tensor.Vec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The genomes of one step: the elite, numbered 0, and its generation's children. */
final class Generation {
    private static final String PARENT = "parent";

    private final Vec elite;
    private final float sigma;
    private final State state;
    private final Loss loss;
    private final StepContext context;
    private final List<Lineage> parents;

    /** The parent of each genome, in rising order, so that each parent is rebuilt once. */
    private final int[] parentOf;

    /**
     * @param elite its parameters, {@code [P]}
     * @param population how many genomes there are, the elite included
     * @param sigma of this generation's mutations
     */
    Generation(Vec elite, int population, double sigma, State state, Loss loss, StepContext context) {
        this.elite = elite;
        this.sigma = (float) sigma;
        this.state = state;
        this.loss = loss;
        this.context = context;
        parents = lineages(state);
        parentOf = new int[population];
        Draws draws = context.noise().draws(context.step(), population);
        for (int i = 1; i < population; i++) {
            parentOf[i] = draws.below(parents.size());
        }
        Arrays.sort(parentOf);
    }

    /** The state before the first generation: one parent, whose only mutation is none. */
    static State founded(Vec parameters) {
        Vec zero = parameters.slice(0, 1).zeros();
        return State.EMPTY.with(PARENT + 0, zero.concat(List.of(zero, zero, zero)));
    }

    /** The lineages that a state holds, the elite's first. */
    static List<Lineage> lineages(State state) {
        List<Vec> kept = IntStream.range(0, state.vectors().size())
                .mapToObj(k -> state.get(PARENT + k))
                .toList();
        float[] numbers = kept.get(0).concat(kept.subList(1, kept.size())).toArray();
        List<Lineage> lineages = new ArrayList<>();
        int from = 0;
        for (Vec vec : kept) {
            int to = from + (int) vec.size();
            lineages.add(Lineage.of(Arrays.copyOfRange(numbers, from, to)));
            from = to;
        }
        return lineages;
    }

    /** Of every genome. */
    float[] losses() {
        List<Vec> losses = new ArrayList<>();
        losses.add(loss.at(elite));
        for (int from = 1; from < parentOf.length; ) {
            int to = from;
            while (to < parentOf.length && parentOf[to] == parentOf[from]) {
                to++;
            }
            losses.add(siblings(from, to));
            from = to;
        }
        return losses.get(0).concat(losses.subList(1, losses.size())).toArray();
    }

    private Vec siblings(int from, int to) {
        return loss.scoped(elite, e -> {
            Vec parent = parent(from, e);
            List<Vec> losses = IntStream.range(from, to)
                    .mapToObj(i -> loss.scoped(parent, p -> loss.at(mutation(i).appliedTo(p, 1, context))))
                    .toList();
            return losses.get(0).concat(losses.subList(1, losses.size()));
        });
    }

    /** {@code [P]}. */
    Vec parameters(int genome) {
        return genome == 0 ? elite : loss.scoped(elite, e -> mutation(genome).appliedTo(parent(genome, e), 1, context));
    }

    private Vec parent(int genome, Vec from) {
        return parents.get(parentOf[genome]).rebuilt(from, parents.get(0), loss, context);
    }

    private Mutation mutation(int genome) {
        return new Mutation(context.step(), genome, sigma);
    }

    /** The state with these genomes as parents, without the mutations that all of them share but for the last. */
    State after(int[] selected) {
        List<Lineage> lineages = Arrays.stream(selected)
                .mapToObj(
                        i -> i == 0 ? parents.get(0) : parents.get(parentOf[i]).with(mutation(i)))
                .toList();
        long common = lineages.stream()
                .mapToInt(lineage -> lineage.shared(lineages.get(0)))
                .min()
                .orElseThrow();
        Map<String, Vec> kept = new LinkedHashMap<>();
        for (int k = 0; k < selected.length; k++) {
            Vec numbers = numbers(selected[k]);
            kept.put(PARENT + k, numbers.slice(Lineage.NUMBERS * (common - 1), numbers.size()));
        }
        return new State(state.steps() + 1, kept);
    }

    private Vec numbers(int genome) {
        Vec before = state.get(PARENT + parentOf[genome]);
        if (genome == 0) {
            return before;
        }
        Vec zero = before.slice(0, 1).zeros();
        return before.concat(mutation(genome).numbers().stream()
                .map(number -> zero.add((double) number))
                .toList());
    }
}
