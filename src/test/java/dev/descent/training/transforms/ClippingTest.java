package dev.descent.training.transforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.descent.training.Contexts;
import dev.descent.training.GradientTransform;
import dev.descent.training.State;
import dev.descent.training.tensor.ArrayVec;
import dev.descent.training.tensor.Layout;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;

class ClippingTest {
    @Property
    void theNormIsAtMostTheBoundAndTheDirectionStays(
            @ForAll @Size(min = 1, max = 20) List<@DoubleRange(min = -1e6, max = 1e6) Double> gradient,
            @ForAll @DoubleRange(min = 0.01, max = 1e3) double bound) {
        double[] clipped = clipped(new ClipByNorm(bound), gradient);
        double norm = norm(doubles(gradient));
        assertThat(norm(clipped)).isLessThanOrEqualTo(Math.min(bound, norm) * (1 + 1e-12));
        if (norm + 1e-6 <= bound) {
            assertThat(clipped).containsExactly(doubles(gradient));
        }
        double factor = Math.min(1, bound / (norm + 1e-6));
        for (int i = 0; i < gradient.size(); i++) {
            assertThat(clipped[i]).isCloseTo(gradient.get(i) * factor, within(1e-9));
        }
    }

    @Property
    void everyCoordinateIsLimitedOnBothSides(
            @ForAll @Size(min = 1, max = 20) List<@DoubleRange(min = -1e6, max = 1e6) Double> gradient,
            @ForAll @DoubleRange(min = 0.01, max = 1e3) double bound) {
        double[] clipped = clipped(new ClipByValue(bound), gradient);
        for (int i = 0; i < gradient.size(); i++) {
            assertThat(clipped[i]).isEqualTo(Math.max(-bound, Math.min(bound, gradient.get(i))));
        }
    }

    private static double[] clipped(GradientTransform transform, List<Double> gradient) {
        Layout layout = Layout.EMPTY.with("w", gradient.size());
        return ArrayVec.values(transform
                .apply(array(gradient), State.EMPTY, Contexts.of(1, layout))
                .gradient());
    }

    private static double[] doubles(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static ArrayVec array(List<Double> values) {
        return new ArrayVec(doubles(values));
    }

    private static double norm(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value * value;
        }
        return Math.sqrt(sum);
    }
}
