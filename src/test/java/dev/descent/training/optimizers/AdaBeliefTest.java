package dev.descent.training.optimizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.descent.spec.InvalidOptions;
import org.junit.jupiter.api.Test;

class AdaBeliefTest {
    private static final double RATE = 0.1;
    private static final double[] GRADIENTS = {3, -1, 2, 0.5, -4, 1, 2, -3};

    @Test
    void theFirstFiveStepsAreOfMomentumAndTheSixthIsAdaptive() {
        Walk walk = new Walk(new AdaBelief(), 0);
        double m = 0;
        double before = 0;
        for (int t = 1; t <= 6; t++) {
            double gradient = GRADIENTS[t - 1];
            m = 0.9 * m + 0.1 * gradient;
            double momentumStep = before - RATE / (1 - Math.pow(0.9, t)) * m;
            double after = walk.step(RATE, gradient)[0];
            if (t <= 5) {
                assertThat(after).as("step %d", t).isCloseTo(momentumStep, within(1e-14));
            } else {
                assertThat(Math.abs(after - momentumStep)).as("step %d", t).isGreaterThan(1e-3);
            }
            before = after;
        }
    }

    @Test
    void aSpreadWithAShortMemoryIsNeverKnownWellEnough() {
        Walk walk = new Walk(new AdaBelief(0.9, 2.0 / 3 - 1e-9, 1e-16, true, false), 0);
        double m = 0;
        double theta = 0;
        for (int t = 1; t <= 200; t++) {
            double gradient = GRADIENTS[t % GRADIENTS.length];
            m = 0.9 * m + 0.1 * gradient;
            theta -= RATE / (1 - Math.pow(0.9, t)) * m;
            assertThat(walk.step(RATE, gradient)[0]).isCloseTo(theta, within(1e-10));
        }
    }

    @Test
    void amsgradDividesByTheGreatestSpreadSoFar() {
        Walk walk = new Walk(new AdaBelief(0.5, 0.5, 1e-8, false, true), 0);
        double m = 0;
        double s = 0;
        double greatest = 0;
        double theta = 0;
        double[] spikeAndSilence = {10, -10, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1};
        for (int t = 1; t <= spikeAndSilence.length; t++) {
            double gradient = spikeAndSilence[t - 1];
            m = 0.5 * m + 0.5 * gradient;
            s = 0.5 * s + 0.5 * (gradient - m) * (gradient - m) + 1e-8;
            greatest = Math.max(greatest, s);
            double denominator = Math.sqrt(greatest) / Math.sqrt(1 - Math.pow(0.5, t)) + 1e-8;
            theta -= RATE / (1 - Math.pow(0.5, t)) * m / denominator;
            assertThat(walk.step(RATE, gradient)[0]).isCloseTo(theta, within(1e-12));
        }
        assertThat(greatest).isGreaterThan(10 * s);
    }

    @Test
    void amsgradAndRectificationExcludeEachOther() {
        assertThatThrownBy(() -> new AdaBelief(0.9, 0.999, 1e-16, true, true))
                .isInstanceOf(InvalidOptions.class)
                .hasMessageContaining("/amsgrad");
    }
}
