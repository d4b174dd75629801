package dev.descent.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.util.unit.DataSize;

/** What is told of the disk. */
class DiskHealthTest {
    @TempDir
    private Path data;

    @Test
    void aDiskWithLessSpaceThanItShouldHaveIsToldOf() {
        Health enough = new DiskHealth(data, DataSize.ofBytes(1)).health();
        assertThat(enough.getStatus()).isEqualTo(Status.UP);
        assertThat(enough.getDetails())
                .containsKeys("free_bytes", "total_bytes")
                .doesNotContainKey("problem");

        Health little = new DiskHealth(data, DataSize.ofTerabytes(1_000_000)).health();
        assertThat(little.getStatus()).isEqualTo(Status.DOWN);
        assertThat(little.getDetails().get("problem")).asString().contains("descent.low-disk");
        assertThat(little.getDetails()).containsKey("remedy");
    }
}
