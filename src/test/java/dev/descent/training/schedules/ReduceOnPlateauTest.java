package dev.descent.training.schedules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.training.Schedule.Reaction;
import dev.descent.training.schedules.ReduceOnPlateau.ThresholdMode;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ReduceOnPlateauTest {
    private static double factor(ReduceOnPlateau schedule, boolean greaterIsBetter, double base, double... values) {
        Reaction reaction = Reaction.NONE;
        for (double value : values) {
            reaction = schedule.react(reaction, value, greaterIsBetter, base);
        }
        return reaction.factor();
    }

    private static ReduceOnPlateau patient(int patience) {
        return new ReduceOnPlateau("loss", 0.5, patience, 0.01, ThresholdMode.RELATIVE, 0, 0, 1e-8, new Warmup());
    }

    @Test
    void theSenseOfBetterIsTheMetricsOwn() {
        assertThat(factor(patient(0), true, 1, 0.1, 0.2, 0.3)).isEqualTo(1);
        assertThat(factor(patient(0), false, 1, 0.1, 0.2, 0.3)).isEqualTo(0.25);
    }

    @Test
    void aConstantNegativeValueIsNoImprovement() {
        assertThat(factor(patient(0), false, 1, -2, -2)).isEqualTo(0.5);
        assertThat(factor(patient(0), true, 1, -2, -2)).isEqualTo(0.5);
        assertThat(factor(patient(0), true, 1, -2, -1.9)).isEqualTo(1);
    }

    @Test
    void aValueThatIsNoNumberIsNoImprovement() {
        assertThat(factor(patient(1), false, 1, Double.NaN, Double.POSITIVE_INFINITY))
                .isEqualTo(0.5);
        assertThat(factor(patient(1), false, 1, 1, Double.NaN, Double.NaN)).isEqualTo(0.5);
        assertThat(factor(patient(1), false, 1, Double.NaN, 1, Double.NaN)).isEqualTo(1);
    }

    @Test
    void evaluationsDuringTheCooldownDoNotCount() {
        ReduceOnPlateau schedule =
                new ReduceOnPlateau("loss", 0.5, 0, 0, ThresholdMode.ABSOLUTE, 2, 0, 1e-8, new Warmup());
        assertThat(factor(schedule, false, 1, 1, 1)).isEqualTo(0.5);
        assertThat(factor(schedule, false, 1, 1, 1, 1, 1)).isEqualTo(0.5);
        assertThat(factor(schedule, false, 1, 1, 1, 1, 1, 1)).isEqualTo(0.25);
        // What is better during the cooldown is the new best all the same.
        assertThat(factor(schedule, false, 1, 1, 1, 0.5, 1, 0.7)).isEqualTo(0.25);
    }

    @Test
    void aReductionThatChangesNextToNothingIsNotMade() {
        double[] constant = new double[100];
        Arrays.fill(constant, 1);
        // 1e-7, 5e-8, 2.5e-8, 1.25e-8: the next change would be 6.25e-9.
        assertThat(factor(patient(0), false, 1e-7, constant)).isEqualTo(0.125);
        assertThat(factor(patient(0), false, 1, constant)).isLessThan(1e-7).isGreaterThan(1e-8);
    }

    @Test
    void aLeastRateAboveTheBaseRaisesNothing() {
        ReduceOnPlateau schedule =
                new ReduceOnPlateau("loss", 0.5, 0, 0, ThresholdMode.ABSOLUTE, 0, 0.5, 1e-8, new Warmup());
        assertThat(factor(schedule, false, 0.1, 1, 1, 1)).isEqualTo(1);
    }
}
