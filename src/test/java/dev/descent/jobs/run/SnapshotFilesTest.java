package dev.descent.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.artifacts.Checkpoints;
import dev.descent.jobs.lifecycle.Hold;
import dev.descent.storage.DirectoryStore;
import dev.descent.training.Snapshot;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotFilesTest {
    @TempDir
    private Path data;

    private static Snapshot snapshot() {
        return new Snapshot(7, Map.of("parameters", new float[] {1}), Map.of());
    }

    @Test
    void aSecondTryToMakeASnapshotKnownWritesNoSecondFile() {
        SnapshotFiles files =
                new SnapshotFiles(new Checkpoints(new DirectoryStore(), data), new Hold("job_1", "worker", 2));
        Snapshot snapshot = snapshot();
        Checkpoints.Stored first = files.write(snapshot);
        assertThat(files.write(snapshot)).isEqualTo(first);
        Checkpoints.Stored other = files.write(snapshot());
        assertThat(other.file()).as("of the same step").isNotEqualTo(first.file());
        assertThat(data.resolve("jobs/job_1/checkpoints")).isDirectoryContaining(file -> file.endsWith(first.file()));
        files.forget();
        assertThat(files.write(snapshot).file()).isNotEqualTo(first.file());
    }
}
