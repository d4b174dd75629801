package dev.descent.training.samplers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.training.Sampler;
import dev.descent.training.TestSet;
import dev.descent.training.tensor.Randomness;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class OnePassTest {
    private static Sampler.Sampling pass(int batchSize, int examples, long seed) {
        return new OnePass(batchSize).over(TestSet.of(examples), new Randomness(seed), Optional.empty());
    }

    private static int[] rows(Sampler.Sampling pass, long step, int batchSize) {
        return TestSet.rows(pass, step, step * batchSize, batchSize);
    }

    @Property(tries = 200)
    void everyExampleIsInExactlyOneBatch(
            @ForAll @IntRange(min = 1, max = 500) int examples,
            @ForAll @IntRange(min = 1, max = 600) int batchSize,
            @ForAll long seed) {
        Sampler.Sampling pass = pass(batchSize, examples, seed);
        long steps = new OnePass(batchSize).stepsPerEpoch(examples, batchSize);
        int[] seen = new int[examples];
        for (long step = 0; step < steps; step++) {
            int[] rows = rows(pass, step, batchSize);
            assertThat(rows.length)
                    .isEqualTo(step < steps - 1 ? batchSize : examples - (int) (steps - 1) * batchSize)
                    .isPositive();
            for (int row : rows) {
                seen[row]++;
            }
        }
        assertThat(seen).containsOnly(1);
        assertThatThrownBy(() -> rows(pass, steps, batchSize))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("one pass over " + examples);
    }

    @Property(tries = 50)
    void anyStepHasTheSameRowsInWhateverOrderStepsAreAskedFor(
            @ForAll @IntRange(min = 1, max = 300) int examples,
            @ForAll @IntRange(min = 1, max = 40) int batchSize,
            @ForAll long seed) {
        Sampler.Sampling inOrder = pass(batchSize, examples, seed);
        List<int[]> expected = new ArrayList<>();
        List<Integer> steps = new ArrayList<>();
        for (int step = 0; step < new OnePass(batchSize).stepsPerEpoch(examples, batchSize); step++) {
            expected.add(rows(inOrder, step, batchSize));
            steps.add(step);
        }
        Collections.shuffle(steps, new Random(seed));
        for (int step : steps) {
            assertThat(rows(pass(batchSize, examples, seed), step, batchSize)).containsExactly(expected.get(step));
        }
    }

    @Test
    void theOrderIsRandomAndAnotherForEverySeed() {
        int[] first = rows(pass(100, 1000, 1), 0, 100);
        assertThat(first).isNotEqualTo(IntStream.range(0, 100).toArray());
        assertThat(rows(pass(100, 1000, 2), 0, 100)).isNotEqualTo(first);
        // The mean of 100 of 1,000 places lies around the middle.
        double mean = Arrays.stream(first).average().orElseThrow();
        assertThat(mean).isBetween(499.5 - 5 * 28.9, 499.5 + 5 * 28.9);
    }
}
