package dev.descent.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ThinningTest {
    @Property
    void theExtremesAndTheEndsAreKept(
            @ForAll @Size(min = 1, max = 500) List<@DoubleRange(min = -1e6, max = 1e6) Double> values,
            @ForAll @IntRange(min = 2, max = 100) int points) {
        Metrics.Series series = thin(values, points);
        assertThat(series.count()).isEqualTo(values.size());
        assertThat(series.values())
                .contains(values.stream().max(Double::compare).orElseThrow());
        assertThat(series.values())
                .contains(values.stream().min(Double::compare).orElseThrow());
        assertThat(series.steps()).startsWith(0L).endsWith((long) values.size() - 1);
        assertThat(series.steps()).isSorted().doesNotHaveDuplicates();
        assertThat(series.steps()).hasSizeLessThanOrEqualTo(points + 2);
        for (int i = 0; i < series.steps().size(); i++) {
            assertThat(series.values().get(i))
                    .isEqualTo(values.get(series.steps().get(i).intValue()));
        }
    }

    @Property
    void aShortSeriesIsKeptWhole(@ForAll @Size(min = 1, max = 50) List<@DoubleRange(max = 1) Double> values) {
        assertThat(thin(values, 50).steps())
                .containsExactlyElementsOf(
                        LongStream.range(0, values.size()).boxed().toList());
    }

    @Test
    void aValueThatIsNoNumberIsKeptAsNull() {
        List<Double> values = new ArrayList<>(Collections.nCopies(1000, 1.0));
        values.set(500, Double.NaN);
        Metrics.Series series = thin(values, 10);
        assertThat(series.values().get(series.steps().indexOf(500L))).isNull();
    }

    @Test
    void anEmptySeriesIsEmpty() {
        assertThat(thin(List.of(), 10).steps()).isEmpty();
    }

    private static Metrics.Series thin(List<Double> values, int points) {
        Thinning thinning = new Thinning("loss", values.size(), points);
        for (int i = 0; i < values.size(); i++) {
            thinning.add(i, values.get(i));
        }
        return thinning.series();
    }
}
