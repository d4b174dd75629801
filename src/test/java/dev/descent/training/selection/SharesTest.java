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
import org.junit.jupiter.api.Test;

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

    /** Each gives all that it has, or as many as any other up to one. */
    @Property
    void equalSharesAddUpAndDifferOnlyWhereAGroupHasNoMore(
            @ForAll("sizes") List<Integer> sizes, @ForAll @IntRange(min = 0, max = 100) int percent) {
        int[] of = sizes.stream().mapToInt(Integer::intValue).toArray();
        int wanted = Arrays.stream(of).sum() * percent / 100;
        int[] shares = Shares.equal(of, wanted);
        int most = Arrays.stream(shares).max().orElseThrow();

        assertThat(Arrays.stream(shares).sum()).isEqualTo(wanted);
        for (int i = 0; i < of.length; i++) {
            assertThat(shares[i]).isBetween(Math.min(of[i], most - 1), of[i]);
        }
    }

    @Test
    void whatASmallGroupCannotGiveIsSpreadOverTheOthersTheFirstGivingTheRest() {
        assertThat(Shares.equal(new int[] {50, 2, 0, 50, 1}, 12)).containsExactly(5, 2, 0, 4, 1);
        assertThat(Shares.equal(new int[] {50, 40, 10}, 30)).containsExactly(10, 10, 10);
        assertThat(Shares.equal(new int[] {50, 40, 10}, 100)).containsExactly(50, 40, 10);
        assertThat(Shares.equal(new int[] {50, 40, 10}, 1)).containsExactly(1, 0, 0);
        assertThat(Shares.equal(new int[] {5, 3}, 0)).containsExactly(0, 0);
    }

    @Test
    void groupsWithoutMembersGiveNothing() {
        assertThat(Shares.proportional(new int[] {0, 0}, 0)).containsExactly(0, 0);
        assertThat(Shares.equal(new int[] {0, 0}, 0)).containsExactly(0, 0);
        assertThat(Shares.proportional(new int[] {0, 4, 0, 2}, 3)).containsExactly(0, 2, 0, 1);
    }
}
