package dev.descent.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class IdsTest {
    @Property
    void idsRiseWhateverTheClockDoes(@ForAll @Size(max = 50) List<@LongRange(min = 0, max = 5) Long> clock) {
        Ids ids = new Ids();
        List<String> made = new ArrayList<>();
        for (long millis : clock) {
            made.add(ids.next("job", Instant.ofEpochMilli(millis)));
        }
        assertThat(made).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void anIdHasItsTimeInTheFirstTenDigits() {
        Ids ids = new Ids(RandomGenerator.of("L64X128MixRandom"));
        assertThat(ids.next("ds", Instant.ofEpochMilli(1_469_918_176_385L)))
                .as("the example of the specification")
                .startsWith("ds_01ARYZ6S41")
                .hasSize(29);
    }

    @Test
    void countingUpCarriesIntoTheTime() {
        RandomGenerator ones = () -> -1L;
        Ids ids = new Ids(ones);
        assertThat(ids.next("x", Instant.ofEpochMilli(1))).isEqualTo("x_0000000001ZZZZZZZZZZZZZZZZ");
        assertThat(ids.next("x", Instant.ofEpochMilli(1))).isEqualTo("x_00000000020000000000000000");
    }
}
