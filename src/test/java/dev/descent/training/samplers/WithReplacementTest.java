package dev.descent.training.samplers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.training.TestSet;
import dev.descent.training.tensor.Statistics;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WithReplacementTest {
    private static final int EXAMPLES = 40;

    private static double[] even(int cells) {
        double[] law = new double[cells];
        Arrays.fill(law, 1.0 / cells);
        return law;
    }

    @Test
    void everyExampleIsDrawnAlikeAtEveryPlace() {
        long[] counts = Frequencies.of(new WithReplacement(8), TestSet.of(EXAMPLES), 8, 5000);
        assertThat(Statistics.chiSquare(counts, even(EXAMPLES))).isGreaterThan(Frequencies.REFUTED);
    }

    /** Shuffled epochs are too even to be independent draws in pairs: no example follows itself. */
    @Test
    void drawsOfABatchAreIndependent() {
        assertThat(Statistics.chiSquare(pairs(new WithReplacement(2)), even(16)))
                .isGreaterThan(Frequencies.REFUTED);
        assertThat(Statistics.chiSquare(pairs(new Shuffle(2)), even(16))).isLessThan(Frequencies.REFUTED);
    }

    private static long[] pairs(dev.descent.training.Sampler sampler) {
        var sampling = Frequencies.sampling(sampler, TestSet.of(4));
        long[] counts = new long[16];
        IntStream.range(0, 4000).forEach(step -> {
            int[] rows = TestSet.rows(sampling, step, 2L * step, 2);
            counts[4 * rows[0] + rows[1]]++;
        });
        return counts;
    }
}
