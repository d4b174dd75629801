package dev.descent.training.optimizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.descent.training.optimizers.OptimisticMirrorDescent.FirstHint;
import org.junit.jupiter.api.Test;

class OptimisticMirrorDescentTest {
    private static final double[] GRADIENTS = {3, -1, 2, 0.5, -4, 1};

    /** θ + βh is where descent with the rates αη is. */
    @Test
    void aHintIsTakenBackWithTheRateThatItWasMadeWith() {
        Walk walk = new Walk(new OptimisticMirrorDescent(0.5, 2, FirstHint.ZERO), 7);
        double plain = 7;
        for (int t = 0; t < GRADIENTS.length; t++) {
            double rate = 1.0 / (1 + t * t);
            walk.step(rate, GRADIENTS[t]);
            plain -= 0.5 * rate * GRADIENTS[t];
            assertThat(walk.parameters()[0] + 2 * walk.remembered("h")[0]).isCloseTo(plain, within(1e-12));
        }
    }

    @Test
    void theFirstStepIsOfThatRateOrTwiceAsLong() {
        assertThat(new Walk(new OptimisticMirrorDescent(1, 1, FirstHint.GRADIENT), 0).step(0.5, 3))
                .containsExactly(-1.5);
        assertThat(new Walk(new OptimisticMirrorDescent(1, 1, FirstHint.ZERO), 0).step(0.5, 3))
                .containsExactly(-3);
    }

    /** On min max xy plain descent walks outwards. */
    @Test
    void aGameOfTwoIsSolvedWherePlainDescentDiverges() {
        assertThat(afterGame(new Walk(new Sgd(), 1, 1))).isGreaterThan(2);
        assertThat(afterGame(new Walk(new OptimisticMirrorDescent(), 1, 1))).isLessThan(0.1);
    }

    private static double afterGame(Walk walk) {
        for (int t = 0; t < 1000; t++) {
            double[] at = walk.parameters();
            walk.step(0.1, at[1], -at[0]);
        }
        return Math.hypot(walk.parameters()[0], walk.parameters()[1]);
    }
}
