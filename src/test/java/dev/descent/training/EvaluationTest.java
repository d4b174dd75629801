package dev.descent.training;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class EvaluationTest {
    @Property
    void byDefaultThereIsOnePerEpochButNotMoreThanAThousand(
            @ForAll @IntRange(min = 1) int steps, @ForAll @IntRange(min = 1, max = 100_000) int stepsPerEpoch) {
        long interval = new Evaluation().effective(steps, stepsPerEpoch).interval(stepsPerEpoch);
        assertThat(steps / interval).isLessThanOrEqualTo(1000);
        if (steps / stepsPerEpoch <= 1000) {
            assertThat(interval).isEqualTo(stepsPerEpoch);
        }
    }

    @Property
    void whatTheSpecSaysIsKept(@ForAll @IntRange(min = 1, max = 1000) int every) {
        Evaluation asked = new Evaluation(null, (long) every, 0.2, null);
        assertThat(asked.effective(1_000_000_000L, 1)).isEqualTo(asked);
    }
}
