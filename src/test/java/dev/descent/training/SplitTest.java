package dev.descent.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.training.tensor.Randomness;
import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SplitTest {
    @Property
    void everyRowGoesToOneSide(
            @ForAll @Size(min = 1, max = 200) int @IntRange(max = 4) [] classes,
            @ForAll @DoubleRange(max = 0.9) double fraction,
            @ForAll long seed) {
        int[] rows = IntStream.range(0, classes.length).map(i -> 10 + 3 * i).toArray();
        Split split = Split.stratified(rows, row -> classes[(row - 10) / 3], fraction, new Randomness(seed));
        assertThat(IntStream.concat(Arrays.stream(split.training()), Arrays.stream(split.validation()))
                        .sorted()
                        .toArray())
                .containsExactly(rows);
        assertThat(split.training()).isSorted();
        assertThat(split.validation()).isSorted();
        for (int c = 0; c <= 4; c++) {
            int wanted = c;
            long all = Arrays.stream(classes).filter(k -> k == wanted).count();
            long aside = Arrays.stream(split.validation())
                    .filter(row -> classes[(row - 10) / 3] == wanted)
                    .count();
            assertThat((double) aside).isBetween(Math.min(Math.floor(fraction * all), all - 1), fraction * all + 1);
            assertThat(aside).as("no class is set aside as a whole").isLessThanOrEqualTo(Math.max(0, all - 1));
        }
    }

    @Property
    void theSizeIsTheFractionRounded(
            @ForAll @IntRange(min = 10, max = 500) int n, @ForAll @DoubleRange(max = 0.9) double fraction) {
        Split split = Split.of(IntStream.range(0, n).toArray(), fraction, new Randomness(1));
        assertThat((long) split.validation().length).isEqualTo(Math.min(n - 1, Math.round(fraction * n)));
    }

    @Test
    void theSameSeedGivesTheSameSplitAndAnotherSeedAnother() {
        int[] rows = IntStream.range(0, 100).toArray();
        Split one = Split.stratified(rows, row -> row % 3, 0.2, new Randomness(7));
        Split same = Split.stratified(rows, row -> row % 3, 0.2, new Randomness(7));
        Split other = Split.stratified(rows, row -> row % 3, 0.2, new Randomness(8));
        assertThat(same.validation()).containsExactly(one.validation());
        assertThat(other.validation()).isNotEqualTo(one.validation());
    }
}
