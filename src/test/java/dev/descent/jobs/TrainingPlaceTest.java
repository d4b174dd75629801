package dev.descent.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.jobs.queue.Dispatch;
import dev.descent.training.Estimate;
import dev.descent.training.models.Linear;
import dev.descent.training.objectives.Classification;
import dev.descent.training.tensor.TestEngine;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TrainingPlaceTest {
    private static final long GIB = 1L << 30;
    private static final TrainingPlace HERE = new TrainingPlace(Dispatch.LOCAL, TestEngine.get(), new MemoryLimit(GIB));
    private static final TrainingPlace POD =
            new TrainingPlace(Dispatch.KUBERNETES, TestEngine.get(), new MemoryLimit(GIB));

    private static JobSpec spec(@Nullable PodRequest pod) {
        return new JobSpec("iris", new Linear(), new Classification()).with(pod);
    }

    private static PodRequest memory(long bytes) {
        return new PodRequest(null, bytes, null, Map.of(), null, null);
    }

    private static Estimate needs(long bytes) {
        return new Estimate(1, 1, new Estimate.Memory(bytes, 0, 0));
    }

    @Test
    void aPodMeansNothingWhereTheServiceTrainsItselfAndItSaysSo() {
        assertThat(HERE.warnings(spec(memory(4 * GIB))))
                .hasSize(1)
                .first()
                .asString()
                .contains("pod means nothing");
        assertThat(HERE.warnings(spec(null))).isEmpty();
        assertThat(POD.warnings(spec(memory(4 * GIB)))).isEmpty();
        assertThat(HERE.objection(spec(memory(8 * GIB)), needs(2 * GIB))).isPresent();
    }

    @Test
    void aJobMustFitIntoThePodThatItAsksForBesideJavasHeap() {
        assertThat(POD.objection(spec(memory(4 * GIB)), needs(3 * GIB))).isEmpty();
        assertThat(POD.objection(spec(memory(4 * GIB)), needs(3 * GIB + 1))
                        .orElseThrow()
                        .pointer())
                .isEqualTo("/pod/memory_bytes");
        assertThat(POD.objection(spec(null), needs(GIB + 1))).isPresent();
    }

    @Test
    void anAcceleratorThatThisServerLacksMayBeInThePod() {
        PodRequest accelerated = new PodRequest(null, null, 1, Map.of(), null, null);
        assertThat(POD.objection(spec(accelerated), needs(100 * GIB))).isEmpty();
    }
}
