package dev.descent.training.decay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.spec.InvalidOptions;
import dev.descent.training.tensor.ArrayVec;
import dev.descent.training.tensor.Vec;
import org.junit.jupiter.api.Test;

class DecoupledTest {
    private static final Vec THETA = new ArrayVec(8, -4);

    @Test
    void parametersShrinkByTheLearningRateTimesTheRate() {
        assertThat(ArrayVec.values(new Decoupled(0.5, true).parameters(THETA, 0.25)))
                .containsExactly(7, -3.5);
    }

    @Test
    void aFixedDecayDoesNotFollowTheLearningRate() {
        assertThat(ArrayVec.values(new Decoupled(0.5, false).parameters(THETA, 0.25)))
                .containsExactly(4, -2);
    }

    @Test
    void aFixedDecayDoesNotTurnParametersAround() {
        assertThatThrownBy(() -> new Decoupled(1.5, false))
                .isInstanceOf(InvalidOptions.class)
                .hasMessageContaining("/rate");
    }
}
