package dev.descent.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.datasets.Dataset;
import dev.descent.datasets.Feature;
import dev.descent.datasets.Table;
import dev.descent.datasets.canonical.MemoryContent;
import dev.descent.datasets.canonical.Schema;
import dev.descent.datasets.canonical.StoredTables;
import dev.descent.jobs.JobSpec;
import dev.descent.training.Mechanism;
import dev.descent.training.SpecBuilder;
import dev.descent.training.Split;
import dev.descent.training.TrainingSpec;
import dev.descent.training.mechanisms.DpSgd;
import dev.descent.training.mechanisms.Plain;
import dev.descent.training.models.Linear;
import dev.descent.training.objectives.Classification;
import dev.descent.training.samplers.Poisson;
import dev.descent.training.samplers.Shuffle;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RowsTest {
    private static final int ROWS = 60;
    private static final int CHANGED = 17;

    private static int[] classes() {
        return IntStream.range(0, ROWS).map(row -> row % 3).toArray();
    }

    private static Split split(Mechanism mechanism, int... classes) {
        Schema schema = new Schema(
                ROWS,
                List.of(new Feature("x", Feature.Type.NUMERIC, List.of(), List.of(), 0)),
                "y",
                Dataset.Task.CLASSIFICATION,
                List.of("a", "b", "c"));
        TrainingSpec spec = new SpecBuilder(new Linear(), new Classification())
                .mechanism(mechanism)
                .sampler(mechanism instanceof DpSgd ? new Poisson(8, 0.1) : new Shuffle())
                .build();
        try (Table table = StoredTables.of(new MemoryContent(
                schema, List.of(MemoryContent.numbers(new double[ROWS]), MemoryContent.codes(classes))))) {
            return Rows.split(table, new JobSpec("set", spec));
        }
    }

    private static int[] without(int row, int... rows) {
        return IntStream.of(rows).filter(r -> r != row).toArray();
    }

    @Test
    void whereARowIsPutInAPrivateJobDependsOnNoOthersContent() {
        Split split = split(new DpSgd(), classes());
        for (int other : new int[] {-1, 0, 1, 2}) {
            int[] classes = classes();
            classes[CHANGED] = other;

            Split changed = split(new DpSgd(), classes);

            assertThat(without(CHANGED, changed.training())).isEqualTo(without(CHANGED, split.training()));
            assertThat(without(CHANGED, changed.validation())).isEqualTo(without(CHANGED, split.validation()));
        }
        assertThat(split.validation()).hasSize(ROWS / 5);
    }

    @Test
    void aRowThatCannotBeUsedIsInNeitherPart() {
        int[] classes = classes();
        classes[CHANGED] = -1;

        Split split = split(new DpSgd(), classes);

        assertThat(split.training()).doesNotContain(CHANGED).hasSizeGreaterThan(ROWS / 2);
        assertThat(split.validation()).doesNotContain(CHANGED);
    }

    @Test
    void otherJobsSetAsideTheSamePartOfEveryClass() {
        Split split = split(new Plain(), classes());

        for (int c = 0; c < 3; c++) {
            int of = c;
            assertThat(IntStream.of(split.validation()).filter(row -> row % 3 == of))
                    .hasSize(ROWS / 15);
        }
    }
}
