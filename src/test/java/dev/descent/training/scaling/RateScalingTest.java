package dev.descent.training.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.descent.training.Golden;
import dev.descent.training.RateScaling;
import java.util.List;
import java.util.stream.StreamSupport;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class RateScalingTest {
    @Test
    void scaledRatesMatchTheFormulas() {
        matches("linear_batch_scaling", new LinearScaling(256));
        matches("sqrt_batch_scaling", new SquareRootScaling(256));
    }

    private static void matches(String name, RateScaling scaling) {
        JsonNode entry = StreamSupport.stream(
                        Golden.read("optimizers/schedules.json")
                                .get("schedules")
                                .spliterator(),
                        false)
                .filter(e -> e.get("schedule").asString().equals(name))
                .findFirst()
                .orElseThrow();
        double base = entry.get("params").get("base_lr").asDouble();
        for (var expected : entry.get("lr_at").properties()) {
            assertThat(base * scaling.factor(Integer.parseInt(expected.getKey())))
                    .as("%s at %s", name, expected.getKey())
                    .isCloseTo(expected.getValue().asDouble(), within(1e-12));
        }
    }

    @Property
    void theBaseBatchSizeLeavesTheRateAsItIs(@ForAll @IntRange(min = 1, max = 1_000_000) int base) {
        for (RateScaling scaling : List.of(new NoScaling(), new LinearScaling(base), new SquareRootScaling(base))) {
            assertThat(scaling.factor(base)).isEqualTo(1);
        }
    }

    /** Square-root scaling twice is linear scaling; none is none. */
    @Property
    void theRootSquaredIsLinear(
            @ForAll @IntRange(min = 1, max = 1_000_000) int base,
            @ForAll @IntRange(min = 1, max = 1_000_000) int size) {
        double root = new SquareRootScaling(base).factor(size);
        double linear = new LinearScaling(base).factor(size);
        assertThat(root * root).isCloseTo(linear, within(1e-12 * linear));
        assertThat(new NoScaling().factor(size)).isEqualTo(1);
    }
}
