package dev.descent.training.optimizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SignSgdTest {
    @Test
    void everyCoordinateMovesByTheLearningRateAgainstItsGradient() {
        assertThat(new Walk(new SignSgd(), 1, 1, 1, 1).step(0.25, 100, -1e-30, 0, -0.5))
                .containsExactly(0.75, 1.25, 1, 1.25);
    }

    @Test
    void withMomentumTheMeanGradientDecides() {
        Walk signum = new Walk(new SignSgd(0.75), 0);
        signum.step(1, 8);
        assertThat(signum.remembered("m")).containsExactly(2);
        assertThat(signum.step(1, -4)).containsExactly(-2);
        assertThat(signum.remembered("m")).containsExactly(new double[] {0.5}, within(1e-15));
        assertThat(signum.step(1, -4)).containsExactly(-1);
    }
}
