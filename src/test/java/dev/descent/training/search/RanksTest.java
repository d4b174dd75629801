package dev.descent.training.search;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RanksTest {
    @Test
    void theLeastLossComesFirstAndNoNumberLast() {
        assertThat(Ranks.ascending(new float[] {3, 1, Float.NaN, 1, Float.POSITIVE_INFINITY, -2}))
                .containsExactly(5, 1, 3, 0, 4, 2);
    }

    @Test
    void centredRanksGoFromMinusAHalfToAHalf() {
        assertThat(Ranks.centered(new float[] {10, -1, 5, 700, 6})).containsExactly(0.25, -0.5, -0.25, 0.5, 0);
    }

    @Test
    void equalLossesShareTheMeanOfTheirRanks() {
        assertThat(Ranks.centered(new float[] {2, 1, 2, 9, 2})).containsExactly(0, -0.5, 0, 0.5, 0);
        assertThat(Ranks.centered(new float[] {4, 4, 4, 4})).containsExactly(0, 0, 0, 0);
    }
}
