package dev.descent.training.samplers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.descent.training.Groups;
import dev.descent.training.Sampler;
import dev.descent.training.TestSet;
import dev.descent.training.tensor.Statistics;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TemperatureTest {
    private static final int[] SIZES = {60, 25, 0, 1, 14};
    private static final int[] OF = Frequencies.groups(SIZES);
    private static final TestSet SET =
            TestSet.of(OF.length).withGroups("language", new Groups(OF, List.of("a", "b", "none", "one", "d")));

    private static Sampler at(double tau) {
        return new Temperature(8, "language", tau, null, 1);
    }

    /** p_k(τ)/n_k for each example, by the formula. */
    private static double[] law(double tau) {
        double sum = IntStream.of(SIZES)
                .filter(n -> n > 0)
                .mapToDouble(n -> Math.pow(n, 1 / tau))
                .sum();
        return IntStream.of(OF)
                .mapToDouble(k -> Math.pow(SIZES[k], 1 / tau) / sum / SIZES[k])
                .toArray();
    }

    @Test
    void examplesComeAsOftenAsTheTemperatureSays() {
        for (double tau : new double[] {1, 1.5, 5, 1000}) {
            long[] counts = Frequencies.of(at(tau), SET, 8, 4000);
            assertThat(Statistics.chiSquare(counts, law(tau))).isGreaterThan(Frequencies.REFUTED);
            assertThat(Statistics.chiSquare(counts, law(1.2 * tau + 0.1 * tau * tau)))
                    .as("another law than that of %s", tau)
                    .isLessThan(tau == 1000 ? 1 : Frequencies.REFUTED);
        }
    }

    @Test
    void temperatureOneDrawsAsIndependentUniformDrawsDoAndAnInfiniteOneBalances() {
        for (double p : law(1)) {
            assertThat(p).isCloseTo(1.0 / OF.length, within(1e-12));
        }
        long[] counts = Frequencies.of(at(1000), SET, 8, 4000);
        long one = counts[
                IntStream.range(0, OF.length)
                        .filter(i -> OF[i] == 3)
                        .findFirst()
                        .orElseThrow()];
        assertThat(one / 32_000.0).isCloseTo(0.25, within(0.02));
    }

    @Test
    void theTemperatureIsSwitchedOnceAtItsTime() {
        Sampler cooled = new Temperature(8, "language", 5, 0.5, 1);
        for (int step = 0; step < 100; step++) {
            double progress = step / 100.0;
            int[] rows = Frequencies.sampling(cooled, SET)
                    .draw(TestSet.turn(step, 8L * step, 8, progress))
                    .rows();
            Sampler expected = progress < 0.5 ? at(5) : at(1);
            assertThat(rows).isEqualTo(TestSet.rows(Frequencies.sampling(expected, SET), step, 8L * step, 8));
        }
    }
}
