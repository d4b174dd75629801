package dev.descent.training.samplers;

import dev.descent.training.Sampler;
import dev.descent.training.TestSet;
import dev.descent.training.TrainingSet;
import dev.descent.training.tensor.Randomness;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** What samplers draw, counted. */
final class Frequencies {
    /** Below this a law is refuted: with fixed seeds, one such test in a million fails without a fault. */
    static final double REFUTED = 1e-6;

    private Frequencies() {}

    static Sampler.Sampling sampling(Sampler sampler, TrainingSet set) {
        return sampler.over(set, new Randomness(7), Optional.empty());
    }

    /** How often each example is drawn in these steps of batches of equal size. */
    static long[] of(Sampler sampler, TrainingSet set, int size, int steps) {
        Sampler.Sampling sampling = sampling(sampler, set);
        long[] counts = new long[set.size()];
        for (int step = 0; step < steps; step++) {
            for (int row : TestSet.rows(sampling, step, (long) step * size, size)) {
                counts[row]++;
            }
        }
        return counts;
    }

    /** How many of these rows are in each group. */
    static int[] byGroup(int[] rows, int[] groups, int count) {
        int[] counts = new int[count];
        for (int row : rows) {
            counts[groups[row]]++;
        }
        return counts;
    }

    /** The groups of examples of which so many are in each, mixed up. */
    static int[] groups(int... sizes) {
        int[] groups = IntStream.range(0, sizes.length)
                .flatMap(k -> IntStream.generate(() -> k).limit(sizes[k]))
                .toArray();
        int[] order = new Randomness(3).draws(Randomness.Purpose.DATA, 0, 0).permutation(groups.length);
        return IntStream.of(order).map(i -> groups[i]).toArray();
    }

    static int[] ints(List<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).toArray();
    }
}
