package dev.descent.training.samplers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ApportionmentTest {
    @Property(tries = 500)
    void everyGroupHasItsShareAtAnyTime(
            @ForAll @Size(min = 1, max = 12) List<@IntRange(min = 0, max = 60) Integer> members) {
        int[] sizes = Frequencies.ints(members);
        int turns = IntStream.of(sizes).sum();
        long groups = IntStream.of(sizes).filter(size -> size > 0).count();
        double bound = groups < 2 ? 0 : 1 - 1.0 / (2 * groups - 2);
        int[] sequence = Apportionment.sequence(sizes);
        assertThat(sequence).hasSize(turns);
        int[] taken = new int[sizes.length];
        for (int j = 1; j <= turns; j++) {
            taken[sequence[j - 1]]++;
            for (int k = 0; k < sizes.length; k++) {
                assertThat(Math.abs(taken[k] - (double) j * sizes[k] / turns)).isLessThanOrEqualTo(bound + 1e-9);
            }
        }
        assertThat(taken).isEqualTo(sizes);
    }

    @Test
    void theOrderRepeatsAsSoonAsAllSharesAreWhole() {
        int[] once = Apportionment.sequence(3, 1, 0, 4);
        int[] thrice = Apportionment.sequence(9, 3, 0, 12);
        for (int i = 0; i < thrice.length; i++) {
            assertThat(thrice[i]).isEqualTo(once[i % once.length]);
        }
    }

    @Test
    void aThousandGroupsOfMillionsOfExamplesDoNotOverflow() {
        int[] sizes = IntStream.range(0, 1000).map(k -> k < 999 ? 1 : 1_000_000).toArray();
        int[] sequence = Apportionment.sequence(sizes);
        assertThat(IntStream.of(sequence).filter(group -> group < 999).count()).isEqualTo(999);
        assertThat(IntStream.of(sequence)
                        .limit(sequence.length / 2)
                        .filter(group -> group == 999)
                        .count())
                .isBetween(500_000L - 501, 500_000L + 501);
    }
}
