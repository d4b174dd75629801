package dev.descent.perturbation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.descent.accounting.GaussianAccountant;
import dev.descent.accounting.Neighbours;
import dev.descent.accounting.PrivacyEvent;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CubeMechanismTest {
    @Property(tries = 200)
    void theNoiseSpendsEpsilonAndNoMore(
            @ForAll @IntRange(min = 1, max = 500) int coordinates,
            @ForAll @DoubleRange(min = 0.01, max = 50) double epsilon,
            @ForAll @DoubleRange(min = -12, max = -1) double logDelta) {
        double delta = Math.pow(10, logDelta);
        PrivacyEvent event =
                CubeMechanism.calibrated(coordinates, epsilon, delta).event();
        double spent = new GaussianAccountant().epsilon(event, delta);
        assertThat(spent).isLessThanOrEqualTo(epsilon).isCloseTo(epsilon, within(1e-8 * Math.max(1, epsilon)));
    }

    /**
     * Two corners of the cube with all coordinates opposite are the farthest rows. What their releases tell is what the
     * projection on the line between them tells: N(0, s²) and N(2√d, s²), of which δ(ε) is an integral over the line.
     */
    @Test
    void oppositeCornersAreAsHardToTellApartAsItIsSaid() {
        int coordinates = 9;
        double epsilon = 1.5;
        double delta = 1e-3;
        double s = CubeMechanism.calibrated(coordinates, epsilon, delta).deviation();
        double distance = 0;
        for (int i = 0; i < coordinates; i++) {
            distance += 4;
        }
        distance = Math.sqrt(distance);
        double sum = 0;
        double h = s / 20_000;
        for (double x = -12 * s; x < distance + 12 * s; x += h) {
            sum += Math.max(0, density(x - distance, s) - Math.exp(epsilon) * density(x, s)) * h;
        }
        assertThat(sum).isCloseTo(delta, within(1e-8));
    }

    private static double density(double x, double s) {
        return Math.exp(-x * x / (2 * s * s)) / (s * Math.sqrt(2 * Math.PI));
    }

    @Test
    void whatIsChargedIsTheNoiseAtTheDiameterOfTheCube() {
        CubeMechanism mechanism = CubeMechanism.calibrated(4, 2, 1e-5);
        assertThat(mechanism.event())
                .isEqualTo(new PrivacyEvent.Gaussian(mechanism.deviation(), 4, Neighbours.ZERO_OUT));
        assertThat(mechanism.deviation(10, 30)).isEqualTo(10 * mechanism.deviation());
    }
}
