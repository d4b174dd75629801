package dev.descent.training.states;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.training.Golden;
import dev.descent.training.Optimizer.Range;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

class DynamicMapTest {
    @ParameterizedTest
    @CsvSource({"SIGNED,signed_map", "NON_NEGATIVE,unsigned_map"})
    void itsValuesAreThePublishedOnesToTheLastBit(Range range, String name) {
        JsonNode published = Golden.read("optimizers/quant8.json").get(name);
        float[] values = DynamicMap.of(range).values();
        assertThat(values).hasSize(256);
        for (int i = 0; i < values.length; i++) {
            assertThat((double) values[i])
                    .as("value %d", i)
                    .isEqualTo(published.get(i).asDouble());
        }
    }

    @ParameterizedTest
    @EnumSource(Range.class)
    void aBoundaryLiesInTheMiddleBetweenTwoValues(Range range) {
        DynamicMap map = DynamicMap.of(range);
        assertThat(map.boundaries()).hasSize(255).isSorted();
        for (int i = 0; i < 255; i++) {
            assertThat(map.boundaries()[i]).isEqualTo((map.values()[i] + map.values()[i + 1]) / 2);
        }
    }
}
