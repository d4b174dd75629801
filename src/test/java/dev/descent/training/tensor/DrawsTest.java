package dev.descent.training.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.training.tensor.Randomness.Purpose;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class DrawsTest {
    /** The known answers that the authors publish with Random123. */
    @Test
    void philoxGivesItsAuthorsKnownAnswers() {
        assertThat(philox(0, 0, 0, 0, 0, 0)).containsExactly(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
        assertThat(philox(-1, -1, -1, -1, -1, -1)).containsExactly(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
        assertThat(philox(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0))
                .containsExactly(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1);
    }

    private static int[] philox(int c0, int c1, int c2, int c3, int k0, int k1) {
        int[] out = new int[4];
        Draws.philox(c0, c1, c2, c3, k0, k1, out);
        return out;
    }

    @Property
    void theSameAddressGivesTheSameDraws(@ForAll long seed, @ForAll @IntRange(min = 0) int step) {
        Randomness randomness = new Randomness(seed);
        Draws first = randomness.draws(Purpose.ORDER, step, 0);
        Draws second = new Randomness(seed).draws(Purpose.ORDER, step, 0);
        for (int i = 0; i < 20; i++) {
            assertThat(first.bits()).isEqualTo(second.bits());
        }
    }

    @Property
    void bitsInBulkAreTheBitsOneByOne(
            @ForAll long seed,
            @ForAll @IntRange(min = 0, max = 5) int before,
            @ForAll @Size(3) List<@IntRange(min = 0, max = 3000) Integer> sizes) {
        Draws bulk = new Randomness(seed).draws(Purpose.UPDATE, seed, 3);
        Draws single = new Randomness(seed).draws(Purpose.UPDATE, seed, 3);
        for (int i = 0; i < before; i++) {
            assertThat(bulk.bits()).isEqualTo(single.bits());
        }
        for (int size : sizes) {
            int[] bits = new int[size];
            bulk.bits(bits);
            assertThat(bits)
                    .containsExactly(
                            IntStream.generate(single::bits).limit(size).toArray());
        }
    }

    @Test
    void differentAddressesGiveDifferentDraws() {
        Set<Integer> seen = new HashSet<>();
        int count = 0;
        for (long seed = 0; seed < 4; seed++) {
            for (Purpose purpose : Purpose.values()) {
                for (int step = 0; step < 8; step++) {
                    for (int stream = 0; stream < 4; stream++) {
                        seen.add(new Randomness(seed)
                                .draws(purpose, step, stream)
                                .bits());
                        count++;
                    }
                }
            }
        }
        assertThat(seen).hasSize(count);
    }

    @Property(tries = 50)
    void aPermutationHoldsEveryNumberOnce(@ForAll @IntRange(min = 0, max = 2000) int n, @ForAll long seed) {
        int[] order = new Randomness(seed).draws(Purpose.ORDER, 0, 0).permutation(n);
        assertThat(Arrays.stream(order).sorted().toArray())
                .containsExactly(IntStream.range(0, n).toArray());
    }

    @Test
    void uniformAndGaussianDrawsHaveTheirMoments() {
        Draws draws = new Randomness(3).draws(Purpose.DATA, 0, 0);
        int n = 200_000;
        double uniformSum = 0;
        double sum = 0;
        double squares = 0;
        double fourth = 0;
        for (int i = 0; i < n; i++) {
            uniformSum += draws.uniform();
            double x = draws.gaussian();
            sum += x;
            squares += x * x;
            fourth += x * x * x * x;
        }
        // Five standard errors each.
        assertThat(Math.abs(uniformSum / n - 0.5)).isLessThan(5 * Math.sqrt(1.0 / 12 / n));
        assertThat(Math.abs(sum / n)).isLessThan(5 / Math.sqrt(n));
        assertThat(Math.abs(squares / n - 1)).isLessThan(5 * Math.sqrt(2.0 / n));
        assertThat(Math.abs(fourth / n - 3)).isLessThan(5 * Math.sqrt(96.0 / n));
    }

    @Test
    void boundedDrawsAreUniformByAChiSquareTest() {
        Draws draws = new Randomness(11).draws(Purpose.DATA, 0, 0);
        int[] counts = new int[10];
        int n = 100_000;
        for (int i = 0; i < n; i++) {
            counts[draws.below(10)]++;
        }
        double expected = n / 10.0;
        double chiSquare = Arrays.stream(counts)
                .mapToDouble(c -> (c - expected) * (c - expected) / expected)
                .sum();
        // The 99.99 % quantile for nine degrees of freedom.
        assertThat(chiSquare).isLessThan(33.72);
    }
}
