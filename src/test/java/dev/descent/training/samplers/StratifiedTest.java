package dev.descent.training.samplers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.training.Groups;
import dev.descent.training.Sampler;
import dev.descent.training.TestSet;
import dev.descent.training.tensor.Statistics;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class StratifiedTest {
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

    /** Whatever the batch sizes, which change in the middle of epochs: each count is as near to its share as promised. */
    @Property(tries = 300)
    void everyBatchHasTheSharesOfTheData(
            @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 0, max = 25) Integer> members,
            @ForAll @Size(min = 3, max = 12) List<@IntRange(min = 1, max = 40) Integer> batches) {
        int[] sizes = Frequencies.ints(members);
        int examples = IntStream.of(sizes).sum();
        if (examples == 0) {
            return;
        }
        TestSet set = set(sizes);
        int[] of = set.groups("site").of();
        long groups = IntStream.of(sizes).filter(size -> size > 0).count();
        double bound = groups < 2 ? 0 : 2 - 1.0 / (groups - 1);
        Sampler.Sampling sampling = Frequencies.sampling(new Stratified(8, "site"), set);
        long position = 0;
        for (int step = 0; step < batches.size(); step++) {
            int[] rows = TestSet.rows(sampling, step, position, batches.get(step));
            int left = (int) (examples - position % examples);
            assertThat(rows).hasSize(Math.min(left, batches.get(step)));
            int[] counts = Frequencies.byGroup(rows, of, sizes.length);
            boolean whole = true;
            for (int k = 0; k < sizes.length; k++) {
                double share = (double) rows.length * sizes[k] / examples;
                whole &= (long) rows.length * sizes[k] % examples == 0;
                assertThat(Math.abs(counts[k] - share)).isLessThanOrEqualTo(bound + 1e-9);
            }
            for (int k = 0; whole && k < sizes.length; k++) {
                assertThat(counts[k]).isEqualTo(rows.length * sizes[k] / examples);
            }
            position += rows.length;
        }
    }

    @Test
    void sharesThatAreWholeAreMetExactlyInEveryBatch() {
        TestSet set = set(30, 50, 20);
        Sampler.Sampling sampling = Frequencies.sampling(new Stratified(10, "site"), set);
        for (int step = 0; step < 40; step++) {
            int[] rows = TestSet.rows(sampling, step, 10L * step, 10);
            assertThat(Frequencies.byGroup(rows, set.groups("site").of(), 3)).containsExactly(3, 5, 2);
        }
    }

    @Property(tries = 200)
    void everyExampleComesOncePerEpoch(
            @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 0, max = 25) Integer> members,
            @ForAll @IntRange(min = 1, max = 40) int batch) {
        int[] sizes = Frequencies.ints(members);
        int examples = IntStream.of(sizes).sum();
        if (examples == 0) {
            return;
        }
        Sampler.Sampling sampling = Frequencies.sampling(new Stratified(batch, "site"), set(sizes));
        long position = 0;
        for (int epoch = 0; epoch < 3; epoch++) {
            List<Integer> seen = new ArrayList<>();
            while (position < (epoch + 1L) * examples) {
                int[] rows = TestSet.rows(sampling, 0, position, batch);
                IntStream.of(rows).forEach(seen::add);
                position += rows.length;
            }
            assertThat(seen).hasSize(examples).doesNotHaveDuplicates();
        }
    }

    /** Were the turns of the groups the same in every epoch, the only member of a group would always come at one place. */
    @Test
    void anExampleIsEquallyLikelyToComeAtAnyPlace() {
        TestSet set = set(1, 6, 3);
        Sampler.Sampling sampling = Frequencies.sampling(new Stratified(10, "site"), set);
        int epochs = 4000;
        long[][] places = new long[10][10];
        for (int epoch = 0; epoch < epochs; epoch++) {
            int[] rows = TestSet.rows(sampling, epoch, 10L * epoch, 10);
            for (int place = 0; place < 10; place++) {
                places[rows[place]][place]++;
            }
        }
        double[] even = IntStream.range(0, 10).mapToDouble(i -> 0.1).toArray();
        for (long[] ofExample : places) {
            assertThat(Statistics.chiSquare(ofExample, even)).isGreaterThan(Frequencies.REFUTED);
        }
    }

    @Test
    void shuffledEpochsAreFurtherFromTheShares() {
        TestSet set = set(300, 500, 200);
        assertThat(spread(new Stratified(16, "site"), set)).isLessThan(0.1 * spread(new Shuffle(16), set));
    }

    /** The mean squared distance of the counts of batches from their shares. */
    private static double spread(Sampler sampler, TestSet set) {
        Groups groups = set.groups("site");
        int[] sizes = groups.sizes();
        Sampler.Sampling sampling = Frequencies.sampling(sampler, set);
        double sum = 0;
        for (int step = 0; step < 60; step++) {
            int[] counts =
                    Frequencies.byGroup(TestSet.rows(sampling, step, 16L * step, 16), groups.of(), groups.count());
            for (int k = 0; k < counts.length; k++) {
                double distance = counts[k] - 16.0 * sizes[k] / set.size();
                sum += distance * distance;
            }
        }
        return sum / 60;
    }
}
