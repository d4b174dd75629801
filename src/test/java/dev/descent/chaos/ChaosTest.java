package dev.descent.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form; the long one is {@link Chaos#main}. */
class ChaosTest {
    @Test
    void jobsEndOnceAndAsIfNobodyHadKilledAnything(@TempDir Path data) throws IOException {
        Chaos.Report report = Chaos.run(data, 12, Duration.ofSeconds(2), 6);
        assertThat(report.kills().values().stream().mapToInt(Integer::intValue).sum())
                .isPositive();
        assertThat(report.kills()).containsKeys("worker", "postmaster", "api", "backend");
    }
}
