package dev.descent.training.optimizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.descent.training.Contexts;
import dev.descent.training.State;
import dev.descent.training.tensor.ArrayVec;
import dev.descent.training.tensor.Layout;
import dev.descent.training.tensor.Vec;
import org.junit.jupiter.api.Test;

class SgldTest {
    private static final int CHAINS = 1000;
    private static final int BURN_IN = 200;
    private static final int STEPS = 1000;
    private static final double RATE = 0.1;
    private static final double MEAN = 2;
    private static final double PRECISION = 4;

    /** As many independent chains as there are coordinates, all with the posterior N(2, 1/4). */
    @Test
    void itsStepsHaveTheMeanAndTheVarianceOfAGaussianPosterior() {
        double examples = Contexts.of(RATE, Layout.EMPTY).examples();
        Layout layout = Layout.EMPTY.with("b", CHAINS);
        Vec theta = new ArrayVec(new double[CHAINS]);
        double sum = 0;
        double squares = 0;
        for (int t = 0; t < BURN_IN + STEPS; t++) {
            Vec gradient = theta.add(-MEAN).mul(PRECISION / examples);
            theta = new Sgld()
                    .step(theta, gradient, State.EMPTY, Contexts.of(t, RATE, 0, layout))
                    .parameters();
            if (t >= BURN_IN) {
                sum += theta.mean().value();
                squares += theta.add(-MEAN).square().mean().value();
            }
        }
        // The Euler step of length η/2 widens the posterior by this factor.
        double variance = 1 / PRECISION / (1 - RATE * PRECISION / 4);
        assertThat(sum / STEPS).isCloseTo(MEAN, within(0.005));
        assertThat(squares / STEPS).isCloseTo(variance, within(0.01 * variance));
    }

    @Test
    void itsNoiseHasTheLearningRateAsVarianceAndIsAnotherInEveryStep() {
        Layout layout = Layout.EMPTY.with("b", 100_000);
        Vec still = new ArrayVec(new double[100_000]);
        Vec first = moved(still, layout, 0);
        Vec second = moved(still, layout, 1);
        assertThat(first.square().mean().value()).isCloseTo(0.01, within(2e-4));
        assertThat(first.mul(second).mean().value()).isCloseTo(0, within(2e-4));
    }

    private static Vec moved(Vec still, Layout layout, long step) {
        return new Sgld()
                .step(still, still, State.EMPTY, Contexts.of(step, 0.01, 0, layout))
                .parameters();
    }
}
