package dev.descent.training.search;

import dev.descent.training.SearchRule.Loss;
import dev.descent.training.StepContext;
import dev.descent.training.tensor.Vec;
import java.util.ArrayList;
import java.util.List;

/**
 * How a genome came about: mutations, one a generation, from the oldest that is remembered to the youngest.
 *
 * <p>It is kept as four whole numbers a mutation that are exact in 32-bit floats, save σ, which is one.
 */
record Lineage(List<Mutation> mutations) {
    /** Numbers kept for each mutation. */
    static final int NUMBERS = 4;

    /** A generation is kept as two numbers, because a float is exact only to 2²⁴. */
    private static final int LOW_BITS = 20;

    private static final long LOW = (1 << LOW_BITS) - 1;

    /**
     * Noise, by its address.
     *
     * @param child tells the mutations of a generation apart
     * @param sigma its standard deviation
     */
    record Mutation(long generation, int child, float sigma) {
        /** The parameters with this mutation, or without it for a {@code sign} of -1. */
        Vec appliedTo(Vec parameters, int sign, StepContext context) {
            return parameters.addScaled(
                    (double) sign * sigma, context.noise().normal(generation, child, parameters.size()));
        }

        List<Double> numbers() {
            return List.of(
                    (double) (generation >> LOW_BITS), (double) (generation & LOW), (double) child, (double) sigma);
        }
    }

    Lineage {
        mutations = List.copyOf(mutations);
    }

    static Lineage of(float[] numbers) {
        List<Mutation> mutations = new ArrayList<>();
        for (int i = 0; i < numbers.length; i += NUMBERS) {
            mutations.add(new Mutation(
                    ((long) numbers[i] << LOW_BITS) + (long) numbers[i + 1], (int) numbers[i + 2], numbers[i + 3]));
        }
        return new Lineage(mutations);
    }

    Lineage with(Mutation youngest) {
        List<Mutation> longer = new ArrayList<>(mutations);
        longer.add(youngest);
        return new Lineage(longer);
    }

    /** How many mutations, from the oldest on, are those of the other too. */
    int shared(Lineage other) {
        int shared = 0;
        while (shared < Math.min(mutations.size(), other.mutations.size())
                && mutations.get(shared).equals(other.mutations.get(shared))) {
            shared++;
        }
        return shared;
    }

    /** The parameters of this genome, from those of a relative: back to the last common ancestor and forth again. */
    Vec rebuilt(Vec relativeParameters, Lineage relative, Loss loss, StepContext context) {
        int shared = shared(relative);
        List<Mutation> back = relative.mutations.subList(shared, relative.mutations.size());
        List<Mutation> forth = mutations.subList(shared, mutations.size());
        Vec ancestor = RunningSum.of(
                relativeParameters, back.size(), (partial, i) -> back.get(i).appliedTo(partial, -1, context), loss);
        return RunningSum.of(
                ancestor, forth.size(), (partial, i) -> forth.get(i).appliedTo(partial, 1, context), loss);
    }
}
