package dev.descent.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.jobs.queue.WorkerSettings;
import dev.descent.spec.Violation;
import dev.descent.training.Estimate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryLimitTest {
    @Test
    void workersShareWhatTheHeapLeaves() {
        assertThat(MemoryLimit.share(16_000, 4000, 1)).isEqualTo(12_000);
        assertThat(MemoryLimit.share(16_000, 4000, 3)).isEqualTo(4000);
        assertThat(MemoryLimit.share(16_000, 15_000, 2))
                .as("a heap that fills the machine")
                .isEqualTo(2000);
        assertThat(MemoryLimit.share(16_000, 4000, 0))
                .as("where nothing is trained")
                .isEqualTo(12_000 / WorkerSettings.defaultThreads());
    }

    @ParameterizedTest
    @CsvSource({"60, 30, 10, /model", "30, 60, 10, /sampler/batch_size", "30, 10, 61, /dataset"})
    void whatNeedsMostIsToChange(long vectors, long batch, long examples, String pointer) {
        Estimate estimate = new Estimate(1, 1, new Estimate.Memory(vectors, batch, examples));

        assertThat(new MemoryLimit(estimate.memoryBytes()).objection(estimate)).isEmpty();
        Violation violation = new MemoryLimit(99).objection(estimate).orElseThrow();
        assertThat(violation.pointer()).isEqualTo(pointer);
        assertThat(violation.code()).isEqualTo("too_much_memory");
        assertThat(violation.message()).contains(estimate.memoryBytes() + " bytes", "may use 99 here");
    }
}
