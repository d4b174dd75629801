package dev.descent.training.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PositionsTest {
    @Test
    void countUpFromZeroOnArraysAndOnTheEngine() {
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            for (Vec engine : new Vec[] {new ArrayVec(7, 8), workspace.vec(new float[] {7, 8})}) {
                for (int count : new int[] {1, 2, 5, 8, 1000}) {
                    float[] positions = Positions.upTo(count, engine).toArray();
                    assertThat(positions).hasSize(count);
                    for (int i = 0; i < count; i++) {
                        assertThat(positions[i]).isEqualTo(i);
                    }
                }
                assertThat(Positions.indicator(2, 4, engine).toArray()).containsExactly(0, 0, 1, 0);
                assertThat(Positions.indicator(0, 1, engine).toArray()).containsExactly(1);
            }
        }
    }
}
