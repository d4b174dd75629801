package dev.descent.training.schedules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.descent.spec.InvalidOptions;
import dev.descent.training.schedules.Piecewise.Interpolation;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PiecewiseTest {
    private static final List<Knot> KNOTS = List.of(new Knot(10, 2), new Knot(20, 0.5), new Knot(40, 1));

    private static Piecewise curve(List<Knot> knots, Unit unit, Interpolation interpolation) {
        return new Piecewise(knots, unit, interpolation, new Warmup());
    }

    @Test
    void linesGoThroughTheKnots() {
        Piecewise curve = curve(KNOTS, Unit.STEPS, Interpolation.LINEAR);
        assertThat(curve.rate(0, 100, 1)).isEqualTo(2);
        assertThat(curve.rate(10, 100, 1)).isEqualTo(2);
        assertThat(curve.rate(15, 100, 1)).isCloseTo(1.25, within(1e-12));
        assertThat(curve.rate(20, 100, 1)).isEqualTo(0.5);
        assertThat(curve.rate(30, 100, 1)).isCloseTo(0.75, within(1e-12));
        assertThat(curve.rate(40, 100, 1)).isEqualTo(1);
        assertThat(curve.rate(99, 100, 1)).isEqualTo(1);
    }

    @Test
    void stairsHoldUntilTheNextKnot() {
        Piecewise curve = curve(KNOTS, Unit.STEPS, Interpolation.CONSTANT);
        assertThat(curve.rate(0, 100, 1)).isEqualTo(2);
        assertThat(curve.rate(19, 100, 1)).isEqualTo(2);
        assertThat(curve.rate(20, 100, 1)).isEqualTo(0.5);
        assertThat(curve.rate(39, 100, 1)).isEqualTo(0.5);
        assertThat(curve.rate(99, 100, 1)).isEqualTo(1);
    }

    /** In percents, of which many are no whole number of hundredths in binary. */
    @Property
    void aFractionIsTheNearestStep(@ForAll @IntRange(min = 1, max = 99) int percent) {
        List<Knot> knots = List.of(new Knot(0, 1), new Knot(percent / 100.0, 0.5));
        Piecewise curve = curve(knots, Unit.FRACTION, Interpolation.CONSTANT);
        assertThat(curve.rate(percent - 1, 100, 1)).isEqualTo(1);
        assertThat(curve.rate(percent, 100, 1)).isEqualTo(0.5);
        MultiStep drop = new MultiStep(List.of(percent / 100.0), Unit.FRACTION, 0.5, new Warmup());
        assertThat(drop.rate(percent - 1, 100, 1)).isEqualTo(1);
        assertThat(drop.rate(percent, 100, 1)).isEqualTo(0.5);
    }

    @Test
    void placesMustRiseAndFractionsEndAtOne() {
        assertThatThrownBy(() -> curve(List.of(new Knot(5, 1), new Knot(5, 2)), Unit.STEPS, Interpolation.LINEAR))
                .isInstanceOf(InvalidOptions.class)
                .hasMessageContaining("/knots")
                .hasMessageContaining("rise");
        assertThatThrownBy(() -> new MultiStep(List.of(0.5, 30.0), Unit.FRACTION, 0.1, new Warmup()))
                .isInstanceOf(InvalidOptions.class)
                .hasMessageContaining("/milestones")
                .hasMessageContaining("steps");
    }
}
