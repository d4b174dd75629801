package dev.descent.training.samplers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.training.tensor.Draws;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.Statistics;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class CategoricalTest {
    private static Draws draws(long seed) {
        return new Randomness(seed).draws(Randomness.Purpose.ORDER, 0, 0);
    }

    private static long[] counts(double[] weights, int draws) {
        Categorical law = new Categorical(weights);
        Draws source = draws(5);
        long[] counts = new long[weights.length];
        for (int i = 0; i < draws; i++) {
            counts[law.draw(source)]++;
        }
        return counts;
    }

    @Test
    void indicesComeInProportionToTheirWeights() {
        double[] weights = {0, 3, 0, 0, 1, 0.5, 5.5, 0};
        double[] law = Arrays.stream(weights).map(weight -> weight / 10).toArray();
        assertThat(Statistics.chiSquare(counts(weights, 100_000), law)).isGreaterThan(Frequencies.REFUTED);
        double[] nearly = law.clone();
        nearly[1] += 0.02;
        nearly[6] -= 0.02;
        assertThat(Statistics.chiSquare(counts(weights, 100_000), nearly)).isLessThan(Frequencies.REFUTED);
    }

    @Property(tries = 300)
    void anIndexIsTheFirstWhoseCumulativeSumExceedsTheNumber(
            @ForAll @Size(min = 1, max = 30) List<@DoubleRange(min = 0, max = 3) Double> numbers, @ForAll long seed) {
        double[] weights = numbers.stream().mapToDouble(Double::doubleValue).toArray();
        if (cumulative(weights) == 0) {
            return;
        }
        Categorical law = new Categorical(weights);
        for (int i = 0; i < 20; i++) {
            int drawn = law.draw(draws(seed + i));
            double u = draws(seed + i).uniform();
            double before = 0;
            int expected = 0;
            while (before + weights[expected] <= u * cumulative(weights)) {
                before += weights[expected++];
            }
            assertThat(drawn).isEqualTo(expected);
            assertThat(weights[drawn]).isPositive();
        }
    }

    private static double cumulative(double[] weights) {
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        return sum;
    }
}
