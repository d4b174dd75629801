package dev.descent.training.optimizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AdanTest {
    private static final double RATE = 0.1;
    private static final double[][] GRADIENTS = {{3, -1}, {-1, 2}, {0.5, 0.1}, {2, -3}, {1, 1}, {-2, 0}, {4, 1}};

    @Test
    void aRestartForgetsAllThatIsRemembered() {
        Walk restarting = new Walk(rule(true, null, 3L), 1, 2);
        Walk fresh = new Walk(rule(true, null, null), 1, 2);
        for (int t = 0; t < GRADIENTS.length; t++) {
            if (t % 3 == 0) {
                fresh = new Walk(rule(true, null, null), restarting.parameters());
            }
            assertThat(restarting.step(RATE, GRADIENTS[t])).containsExactly(fresh.step(RATE, GRADIENTS[t]));
        }
        assertThat(restarting.state().steps()).isEqualTo(GRADIENTS.length);
    }

    @Test
    void withoutRestartTheFourthStepRemembersTheFirstThree() {
        Walk restarting = new Walk(rule(true, null, 3L), 1, 2);
        Walk straight = new Walk(rule(true, null, null), 1, 2);
        for (int t = 0; t < 3; t++) {
            assertThat(restarting.step(RATE, GRADIENTS[t])).containsExactly(straight.step(RATE, GRADIENTS[t]));
        }
        assertThat(restarting.step(RATE, GRADIENTS[3])).isNotEqualTo(straight.step(RATE, GRADIENTS[3]));
    }

    @Test
    void theGradientThatIsRememberedIsTheClippedOne() {
        Walk walk = new Walk(rule(true, 0.5, null), 1, 2);
        walk.step(RATE, 30, -40);
        assertThat(walk.remembered("g")).containsExactly(new double[] {0.3, -0.4}, within(1e-9));
    }

    @Test
    void weightDecayDividesAfterAProximalStepAndShrinksBeforeAnother() {
        double update = new Walk(rule(true, null, null), 0).step(RATE, 2)[0];
        assertThat(new Walk(rule(true, null, null), 1).decayed(RATE, 0.5, 2)[0])
                .isCloseTo((1 + update) / 1.05, within(1e-15));
        assertThat(new Walk(rule(false, null, null), 1).decayed(RATE, 0.5, 2)[0])
                .isCloseTo(0.95 + update, within(1e-15));
    }

    private static Adan rule(boolean proximal, @Nullable Double maxGradientNorm, @Nullable Long restartEvery) {
        return new Adan(0.98, 0.92, 0.99, 1e-8, proximal, maxGradientNorm, restartEvery);
    }
}
