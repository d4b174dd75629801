package dev.descent.training.samplers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.training.Groups;
import dev.descent.training.Sampler;
import dev.descent.training.TestSet;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class GroupBalancedTest {
    private static TestSet set(int... sizes) {
        return TestSet.of(IntStream.of(sizes).sum())
                .withGroups(
                        "site",
                        new Groups(
                                Frequencies.groups(sizes),
                                IntStream.range(0, sizes.length)
                                        .mapToObj(Integer::toString)
                                        .toList()));
    }

    @Property(tries = 300)
    void everyBatchHasEquallyManyOfEachGroupAndSoHasTheRun(
            @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 0, max = 25) Integer> members,
            @ForAll @Size(min = 3, max = 12) List<@IntRange(min = 1, max = 40) Integer> batches) {
        int[] sizes = Frequencies.ints(members);
        if (IntStream.of(sizes).sum() == 0) {
            return;
        }
        TestSet set = set(sizes);
        int[] of = set.groups("site").of();
        Sampler.Sampling sampling = Frequencies.sampling(new GroupBalanced(8, "site"), set);
        int groups = (int) IntStream.of(sizes).filter(size -> size > 0).count();
        int[] all = new int[sizes.length];
        int position = 0;
        for (int step = 0; step < batches.size(); step++) {
            int size = batches.get(step);
            int[] counts = Frequencies.byGroup(TestSet.rows(sampling, step, position, size), of, sizes.length);
            position += size;
            for (int k = 0; k < sizes.length; k++) {
                all[k] += counts[k];
                if (sizes[k] == 0) {
                    assertThat(counts[k]).isZero();
                } else {
                    assertThat(counts[k]).isBetween(size / groups, (size + groups - 1) / groups);
                    assertThat(all[k]).isBetween(position / groups, (position + groups - 1) / groups);
                }
            }
        }
    }

    /** Group by group: its members once, in some order, and then again in another. */
    @Test
    void aGroupGivesEachMemberOnceBeforeItGivesOneAgain() {
        TestSet set = set(5, 1, 0, 12);
        int[] of = set.groups("site").of();
        Sampler.Sampling sampling = Frequencies.sampling(new GroupBalanced(7, "site"), set);
        List<List<Integer>> given = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (int step = 0; step < 60; step++) {
            for (int row : TestSet.rows(sampling, step, 7L * step, 7)) {
                given.get(of[row]).add(row);
            }
        }
        int[] sizes = set.groups("site").sizes();
        for (int k : new int[] {0, 1, 3}) {
            List<Integer> rows = given.get(k);
            assertThat(rows).hasSize(140);
            for (int from = 0; from + sizes[k] <= rows.size(); from += sizes[k]) {
                assertThat(rows.subList(from, from + sizes[k])).doesNotHaveDuplicates();
            }
        }
        assertThat(given.get(3).subList(0, 12)).isNotEqualTo(given.get(3).subList(12, 24));
    }

    @Test
    void withMoreGroupsThanExamplesInABatchEachGroupComesInItsTurn() {
        TestSet set = set(3, 1, 4, 1, 5, 9, 2);
        int[] of = set.groups("site").of();
        Sampler.Sampling sampling = Frequencies.sampling(new GroupBalanced(3, "site"), set);
        int[] counts = new int[7];
        for (int step = 0; step < 7; step++) {
            int[] rows = TestSet.rows(sampling, step, 3L * step, 3);
            assertThat(IntStream.of(rows).map(row -> of[row]).toArray()).doesNotHaveDuplicates();
            IntStream.of(rows).forEach(row -> counts[of[row]]++);
        }
        assertThat(counts).containsOnly(3);
    }
}
