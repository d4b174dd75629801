package dev.descent.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.training.tensor.Batch;
import dev.descent.training.tensor.TestEngine;
import dev.descent.training.tensor.Workspace;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoadedExamplesTest {
    @Test
    void aBatchHoldsTheRowsAskedForAlsoWhenLoadingTookSeveralPieces() {
        int rows = 700_000;
        float[][] inputs = new float[rows][];
        float[] targets = new float[rows];
        for (int row = 0; row < rows; row++) {
            inputs[row] = new float[] {row, -row, 1, 2};
            targets[row] = row + 0.5f;
        }
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            Workspace.Loaded loaded = workspace.load(TinyProblem.examples(inputs, targets));
            for (int i = 0; i < 3; i++) {
                Batch batch = loaded.batch(new int[] {0, rows - 1, 123_456, 123_456, 524_288});
                assertThat(batch.numeric().toArray())
                        .containsExactly(
                                0, 0, 1, 2, 699_999, -699_999, 1, 2, 123_456, -123_456, 1, 2, 123_456, -123_456, 1, 2,
                                524_288, -524_288, 1, 2);
                assertThat(batch.targets().toArray())
                        .containsExactly(0.5f, 699_999.5f, 123_456.5f, 123_456.5f, 524_288.5f);
                assertThat(batch.size()).isEqualTo(5);
                // What was loaded stays; what was gathered goes.
                workspace.keepOnly(List.of());
            }
        }
    }
}
