package dev.descent.training.selection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class SharesTest {
    @Provide
    Arbitrary<List<Integer>> sizes() {
        return Arbitraries.integers().between(0, 6).list().ofMinSize(1).ofMaxSize(40);
    }

    @Property
    void proportionalSharesAddUpAndAreWithinOneOfTheirPart(
            @ForAll("sizes") List<Integer> sizes, @ForAll @IntRange(min = 0, max = 100) int percent) {
        int[] of = sizes.stream().mapToInt(Integer::intValue).toArray();
        int all = Arrays.stream(of).sum();
        if (all == 0) {
            return;
        }
        int wanted = all * percent / 100;
        int[] shares = Shares.proportional(of, wanted);

        assertThat(Arrays.stream(shares).sum()).isEqualTo(wanted);
        for (int i = 0; i < of.length; i++) {
            assertThat(shares[i]).isBetween(0, of[i]);
            assertThat(Math.abs(shares[i] - (double) of[i] * wanted / all)).isLessThan(1);
        }
    }
}
