package dev.descent.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.training.models.TestExamples;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.Signature;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class FoldsTest {
    @Property
    void everyFoldHasItsShareOfEveryClassAndOfAll(
            @ForAll @IntRange(min = 1, max = 200) int size,
            @ForAll @IntRange(min = 0, max = 7) int classes,
            @ForAll @IntRange(min = 2, max = 20) int count,
            @ForAll long seed) {
        TestExamples examples = new TestExamples(new Signature(List.of(1), List.of(), classes), size);
        Folds folds = Folds.of(examples, count, new Randomness(seed));
        int covered = 0;
        for (int fold = 0; fold < count; fold++) {
            int[] inside = folds.inside(fold);
            covered += inside.length;
            assertThat(inside.length).isBetween(size / count, (size + count - 1) / count);
            assertThat(inside.length + folds.outside(fold).length).isEqualTo(size);
            for (int c = 0; c < classes; c++) {
                int wanted = c;
                long members = IntStream.range(0, size)
                        .filter(row -> (int) examples.target(row) == wanted)
                        .count();
                long here = IntStream.of(inside)
                        .filter(row -> (int) examples.target(row) == wanted)
                        .count();
                assertThat(here).isBetween(members / count, (members + count - 1) / count);
            }
        }
        assertThat(covered).isEqualTo(size);
        assertThat(Folds.of(examples, count, new Randomness(seed)).of()).containsExactly(folds.of());
    }
}
